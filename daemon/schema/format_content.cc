#include <array>
#include <cstdint>
#include <string>

#include "json/reader.h"
#include "schema/ascii.h"
#include "schema/format_checks.h"

namespace sluiced::schema {
namespace {

constexpr std::uint32_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> make_digits() {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> digits{};
  digits.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return digits;
}
constexpr std::array<std::uint8_t, 256> digits = make_digits();

std::uint32_t digit_of(char c) { return digits[static_cast<unsigned char>(c)]; }

std::string_view without_padding(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

/// `text` is base64.
std::string decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : without_padding(text)) {
    bits = bits << 6U | digit_of(c);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xffU);
  }
  return bytes;
}

}  // namespace

/// With its padding, and with nothing in the bits that the padding leaves over: one text for the same bytes.
bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const std::string_view body = without_padding(text);
  for (const char c : body)
    if (digit_of(c) == no_digit) return false;
  const std::uint32_t left_over = body.size() % 4 == 2 ? 0xfU : body.size() % 4 == 3 ? 3U : 0U;
  return body.empty() || (digit_of(body.back()) & left_over) == 0;
}

bool is_json(std::string_view text) {
  thread_local json::Tree tree;
  return json::read(text, file_limits, tree).code == json::ReadErrorCode::none;
}

bool is_json_where_base64(std::string_view text) { return !is_base64(text) || is_json(decoded(text)); }

}  // namespace sluiced::schema
