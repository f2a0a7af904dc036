// A topic's `schema`: a file, or a table of files from which each record chooses.
#pragma once

#include "config/config.h"
#include "config/section.h"

namespace sluiced::config {

/// Fills in schema_file, or choice with the files that are in its folder now. `needed`: a topic without one is refused.
void read_schema(Section& section, TopicConfig& topic, bool needed);

}  // namespace sluiced::config
