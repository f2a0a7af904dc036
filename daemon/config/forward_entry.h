// `forward`: where the records of a topic go that pass.
#pragma once

#include <vector>

#include "config/section.h"
#include "config/topics.h"

namespace sluiced::config {

/// Reads where to; config.mode has been read. Refused: mode forward without it, and it without mode forward, where the entry
/// itself says so: what only `defaults` say is passed over.
void read_forward(const Section& section, TopicEntry& topic, Entry entry);

/// Refused: a forward topic that is, or could come to be, somebody's dead-letter topic.
void check_forwards(Reading& reading, const std::vector<TopicEntry>& topics);

}  // namespace sluiced::config
