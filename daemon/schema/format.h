// The formats that can be asserted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sluiced::schema {

enum class Format : std::uint8_t { date_time, uuid };

/// Nothing for a name that is not built, whether or not JSON Schema knows it.
std::optional<Format> format_named(std::string_view name);

/// The names of every draft's formats, those that are not built too: for telling a misspelling from what is not supported yet.
std::span<const std::string_view> format_names();

/// `text` is valid UTF-8. date-time: RFC 3339; a second of 60 only where a leap second can be, at 23:59:60 UTC.
bool conforms(Format format, std::string_view text);

/// For messages: "an RFC 3339 date-time".
std::string_view to_text(Format format);

}  // namespace sluiced::schema
