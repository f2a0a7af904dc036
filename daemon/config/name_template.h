// Names of topics that are made of another topic's name: `dead_letter.topic`, `forward.to`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/section.h"
#include "config/topics.h"
#include "record/topic_match.h"

namespace sluiced::config {

/// A template as it stands in the file.
struct NameTemplate {
  std::string_view key;  ///< as complaints name it
  std::string_view text;
  json::NodeIndex at = json::no_node;
};

/// The name that a topic of the list gets. "" where none can be told: what is refused, a topic without a name of its own, and
/// `defaults`, where only the template itself is looked at.
std::string name_of(Reading& reading, const NameTemplate& name, const TopicEntry& topic, Entry entry);

/// For topics that match: the template taken apart at {topic}; nullopt: there is none in it. The error says why it makes no name.
Result<std::optional<LetterName>, std::string> taken_apart(std::string_view text, std::string_view group);

}  // namespace sluiced::config
