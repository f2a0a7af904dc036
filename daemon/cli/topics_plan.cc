#include "cli/topics_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "cli/output.h"

namespace sluiced::cli {
namespace {

using gate::IoError;
using kafka::FoundTopic;
using kafka::Shortcoming;
using Kind = PlanLine::Kind;
using What = Shortcoming::What;

std::string retention_text(std::int64_t ms) {
  constexpr std::int64_t day_ms = 24 * 3600 * 1000;
  if (ms < 0) return "for ever";
  return ms % day_ms == 0 ? fmt::format("{} d", ms / day_ms) : duration_text(Duration{ms});
}

std::string bytes_text(std::int64_t bytes) {
  constexpr double kib = 1024.0;
  const double size = static_cast<double>(bytes);
  return bytes < 1024 * 1024 ? fmt::format("{:.1f} KiB", size / kib) : fmt::format("{:.1f} MiB", size / kib / kib);
}

std::string value_text(What what, const std::string& value) {
  if (what == What::retention) return retention_text(std::stoll(value));
  if (what == What::max_message_bytes) return bytes_text(std::stoll(value));
  return value;
}

std::string_view name_text(What what) {
  switch (what) {
    case What::compacted: return "cleanup.policy";
    case What::partitions: return "partitions";
    case What::replication: return "replication";
    case What::min_insync_replicas: return "min ISR";
    case What::max_message_bytes: return "max message";
    case What::retention: return "retention";
  }
  return "";
}

/// Where rounding hides the difference, the exact values.
std::string difference_text(const Shortcoming& one) {
  std::string is = value_text(one.what, one.is);
  std::string should_be = value_text(one.what, one.should_be);
  if (is == should_be) return fmt::format("{} {} -> {} bytes", name_text(one.what), one.is, one.should_be);
  return fmt::format("{} {} -> {}", name_text(one.what), is, should_be);
}

std::string shape_text(const kafka::TopicWants& wants) {
  std::string text =
      fmt::format("{}, replication {}", counted(static_cast<std::size_t>(wants.partitions), "partition", "partitions"),
                  wants.replication == 0 ? "the broker's default" : std::to_string(wants.replication));
  if (!wants.settings) return text;
  if (wants.settings->min_insync_replicas) text += fmt::format(", min ISR {}", *wants.settings->min_insync_replicas);
  return text + fmt::format(", retention {}, max message {}", retention_text(wants.settings->retention_ms),
                            bytes_text(wants.settings->max_message_bytes));
}

class Planner {
 public:
  Planner(const kafka::FoundTopics& found, const PlanOptions& options) : found_(found), options_(options) {}

  void add(const NeededTopic& topic, const std::vector<NeededTopic>& needed) {
    const std::size_t before = plan_.lines.size();
    const auto& found = found_.at(topic.name);
    if (!found && found.error().kind != IoError::Kind::missing)
      wrong(topic.name, "may not be looked at: " + found.error().text);
    else if (topic.follows.empty() && found)
      compare_source(topic, *found);
    else if (topic.follows.empty())
      add_missing_source(topic);
    else if (found && !topic.forward)
      compare_letters(topic, *found);
    else if (!found && topic.forward)
      add_missing_forward(topic);
    else if (!found)
      add_missing_letters(topic, needed);
    if (plan_.lines.size() == before) ++plan_.fine;
  }
  Plan take() { return std::move(plan_); }

 private:
  void wrong(const std::string& topic, std::string text, std::vector<Shortcoming> lacking = {}) {
    PlanLine line;
    line.topic = topic;
    line.text = std::move(text);
    line.lacking = std::move(lacking);
    plan_.lines.push_back(std::move(line));
  }

  void create(const std::string& topic, const kafka::TopicWants& wants, const std::string& further = "") {
    PlanLine line;
    line.kind = Kind::create;
    line.topic = topic;
    line.text = shape_text(wants) + further;
    line.possible = true;
    line.wants = wants;
    plan_.lines.push_back(std::move(line));
  }

  void add_missing_source(const NeededTopic& topic) {
    if (!topic.create) return wrong(topic.name, "missing, and the configuration does not say `create`");
    create(topic.name, wants_of(*topic.create));
  }

  static kafka::TopicWants wants_of(const config::CreateTopic& asked) {
    return {.partitions = asked.partitions, .replication = asked.replication, .settings = std::nullopt};
  }

  /// A source that is there is never changed: with more partitions the records of a key would go elsewhere than before.
  void compare_source(const NeededTopic& topic, const FoundTopic& found) {
    if (!topic.create) return;
    for (const Shortcoming& one : kafka::shortcomings(wants_of(*topic.create), found))
      wrong(topic.name,
            fmt::format("{} {}, the configuration says {}; a topic with records in it is not changed", name_text(one.what),
                        one.is, one.should_be),
            {one});
  }

  /// As its source, so that records keep their partitions.
  void add_missing_forward(const NeededTopic& topic) {
    const auto& source = found_.at(topic.follows);
    if (!source) return wrong(topic.name, fmt::format("missing, and cannot be made before {} is there", topic.follows));
    create(topic.name, {.partitions = source->partitions, .replication = source->replication, .settings = std::nullopt});
  }

  void add_missing_letters(const NeededTopic& topic, const std::vector<NeededTopic>& needed) {
    if (!topic.may_create) return wrong(topic.name, "missing, and dead_letter.create is false");
    if (const auto& source = found_.at(topic.follows)) {
      const char* unread = source->properties ? "" : "; the source's settings may not be read, Kafka's defaults are assumed";
      return create(topic.name, kafka::dead_letter_wants(*source, topic.retention), unread);
    }
    const auto followed =
        std::find_if(needed.begin(), needed.end(), [&](const NeededTopic& one) { return one.name == topic.follows; });
    const bool will_be_there = followed != needed.end() && (followed->create || followed->may_create) &&
                               found_.at(topic.follows).error().kind == IoError::Kind::missing;
    if (!will_be_there) return wrong(topic.name, fmt::format("missing, and cannot be made before {} is there", topic.follows));
    PlanLine line;
    line.kind = Kind::create;
    line.topic = topic.name;
    line.text = fmt::format("as {} will be, retention at least {}", topic.follows, retention_text(topic.retention.count()));
    plan_.lines.push_back(std::move(line));
  }

  void compare_letters(const NeededTopic& topic, const FoundTopic& found) {
    const auto& source = found_.at(topic.follows);
    PlanLine change;
    change.kind = Kind::change;
    change.topic = topic.name;
    change.possible = true;
    for (const Shortcoming& one :
         kafka::shortcomings(kafka::dead_letter_wants(source ? *source : found, topic.retention), found)) {
      if (one.what == What::compacted) return compacted(topic.name, one);
      if (!source) continue;
      if (one.what == What::replication) {
        wrong(topic.name, difference_text(one) + ": replicas are moved with kafka-reassign-partitions, not by sluiced", {one});
      } else {
        change.lacking.push_back(one);
      }
    }
    if (!found.properties) wrong(topic.name, "its settings may not be read (DESCRIBE_CONFIGS): only its shape was looked at");
    if (!change.lacking.empty()) add_change(std::move(change));
  }

  void compacted(const std::string& topic, const Shortcoming& one) {
    wrong(
        topic,
        "compacted: dead letters without a key are refused, others overwritten; this is not changed: set cleanup.policy=delete, "
        "or name another topic",
        {one});
  }

  /// What this library cannot do alone is told to the person, with the words that do it.
  void add_change(PlanLine change) {
    std::string by_hand;
    std::vector<Shortcoming> left;
    std::vector<Shortcoming> done;
    for (const Shortcoming& one : change.lacking) {
      const bool partitions = one.what == What::partitions;
      if (partitions) change.partitions = static_cast<PartitionId>(std::stol(one.should_be));
      if (!partitions && options_.can_set) change.settings.emplace_back(kafka::to_string(one.what), one.should_be);
      if (!partitions && !options_.can_set)
        by_hand += fmt::format("{}{}={}", by_hand.empty() ? "" : ",", kafka::to_string(one.what), one.should_be);
      (partitions || options_.can_set ? done : left).push_back(one);
    }
    if (!done.empty()) {
      change.text = joined(done);
      change.lacking = std::move(done);
      plan_.lines.push_back(change);
    }
    if (left.empty()) return;
    std::string text = fmt::format(
        "{}: by hand, for this librdkafka cannot change one setting alone:\n"
        "  kafka-configs.sh --bootstrap-server {} --alter --entity-type topics --entity-name {} --add-config {}",
        joined(left), options_.brokers, change.topic, by_hand);
    wrong(change.topic, std::move(text), std::move(left));
  }

  static std::string joined(const std::vector<Shortcoming>& all) {
    std::string text;
    for (const Shortcoming& one : all) text += (text.empty() ? "" : "; ") + difference_text(one);
    return text;
  }

  const kafka::FoundTopics& found_;
  const PlanOptions& options_;
  Plan plan_;
};

}  // namespace

std::vector<NeededTopic> needed_topics(const config::Config& config) {
  std::vector<NeededTopic> needed;
  for (const config::GroupConfig& group : config.groups)
    for (const config::TopicConfig& topic : group.topics) {
      needed.push_back({.name = topic.name, .follows = "", .create = topic.create});
      if (topic.mode != config::Mode::observe)
        needed.push_back({.name = topic.dead_letter_topic,
                          .follows = topic.name,
                          .create = std::nullopt,
                          .may_create = topic.create_dead_letter_topic,
                          .retention = topic.dead_letter_retention});
      const auto of_another = std::find_if(
          needed.begin(), needed.end(), [&](const NeededTopic& one) { return one.forward && one.name == topic.forward_topic; });
      if (topic.mode == config::Mode::forward && of_another == needed.end())
        needed.push_back({.name = topic.forward_topic, .follows = topic.name, .create = std::nullopt, .forward = true});
    }
  const auto is_also_written = [all = needed](const NeededTopic& topic) {
    return topic.follows.empty() && std::any_of(all.begin(), all.end(), [&](const NeededTopic& other) {
             return !other.follows.empty() && other.name == topic.name;
           });
  };
  needed.erase(std::remove_if(needed.begin(), needed.end(), is_also_written), needed.end());
  return needed;
}

std::vector<std::string> names_of(const std::vector<NeededTopic>& needed) {
  std::vector<std::string> names;
  for (const NeededTopic& topic : needed) names.push_back(topic.name);
  return names;
}

std::size_t Plan::count(PlanLine::Kind kind) const {
  return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.kind == kind; }));
}

Plan make_plan(const std::vector<NeededTopic>& needed, const kafka::FoundTopics& found, const PlanOptions& options) {
  Planner planner(found, options);
  for (const NeededTopic& topic : needed) planner.add(topic, needed);
  return planner.take();
}

}  // namespace sluiced::cli
