// UTF-8 as Unicode defines it: shortest forms only, no surrogates, nothing over U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluiced::json {

/// The offset at which the first ill-formed sequence begins; npos where all is UTF-8.
std::size_t find_invalid_utf8(std::string_view bytes);

/// The text with U+FFFD in place of each maximal ill-formed part, as browsers and Python replace it.
std::string replace_invalid_utf8(std::string_view bytes);

/// Writes 1 to 4 bytes and returns where they end. `code_point` must not be a surrogate nor over U+10FFFF.
char* write_utf8(char* to, std::uint32_t code_point);

}  // namespace sluiced::json
