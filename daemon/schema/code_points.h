// Valid UTF-8, taken apart.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluiced::schema {

/// The first code point of `text`, which is valid UTF-8 and not empty; takes it off.
inline std::uint32_t take_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return first;
  const unsigned more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  std::uint32_t value = first & (0x3fU >> more);
  for (unsigned i = 0; i < more && !text.empty(); ++i) {
    value = value << 6U | (static_cast<unsigned char>(text.front()) & 0x3fU);
    text.remove_prefix(1);
  }
  return value;
}

}  // namespace sluiced::schema
