#include "json/unescape.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "json/scan.h"
#include "json/utf8.h"

namespace sluiced::json {
namespace {

constexpr std::uint8_t no_digit = 16;

/// By the character. A table, since digits of escapes are hard to foresee.
constexpr std::array<std::uint8_t, 256> hex_digits = [] {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(no_digit);
  for (std::uint8_t i = 0; i < 10; ++i) digits[static_cast<std::size_t>('0' + i)] = i;
  for (std::uint8_t i = 0; i < 6; ++i)
    digits[static_cast<std::size_t>('a' + i)] = digits[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
  return digits;
}();

/// What a two-character escape stands for, by its second character; NUL where there is no such escape.
char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
  }
}

/// Reads up to four hexadecimal digits at p; returns behind the last good one.
const char* read_hex4(const char* p, const char* end, std::uint32_t& unit) {
  unit = 0;
  const char* const stop = end - p > 4 ? p + 4 : end;
  for (; p != stop; ++p) {
    const std::uint8_t digit = hex_digits[static_cast<unsigned char>(*p)];
    if (digit == no_digit) break;
    unit = unit * 16 + digit;
  }
  return p;
}

/// Where the string ends at the latest: an upper bound of its unescaped length, found without judging.
const char* find_closing_quote(const char* p, const char* end) {
  for (;;) {
    p = scan::find_end_of_plain_text(p, end);
    if (p == end || *p != '\\') return p;
    p += end - p > 1 ? 2 : 1;
  }
}

class Unescaper {
 public:
  Unescaper(const char* begin, const char* end, StringArena& arena)
      : p_(begin),
        end_(end),
        text_(arena.allocate(static_cast<std::size_t>(find_closing_quote(begin, end) - begin))),
        to_(text_) {}

  UnescapedString run() {
    for (;;) {
      const char* const plain_end = scan::find_end_of_plain_text(p_, end_);
      to_ = std::copy(p_, plain_end, to_);
      p_ = plain_end;
      if (p_ == end_) return fault(ReadErrorCode::not_json, p_, "unterminated string");
      if (*p_ == '"') break;
      if (*p_ != '\\') return fault(ReadErrorCode::not_json, p_, "control character in a string");
      if (!escape()) return fault_;
    }
    return {.text = {text_, static_cast<std::size_t>(to_ - text_)}, .end = p_ + 1};
  }

 private:
  static UnescapedString fault(ReadErrorCode code, const char* at, const char* message) {
    return {.fault_at = at, .code = code, .message = message};
  }

  /// One escape, at p_ (a pair of surrogates is one). False: fault_ says why not.
  bool escape() {
    const char* const backslash = p_++;
    if (p_ == end_) return refuse(ReadErrorCode::not_json, p_, "unterminated string");
    if (*p_ != 'u') {
      *to_ = simple_escape(*p_);
      if (*to_ == '\0') return refuse(ReadErrorCode::not_json, p_, "unknown escape in a string");
      ++to_;
      ++p_;
      return true;
    }
    std::uint32_t unit = 0;
    const char* const digits = p_ + 1;
    p_ = read_hex4(digits, end_, unit);
    if (p_ - digits != 4) return refuse(ReadErrorCode::not_json, p_, "expected four hexadecimal digits after '\\u'");
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const std::uint32_t low = unit < 0xdc00 ? low_surrogate() : 0;
      if (low == 0) return refuse(ReadErrorCode::not_utf8, backslash, "lone surrogate escape");
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    to_ = write_utf8(to_, unit);
    return true;
  }

  /// Reads the escape of a low surrogate at p_; 0, which is none, where there stands anything else.
  std::uint32_t low_surrogate() {
    if (end_ - p_ < 6 || p_[0] != '\\' || p_[1] != 'u') return 0;
    std::uint32_t unit = 0;
    const char* const digits = p_ + 2;
    const char* const behind = read_hex4(digits, end_, unit);
    if (behind - digits != 4 || unit < 0xdc00 || unit > 0xdfff) return 0;
    p_ = behind;
    return unit;
  }

  bool refuse(ReadErrorCode code, const char* at, const char* message) {
    fault_ = fault(code, at, message);
    return false;
  }

  const char* p_;
  const char* const end_;
  char* const text_;
  char* to_;
  UnescapedString fault_;
};

}  // namespace

UnescapedString unescape(const char* begin, const char* end, StringArena& arena) { return Unescaper(begin, end, arena).run(); }

}  // namespace sluiced::json
