// Numbers as dead letters write them: text, or Spring's big-endian bytes. Internal to letters/.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace sluiced::letters {

inline std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Of four or eight bytes.
inline std::optional<std::int64_t> big_endian(std::string_view bytes) {
  if (bytes.size() != 4 && bytes.size() != 8) return std::nullopt;
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return bytes.size() == 4 ? static_cast<std::int64_t>(static_cast<std::int32_t>(number)) : static_cast<std::int64_t>(number);
}

inline std::optional<std::int32_t> partition_of(std::optional<std::int64_t> number) {
  if (!number || *number < 0 || *number > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  return static_cast<std::int32_t>(*number);
}

}  // namespace sluiced::letters
