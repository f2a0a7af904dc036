#include "config/match_entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "config/names.h"

namespace sluiced::config {
namespace {

/// "" or one clause.
std::string pattern_fault(const std::string& pattern) {
  std::string name = pattern;
  std::replace(name.begin(), name.end(), '*', 'x');
  if (topic_name_fault(name).empty()) return {};
  return fmt::format("{} fits no topic's name: at most 249 letters, digits, '.', '_', '-', and '*' for any run of them",
                     quoted_excerpt(pattern));
}

void read_excluded(Reading& reading, json::NodeIndex at, MatchEntry& match) {
  const json::Node& node = reading.node(at);
  std::string pattern = node.kind == json::Kind::string ? std::string(node.string()) : "";
  if (pattern.empty()) return reading.refuse(at, "exclude: expected a topic's name or a pattern, found " + described(node));
  if (const std::string fault = pattern_fault(pattern); !fault.empty()) return reading.refuse(at, "exclude: " + fault);
  match.exclude.push_back(std::move(pattern));
}

void read_exclude(Section& section, MatchEntry& match) {
  Reading& reading = section.reading();
  const json::NodeIndex at = section.find("exclude");
  if (at == json::no_node || reading.node(at).kind == json::Kind::null) return;
  if (reading.node(at).kind != json::Kind::array)
    return reading.refuse(at, "exclude: expected a list of topics' names or patterns, found " + described(reading.node(at)));
  for (const json::NodeIndex item : json::children(reading.tree(), at)) read_excluded(reading, item, match);
}

/// Whether one of two texts begins (ends) with the other: then more text can make them the same.
bool can_begin_alike(std::string_view a, std::string_view b) { return a.starts_with(b) || b.starts_with(a); }
bool can_end_alike(std::string_view a, std::string_view b) { return a.ends_with(b) || b.ends_with(a); }

/// The same template never gives two topics one name; two that differ might.
bool can_share(const LetterName& a, const LetterName& b) {
  return !(a == b) && can_begin_alike(a.before, b.before) && can_end_alike(a.after, b.after);
}

void check_against_earlier(Reading& reading, const TopicEntry& topic, const TopicEntry& earlier) {
  const auto line = reading.place(earlier.name_at).line;
  if (topic.match->pattern == earlier.match->pattern)
    reading.refuse(topic.name_at, fmt::format("pattern '{}' is listed twice, first in line {}", topic.match->pattern, line));
  if (can_share(topic.match->letters, earlier.match->letters))
    reading.refuse(topic.dead_letter_at,
                   fmt::format("topics that match '{}' and '{}' could come to share a dead-letter topic; give both the same "
                               "'dead_letter.topic', or endings of which neither ends with the other",
                               earlier.match->pattern, topic.match->pattern));
}

/// A named topic whose dead-letter topic is what a topic that matches would have.
void check_against_named(Reading& reading, const TopicEntry& named, const TopicEntry& match,
                         const std::vector<TopicEntry>& topics) {
  const auto other = match.match->letters.topic_of(named.config.dead_letter_topic);
  if (!other || !match.match->fits(*other)) return;
  const bool is_named =
      std::any_of(topics.begin(), topics.end(), [&](const TopicEntry& one) { return one.config.name == *other; });
  if (is_named) return;
  reading.refuse(named.dead_letter_at,
                 fmt::format("topic '{}' would share the dead-letter topic '{}' with '{}', which matches '{}'", named.config.name,
                             named.config.dead_letter_topic, *other, match.match->pattern));
}

}  // namespace

void read_match(Section& section, TopicEntry& topic) {
  Reading& reading = section.reading();
  MatchEntry& match = topic.match.emplace();
  topic.name_at = section.find("match");
  section.text("match", match.pattern);
  const auto refuse = [&](const std::string& why) { reading.refuse(topic.name_at, "match: " + why); };
  if (section.find("name") != json::no_node) refuse("beside 'name'; an entry is for one topic, or for all that match");
  if (!match.pattern.empty() && match.pattern.find('*') == std::string::npos)
    refuse(fmt::format("expected a pattern with '*' in it, found {}; one topic is named with 'name'",
                       quoted_excerpt(match.pattern)));
  else if (const std::string fault = match.pattern.empty() ? "" : pattern_fault(match.pattern); !fault.empty())
    refuse(fault);
  read_exclude(section, match);
  const json::NodeIndex create = json::find_member(reading.tree(), section.own(), "create");
  if (create != json::no_node && reading.node(create).kind != json::Kind::null)
    reading.refuse(create, "create: a topic that matches is there already");
}

void check_matches(Reading& reading, const std::vector<TopicEntry>& topics) {
  for (auto topic = topics.begin(); topic != topics.end(); ++topic) {
    if (!topic->match || topic->match->pattern.empty()) continue;
    for (auto earlier = topics.begin(); earlier != topic; ++earlier)
      if (earlier->match && !earlier->match->pattern.empty()) check_against_earlier(reading, *topic, *earlier);
    for (const TopicEntry& named : topics)
      if (!named.match && !named.config.dead_letter_topic.empty()) check_against_named(reading, named, *topic, topics);
  }
}

}  // namespace sluiced::config
