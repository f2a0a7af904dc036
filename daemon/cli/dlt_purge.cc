// sluiced dlt purge: deletes dead letters up to a point.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/units.h"
#include "cli/dlt.h"
#include "cli/letter_reading.h"
#include "cli/letter_topics.h"
#include "cli/output.h"
#include "cli/table.h"
#include "json/writer.h"
#include "kafka/cluster_topics.h"
#include "letters/envelope.h"

namespace sluiced::cli {
namespace {

using gate::IoError;

constexpr const char* footer =
    R"(Deletes for good, from the beginning of each partition up to the point that is given, which is not deleted itself:
Kafka can delete nothing in between. Without --open-too each partition is deleted up to its first open letter at most
(neither replayed nor resolved).

Examples:
  sluiced dlt purge orders --before 7d --dry-run
  sluiced dlt purge orders --before 2026-11-23T06:00:00Z
  sluiced dlt purge orders.dlt --to 0/91877 --to 3/88121 --open-too

Exit codes: 0 deleted, or nothing to delete, 1 open letters keep some of it, or it is refused, 64 usage, 69 no broker
answers, 78 configuration.)";

struct PurgeOptions : LetterOptions {
  std::string topic;
  std::string before;
  std::vector<std::string> to;
  bool open_too = false;
  bool dry_run = false;
};

/// What is asked for, and what can be done of it, in one partition.
struct Cut {
  kafka::PartitionRange wanted;
  std::uint64_t letters = 0;         ///< that go, repeats among them
  std::uint64_t open = 0;            ///< of those
  std::optional<Offset> stopped_by;  ///< an open one
  NextOffset up_to;
};

/// "3/88121".
std::optional<std::pair<PartitionId, NextOffset>> parse_point(const std::string& text) {
  const auto place = parse_letter_place("t/" + text);
  if (!place || place->topic != "t") return std::nullopt;
  return std::pair(place->partition, NextOffset{place->offset.value});
}

class PurgeCommand {
 public:
  PurgeCommand(const PurgeOptions& options, LetterContext context)
      : options_(options), context_(std::move(context)), reader_(context_.settings) {}

  ExitCode run() {
    topic_ = letter_topic(context_.config, options_.topic);
    if (const auto code = find_cuts()) return *code;
    if (const auto code = look()) return *code;
    if (!options_.dry_run)
      if (auto error = cut()) return refuse_io(context_, *error);
    Output output;
    output.write(options_.output == "json" ? json() : text());
    return output.finish(stopped() ? ExitCode::not_well : ExitCode::ok);
  }

 private:
  std::optional<ExitCode> find_cuts() {
    kafka::TimeBounds bounds;
    if (!options_.before.empty()) bounds.until = *parse_when(options_.before, SystemClock().wall());
    const auto ranges = reader_.ranges(topic_.name, bounds, context_.timeout);
    if (!ranges && ranges.error().kind == IoError::Kind::missing) {
      if (topic_.source.empty()) return refuse_unknown(context_, topic_.name);
      complain(fmt::format("sluiced: {} is not there yet: nothing to delete", topic_.name));
      return ExitCode::ok;
    }
    if (!ranges) return refuse_io(context_, ranges.error());
    for (const kafka::PartitionRange& range : *ranges) cuts_.push_back({.wanted = range, .stopped_by = {}, .up_to = range.to});
    if (options_.to.empty()) return std::nullopt;
    for (Cut& cut : cuts_) cut.wanted.to = cut.wanted.from;
    for (const std::string& text : options_.to) {
      const auto [partition, to] = *parse_point(text);
      if (static_cast<std::size_t>(partition) >= cuts_.size()) {
        complain(fmt::format("sluiced: --to {}: {} has {}", text, topic_.name, counted(cuts_.size(), "partition", "partitions")));
        return ExitCode::not_well;
      }
      Cut& cut = cuts_[static_cast<std::size_t>(partition)];
      const NextOffset end = (*ranges)[static_cast<std::size_t>(partition)].to;
      if (to > end) {
        complain(fmt::format("sluiced: --to {}: {}/{} ends at {}", text, topic_.name, partition, end.value));
        return ExitCode::not_well;
      }
      cut.wanted.to = std::max(to, cut.wanted.from);
    }
    return std::nullopt;
  }

  /// What would go, letter by letter.
  std::optional<ExitCode> look() {
    auto ledger = read_ledger(reader_, context_.timeout);
    if (!ledger) return refuse_io(context_, ledger.error());
    std::vector<kafka::PartitionRange> ranges;
    for (Cut& cut : cuts_) {
      cut.up_to = cut.wanted.to;
      ranges.push_back(cut.wanted);
    }
    if (auto error = reader_.start(ranges)) return refuse_io(context_, *error);
    std::optional<std::string> foreign;
    const auto take = [&](const Record& stands, std::span<const HeaderView>, const letters::Letter& letter) {
      // Of a topic that the configuration does not know only what its letters say tells that it is one for dead letters.
      if (topic_.source.empty() && letter.profile == letters::Profile::none) foreign = letters::coordinates(stands);
      count(cuts_[static_cast<std::size_t>(stands.partition)], stands, ledger->dealt_with(identity(letter, stands)));
      return !foreign;
    };
    if (auto error = read_letters(reader_, context_.timeout, take)) return refuse_io(context_, *error);
    if (!foreign) return std::nullopt;
    complain(fmt::format("sluiced: {} is no dead letter, and {} is no dead-letter topic of {}: nothing is deleted", *foreign,
                         one_line(topic_.name), one_line(context_.config.file)));
    return ExitCode::not_well;
  }

  void count(Cut& cut, const Record& stands, bool dealt_with) const {
    if (!dealt_with && !options_.open_too && !cut.stopped_by) {
      cut.stopped_by = stands.offset;
      cut.up_to = {stands.offset.value};
    }
    if (cut.stopped_by) return;
    ++cut.letters;
    if (!dealt_with) ++cut.open;
  }

  std::optional<IoError> cut() {
    std::vector<gate::PartitionStart> before;
    for (const Cut& cut : cuts_)
      if (cut.up_to > cut.wanted.from) before.push_back({cut.wanted.partition, cut.up_to});
    if (before.empty()) return std::nullopt;
    return kafka::ClusterTopics(context_.settings).delete_records(before, context_.timeout);
  }

  bool stopped() const {
    return std::any_of(cuts_.begin(), cuts_.end(), [](const Cut& cut) { return cut.stopped_by.has_value(); });
  }

  std::string text() const {
    Table table({{"PARTITION", Table::Align::right},
                 {"LETTERS", Table::Align::right},
                 {"OPEN", Table::Align::right},
                 {"UP TO", Table::Align::right},
                 {""}},
                false);
    std::uint64_t letters = 0;
    bool any = false;
    for (const Cut& cut : cuts_) {
      letters += cut.letters;
      if (cut.up_to == cut.wanted.from && !cut.stopped_by) continue;
      any = true;
      table.add({std::to_string(cut.wanted.partition.partition), grouped(cut.letters), grouped(cut.open),
                 std::to_string(cut.up_to.value), cut.stopped_by ? "the next one is open" : ""});
    }
    const std::string what = fmt::format("{} {} {}", grouped(letters), letters == 1 ? "letter" : "letters",
                                         options_.dry_run ? "would be deleted: a dry run" : "deleted");
    if (!any) return fmt::format("{}: nothing to delete\n", one_line(topic_.name));
    return fmt::format("{}\n{}{}\n", one_line(topic_.name), table.text(), what);
  }

  std::string json() const {
    json::Writer writer;
    const auto number = [&](std::string_view name, std::int64_t value) {
      writer.key(name);
      writer.number(value);
    };
    writer.begin_object();
    writer.key("topic");
    writer.string(topic_.name);
    writer.key("dry_run");
    writer.boolean(options_.dry_run);
    writer.key("partitions");
    writer.begin_array();
    for (const Cut& cut : cuts_) {
      writer.begin_object();
      number("partition", cut.wanted.partition.partition);
      number("letters", static_cast<std::int64_t>(cut.letters));
      number("open", static_cast<std::int64_t>(cut.open));
      number("from", cut.wanted.from.value);
      number("up_to", cut.up_to.value);
      writer.key("stopped_by_open");
      writer.boolean(cut.stopped_by.has_value());
      writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return writer.text() + "\n";
  }

  const PurgeOptions& options_;
  LetterContext context_;
  kafka::TopicReader reader_;
  LetterTopic topic_;
  std::vector<Cut> cuts_;  ///< by partition
};

ExitCode purge(const PurgeOptions& options) {
  auto context = letter_context(options);
  if (!context) return context.error();
  return PurgeCommand(options, std::move(*context)).run();
}

std::string point_complaint(const std::string& text) {
  return parse_point(text) ? "" : fmt::format("expected PARTITION/OFFSET, found {}", quoted_excerpt(text));
}

}  // namespace

void add_dlt_purge(CLI::App& dlt, Command& chosen) {
  auto* command = dlt.add_subcommand("purge", "Delete dead letters up to a point");
  const auto options = std::make_shared<PurgeOptions>();
  command->add_option("TOPIC", options->topic, "A topic, or a dead-letter topic")->required();
  add_common_options(*command, *options);
  auto* const before =
      command->add_option("--before", options->before, "Those written before then: 7d, 02:30 (UTC), 2026-11-23T06:00:00Z")
          ->check(CLI::Validator(when_complaint, "TIME"));
  command->add_option("--to", options->to, "Those before this offset of this partition; may be given again")
      ->check(CLI::Validator(point_complaint, "PARTITION/OFFSET"))
      ->allow_extra_args(false)
      ->excludes(before);
  command->add_flag("--open-too", options->open_too, "Also those that were neither replayed nor resolved");
  command->add_flag("--dry-run", options->dry_run, "Say what would be deleted");
  command->footer(footer);
  command->callback([&chosen, options] {
    if (options->before.empty() && options->to.empty()) throw CLI::RequiredError("--before or --to");
    chosen = [options] { return purge(*options); };
  });
}

}  // namespace sluiced::cli
