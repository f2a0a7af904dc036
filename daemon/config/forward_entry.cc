#include "config/forward_entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/name_template.h"
#include "config/names.h"

namespace sluiced::config {
namespace {

constexpr std::string_view passed_and_failed = "what passes and what fails would stand in one topic";

/// For topics that match: a template, or one name for all of them.
void read_forward_of_match(Reading& reading, const std::string& to, TopicEntry& topic) {
  const auto refuse = [&](const std::string& why) { reading.refuse(topic.forward_at, "forward.to: " + why); };
  const auto name = taken_apart(to, topic.group);
  if (!name) return refuse(name.error());
  if (!*name)
    topic.config.forward_topic = *expand_template(to, "", topic.group);
  else if (**name == LetterName())
    refuse("each topic would be its own forward topic");
  else
    topic.match->forward = *name;
}

bool says_nothing(const Reading& reading, json::NodeIndex at) {
  if (at == json::no_node || reading.node(at).kind == json::Kind::null) return true;
  return reading.node(at).kind == json::Kind::string && reading.node(at).text_length == 0;
}

/// Not by `defaults`.
bool says_itself(const Section& forward, const TopicEntry& topic) {
  return topic.forward_at != json::no_node && forward.own() != json::no_node &&
         json::find_member(forward.reading().tree(), forward.own(), "to") == topic.forward_at;
}

/// Where it is not, that is told, and what would follow from it is not.
bool mode_is_understood(const Section& section, const TopicEntry& topic) {
  const json::NodeIndex at = section.find("mode");
  return at == json::no_node || section.reading().node(at).string() == to_string(topic.config.mode);
}

bool is_named(const std::vector<TopicEntry>& topics, std::string_view name) {
  return std::any_of(topics.begin(), topics.end(), [&](const TopicEntry& one) { return one.config.name == name; });
}

/// Whether the entry's names could be told.
bool has_letters(const TopicEntry& match) { return !match.match->pattern.empty() && match.match->letters != LetterName(); }

/// One topic that records go to, of a topic or of all that match.
void check_one_name(Reading& reading, const TopicEntry& topic, const std::vector<TopicEntry>& topics) {
  const std::string& to = topic.config.forward_topic;
  const auto refuse = [&](const std::string& why) {
    reading.refuse(topic.forward_at, fmt::format("forward.to: '{}' {}: {}", to, why, passed_and_failed));
  };
  for (const TopicEntry& other : topics) {
    if (!other.match && other.config.dead_letter_topic == to)
      return refuse(fmt::format("is the dead-letter topic of '{}'", other.config.name));
    if (!other.match || !has_letters(other)) continue;
    const auto of = other.match->letters.topic_of(to);
    if (of && other.match->fits(*of) && !is_named(topics, *of))
      return refuse(fmt::format("is the dead-letter topic of '{}', which matches '{}'", *of, other.match->pattern));
  }
}

/// A topic for each that matches.
void check_template(Reading& reading, const TopicEntry& topic, const std::vector<TopicEntry>& topics) {
  const MatchEntry& match = *topic.match;
  for (const TopicEntry& other : topics) {
    if (!other.match) {
      const auto of = match.forward->topic_of(other.config.dead_letter_topic);
      if (!of || !match.fits(*of) || is_named(topics, *of)) continue;
      return reading.refuse(
          topic.forward_at,
          fmt::format("forward.to: '{}', which matches '{}', would have '{}', the dead-letter "
                      "topic of '{}': {}",
                      *of, match.pattern, other.config.dead_letter_topic, other.config.name, passed_and_failed));
    }
    if (has_letters(other) && globs_meet(match.forward->of(match.pattern), other.match->letters.of(other.match->pattern)))
      return reading.refuse(topic.forward_at,
                            fmt::format("forward.to: a topic that matches '{}' could come to have the dead-letter "
                                        "topic of one that matches '{}'; give them endings of which neither "
                                        "ends with the other",
                                        match.pattern, other.match->pattern));
  }
}

}  // namespace

void read_forward(const Section& section, TopicEntry& topic, Entry entry) {
  Reading& reading = section.reading();
  Section forward = section.section("forward", forward_keys);
  std::string to;
  forward.text("to", to, Section::Empty::allowed);
  topic.forward_at = forward.find("to");
  if (entry == Entry::topic && topic.config.mode != Mode::forward) {
    if (says_itself(forward, topic) && !to.empty() && mode_is_understood(section, topic))
      reading.refuse(topic.forward_at,
                     fmt::format("forward.to: only with 'mode: forward', here it is '{}'", to_string(topic.config.mode)));
    return;
  }
  if (entry == Entry::topic && says_nothing(reading, topic.forward_at))
    reading.refuse(section.find("mode"), "mode: 'forward' needs a topic to forward to, forward: { to: … }");
  if (to.empty()) return;
  if (topic.match) return read_forward_of_match(reading, to, topic);
  topic.config.forward_topic = name_of(reading, {"forward.to", to, topic.forward_at}, topic, entry);
}

void check_forwards(Reading& reading, const std::vector<TopicEntry>& topics) {
  for (const TopicEntry& topic : topics) {
    if (!topic.config.forward_topic.empty()) check_one_name(reading, topic, topics);
    if (topic.match && topic.match->forward && !topic.match->pattern.empty()) check_template(reading, topic, topics);
  }
}

}  // namespace sluiced::config
