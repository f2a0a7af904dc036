// Durations and sizes as people write them in files and on command lines: "250ms", "7d", "64KiB".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sluiced {

/// A whole number and its unit, nothing between: ms, s, m, h or d. The error is one clause that says what was expected, what
/// was found and, where it can be guessed, what was meant: "expected a duration such as 20s, found '5 sec': unknown unit 'sec',
/// …".
Result<Duration, std::string> parse_duration(std::string_view text);

/// Bytes: a whole number, alone or with B, KiB, MiB or GiB.
Result<std::uint64_t, std::string> parse_size(std::string_view text);

/// The shortest writing that parse_duration() and parse_size() read back as the same value: "90s" but "2m", "1025B" but "1KiB".
std::string duration_text(Duration duration);
std::string size_text(std::uint64_t bytes);

/// Text from outside, fit to stand in a one-line complaint: quoted, control characters as '.', at most about 60 bytes of it.
std::string quoted_excerpt(std::string_view text);

}  // namespace sluiced
