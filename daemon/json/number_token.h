// Numbers as RFC 8259 (section 6) writes them, in their bytes.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace sluiced::json {

/// Of a number's note: it is a plain integer that fits 64 bits. The rest of the note is the token's length.
inline constexpr std::uint32_t number_is_int64 = 0x80000000;

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The first comparison almost always decides.
inline bool is_space(char c) { return static_cast<unsigned char>(c) <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t'); }

/// The note of a number: 0 where [p, end) is none.
inline std::uint32_t note_of_number(const char* p, const char* const end) {
  const char* const start = p;
  if (*p == '-') ++p;
  const char* const digits = p;
  std::uint64_t magnitude = 0;  // wraps beyond 19 digits, and is not looked at then
  while (p != end && is_digit(*p)) magnitude = magnitude * 10 + static_cast<std::uint64_t>(*p++ - '0');
  if (p == digits || (*digits == '0' && p - digits > 1)) return 0;
  const auto length = static_cast<std::uint32_t>(end - start);
  if (p == end) {
    const std::uint64_t most = std::uint64_t{std::numeric_limits<std::int64_t>::max()} + (digits != start ? 1 : 0);
    return p - digits <= 19 && magnitude <= most ? length | number_is_int64 : length;
  }
  if (*p == '.') {
    const char* const fraction = ++p;
    while (p != end && is_digit(*p)) ++p;
    if (p == fraction) return 0;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    const char* const exponent = p;
    while (p != end && is_digit(*p)) ++p;
    if (p == exponent) return 0;
  }
  return p == end ? length : 0;
}

/// Of a token whose note says is_int64.
inline std::int64_t to_integer(std::string_view digits) {
  const bool negative = digits.front() == '-';
  std::uint64_t magnitude = 0;
  for (const char digit : digits.substr(negative ? 1 : 0)) magnitude = magnitude * 10 + static_cast<std::uint64_t>(digit - '0');
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

}  // namespace sluiced::json
