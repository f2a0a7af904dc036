// A piece of the schema, short enough for a sentence.
#pragma once

#include <string>
#include <string_view>

namespace sluiced::schema {

/// `text` is valid UTF-8; what is long ends in an ellipsis.
inline std::string excerpt(std::string_view text) {
  constexpr std::size_t bytes_max = 200;
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max;
  while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace sluiced::schema
