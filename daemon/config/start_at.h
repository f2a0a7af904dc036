// `start_at`: where a group begins that has committed nothing yet.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "config/config.h"

namespace sluiced::config {

/// "earliest", "latest", "24h ago" (any duration), or an RFC 3339 time from 1970 on; digits past the millisecond are cut off.
Result<StartAt, std::string> parse_start_at(std::string_view text);

}  // namespace sluiced::config
