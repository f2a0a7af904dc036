// The file held against config/sluiced.schema.json, by our own engine: what an editor says and what the daemon says is the same.
#pragma once

#include <string_view>

#include "config/section.h"

namespace sluiced::config {

/// config/sluiced.schema.json, as it was when the daemon was built.
std::string_view file_schema_text();

/// Notes what the schema says against the file. Throws std::logic_error where the embedded schema itself does not compile: our
/// own fault.
void check_against_file_schema(Reading& reading);

}  // namespace sluiced::config
