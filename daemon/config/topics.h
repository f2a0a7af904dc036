// `topics`, `groups` and `defaults`: one entry each, and what only shows when all are held side by side.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "config/section.h"

namespace sluiced::config {

/// A topic, or those that match, and the nodes that later complaints point at.
struct TopicEntry {
  TopicConfig config;
  std::optional<MatchEntry> match;  ///< then config has no name
  std::string group;
  json::NodeIndex name_at = json::no_node;         ///< of the pattern, where topics match
  json::NodeIndex dead_letter_at = json::no_node;  ///< of the `topic:` template, else of the entry
  json::NodeIndex forward_at = json::no_node;      ///< of the `to:` template
};

/// What a topic entry may leave out: nothing for a topic of the list, all for `defaults`, which is read only for its own faults.
enum class Entry : std::uint8_t { topic, defaults };

TopicEntry read_topic(Section section, Entry entry);

/// The `topics` list over `defaults`.
std::vector<TopicEntry> read_topics(const Section& file);

/// Refused: a topic or pattern listed twice, two topics with one dead-letter topic or that could come to have one, a
/// forward topic that is a dead-letter topic, records that would come back to where they came from.
void check_side_by_side(Reading& reading, const std::vector<TopicEntry>& topics);

/// Groups in the order in which the topics name them, with their settings of `groups`; settings of a group without topics are
/// refused.
std::vector<GroupConfig> read_groups(const Section& file, std::vector<TopicEntry> topics);

}  // namespace sluiced::config
