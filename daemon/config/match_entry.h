// `match`, `exclude`: an entry of `topics` that takes every topic whose name fits.
#pragma once

#include <vector>

#include "config/section.h"
#include "config/topics.h"

namespace sluiced::config {

/// Reads the pattern and what is excluded from it, and refuses what cannot stand beside them.
void read_match(Section& section, TopicEntry& topic);

/// Refused: a pattern listed twice, and dead-letter topics that two topics could come to share.
void check_matches(Reading& reading, const std::vector<TopicEntry>& topics);

}  // namespace sluiced::config
