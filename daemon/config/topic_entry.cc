#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "base/units.h"
#include "config/file.h"
#include "config/forward_entry.h"
#include "config/match_entry.h"
#include "config/name_template.h"
#include "config/names.h"
#include "config/schema_entry.h"
#include "config/start_at.h"
#include "config/topics.h"
#include "schema/dialect.h"
#include "schema/format.h"

namespace sluiced::config {
namespace {

using Name = std::string_view;

constexpr std::string_view dead_letter_template = "{topic}.dlt";
constexpr std::int64_t partitions_most = 100'000;
constexpr std::int64_t replication_most = 32'767;
constexpr std::int64_t breaker_records_most = 1'000'000;
constexpr Duration retention_least = std::chrono::minutes(1);
constexpr Duration retention_most = std::chrono::hours(24 * 3650);

void read_name(Section& section, TopicEntry& topic) {
  section.text("name", topic.config.name);
  topic.name_at = section.find("name");
  if (topic.name_at == json::no_node) return section.missing("name", "in this topic");
  if (const json::NodeIndex exclude = section.find("exclude"); exclude != json::no_node)
    section.reading().refuse(exclude, "exclude: only beside 'match'");
  if (topic.config.name.empty()) return;
  if (const std::string fault = topic_name_fault(topic.config.name); !fault.empty()) {
    section.reading().refuse(topic.name_at, "name: " + fault);
  }
}

void read_dialect(Section& section, schema::Options& options) {
  std::string dialect;
  section.text("dialect", dialect, Section::Empty::allowed);
  if (dialect.empty()) return;
  if (const auto known = schema::dialect_of(dialect); !known) {
    return section.reading().refuse(section.find("dialect"), "dialect: " + known.error());
  }
  options.default_dialect = std::move(dialect);
}

void read_format_name(Reading& reading, json::NodeIndex at, schema::Options& options) {
  const json::Node& node = reading.node(at);
  const std::string_view name = node.kind == json::Kind::string ? node.string() : Name();
  if (name.empty()) return reading.refuse(at, fmt::format("formats: expected the name of a format, found {}", described(node)));
  if (schema::format_named(name)) return options.asserted_formats.emplace_back(name), void();
  reading.refuse(at, "formats: " + unknown("format", name, schema::format_names()));
}

void read_formats(Section& section, schema::Options& options) {
  static constexpr std::array modes{Name("assert"), Name("annotate")};
  Reading& reading = section.reading();
  const json::NodeIndex at = section.find("formats");
  if (at == json::no_node) return;
  if (reading.node(at).kind != json::Kind::array) {
    const auto chosen = section.choice("formats", modes);
    if (chosen) options.formats = *chosen == 0 ? schema::FormatMode::assertion : schema::FormatMode::annotation;
    return;
  }
  // The engine takes an empty list for "all"; who writes one means none.
  options.formats = reading.node(at).count == 0 ? schema::FormatMode::annotation : schema::FormatMode::assertion;
  for (const json::NodeIndex item : json::children(reading.tree(), at)) read_format_name(reading, item, options);
}

void read_regex(Section& section, schema::Options& options) {
  static constexpr std::array modes{Name("any"), Name("linear")};
  if (const auto chosen = section.choice("regex", modes))
    options.regex = *chosen == 0 ? schema::RegexMode::any : schema::RegexMode::linear;
}

void read_mode(Section& section, Mode& mode) {
  static constexpr std::array modes{Name("observe"), Name("quarantine"), Name("forward")};
  if (const auto chosen = section.choice("mode", modes)) mode = static_cast<Mode>(*chosen);
}

void read_verdicts(Section section, VerdictPolicy& verdicts) {
  static constexpr std::array actions{Name("reject"), Name("pass"), Name("hold")};
  for (const std::string_view code : verdicts_keys.known) {
    if (const auto chosen = section.choice(code, actions)) verdicts.set(*verdict_code_from(code), *action_from(actions[*chosen]));
  }
}

void read_start_at(Section& section, StartAt& start_at) {
  std::string text;
  section.text("start_at", text);
  if (text.empty()) return;
  const auto parsed = parse_start_at(text);
  if (!parsed) return section.reading().refuse(section.find("start_at"), "start_at: " + parsed.error());
  start_at = *parsed;
}

void read_group(Section& section, TopicEntry& topic, Entry entry) {
  // A pattern that is changed must not take all offsets with it.
  if (topic.match && section.find("group") == json::no_node)
    return section.missing("group", "beside 'match': the offsets of all its topics hang on it");
  topic.group = "sluiced." + topic.config.name;
  section.text("group", topic.group);
  const json::NodeIndex at = section.find("group");
  const std::string fault = group_name_fault(topic.group);
  if (fault.empty()) return;
  if (at != json::no_node) return section.reading().refuse(at, "group: " + fault);
  // A topic's name that Kafka takes can be too long for the group that is named after it.
  if (entry == Entry::topic && topic_name_fault(topic.config.name).empty())
    section.reading().refuse(topic.name_at, fmt::format("group: {} in 'sluiced.<name>'; give it another with 'group'", fault));
}

void read_create(const Section& topic, std::optional<CreateTopic>& create) {
  const json::NodeIndex at = topic.find("create");
  if (at == json::no_node || topic.reading().node(at).kind == json::Kind::null) return;
  Section section = topic.section("create", create_keys);
  Reading& reading = section.reading();
  create.emplace();
  section.count("partitions", create->partitions, partitions_most);
  const json::NodeIndex replication = section.find("replication");
  if (replication == json::no_node) return;
  const json::Node& node = reading.node(replication);
  if (node.kind == json::Kind::string && node.string() == "broker") return;
  if (node.kind == json::Kind::number && node.is_int64 && node.integer >= 1 && node.integer <= replication_most) {
    create->replication = static_cast<std::int16_t>(node.integer);
    return;
  }
  reading.refuse(replication, fmt::format("replication: expected 'broker' or a whole number from 1 to {}, found {}",
                                          replication_most, described(node)));
}

void read_on_lost_offsets(Section& section, TopicConfig::OnLostOffsets& on_lost_offsets) {
  static constexpr std::array ways{Name("continue"), Name("hold")};
  if (const auto chosen = section.choice("on_lost_offsets", ways))
    on_lost_offsets = static_cast<TopicConfig::OnLostOffsets>(*chosen);
}

void read_breaker(Section section, TopicConfig::BreakerConfig& breaker) {
  static constexpr std::array armed{Name("after_change"), Name("always"), Name("off")};
  if (const auto chosen = section.choice("armed", armed)) breaker.armed = static_cast<TopicConfig::BreakerConfig::Armed>(*chosen);
  section.share("ratio", breaker.ratio);
  section.count("min_records", breaker.min_records, breaker_records_most);
}

void read_letter_name(Section& section, const std::string& text, TopicEntry& topic) {
  const auto refuse = [&](const std::string& why) {
    section.reading().refuse(topic.dead_letter_at, "dead_letter.topic: " + why);
  };
  const auto name = taken_apart(text, topic.group);
  if (!name) return refuse(name.error());
  if (!*name) return refuse(fmt::format("beside 'match' it needs {{topic}} in it, found {}", quoted_excerpt(text)));
  if (**name == LetterName()) return refuse("each topic would be its own dead-letter topic");
  topic.match->letters = **name;
}

void read_header_profile(Reading& reading, json::NodeIndex at, std::vector<HeaderProfile>& profiles) {
  const json::Node& node = reading.node(at);
  const std::string_view name = node.kind == json::Kind::string ? node.string() : Name();
  if (name.empty())
    return reading.refuse(at, fmt::format("header_profile: expected spring, connect or streams, found {}", described(node)));
  const auto profile = header_profile_from(name);
  if (!profile) {
    std::vector<std::string_view> known;
    for (const HeaderProfile one : all_header_profiles) known.push_back(to_string(one));
    return reading.refuse(at, "header_profile: " + unknown("profile", name, known));
  }
  if (std::find(profiles.begin(), profiles.end(), *profile) != profiles.end())
    return reading.refuse(at, fmt::format("header_profile: '{}' stands twice", name));
  profiles.push_back(*profile);
}

void read_header_profiles(const Section& section, std::vector<HeaderProfile>& profiles) {
  Reading& reading = section.reading();
  const json::NodeIndex at = section.find("header_profile");
  if (at == json::no_node || reading.node(at).kind == json::Kind::null) return;
  if (reading.node(at).kind != json::Kind::array)
    return reading.refuse(at,
                          "header_profile: expected a list, of spring, connect, streams, found " + described(reading.node(at)));
  for (const json::NodeIndex item : json::children(reading.tree(), at)) read_header_profile(reading, item, profiles);
}

void read_dead_letter(Section section, TopicEntry& topic, Entry entry) {
  static constexpr std::array oversize{Name("auto"), Name("hold"), Name("reference")};
  std::string text(dead_letter_template);
  section.text("topic", text);
  section.boolean("create", topic.config.create_dead_letter_topic);
  section.duration("retention", topic.config.dead_letter_retention, retention_least, retention_most);
  if (const auto chosen = section.choice("oversize", oversize))
    topic.config.oversize = static_cast<TopicConfig::Oversize>(*chosen);
  read_header_profiles(section, topic.config.header_profiles);
  section.boolean("redact", topic.config.redact);
  if (const json::NodeIndex at = section.find("topic"); at != json::no_node) topic.dead_letter_at = at;
  if (topic.match) return read_letter_name(section, text, topic);
  topic.config.dead_letter_topic = name_of(section.reading(), {"dead_letter.topic", text, topic.dead_letter_at}, topic, entry);
}

}  // namespace

TopicEntry read_topic(Section section, Entry entry) {
  TopicEntry topic;
  if (section.own() == json::no_node) return topic;
  topic.config.place = section.reading().place(section.own());
  topic.dead_letter_at = section.own();
  if (entry == Entry::topic && section.find("match") != json::no_node)
    read_match(section, topic);
  else if (entry == Entry::topic)
    read_name(section, topic);
  read_group(section, topic, entry);
  read_schema(section, topic.config, entry == Entry::topic);
  read_dialect(section, topic.config.options);
  read_formats(section, topic.config.options);
  read_regex(section, topic.config.options);
  read_mode(section, topic.config.mode);
  read_verdicts(section.section("verdicts", verdicts_keys), topic.config.verdicts);
  read_start_at(section, topic.config.start_at);
  read_on_lost_offsets(section, topic.config.on_lost_offsets);
  read_breaker(section.section("breaker", breaker_keys), topic.config.breaker);
  read_forward(section, topic, entry);
  if (!topic.match) read_create(section, topic.config.create);
  read_dead_letter(section.section("dead_letter", dead_letter_keys), topic, entry);
  return topic;
}

}  // namespace sluiced::config
