// Base64 (RFC 4648, section 4), with its padding and nothing in the bits that the padding leaves over: one text for the same bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluiced {

/// Example: base64("\xff\x00") == "/wA=" (of two bytes)
std::string base64(std::string_view bytes);

bool is_base64(std::string_view text);

/// nullopt: it is none.
std::optional<std::string> bytes_of_base64(std::string_view text);

}  // namespace sluiced
