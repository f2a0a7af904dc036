#include <cstdint>
#include <cstring>

#include "schema/format_checks.h"

namespace sluiced::schema {
namespace {

// Eight characters at a time in a word: each byte's top bit answers for its character.
constexpr std::uint64_t each = 0x0101010101010101;
constexpr std::uint64_t tops = 0x80 * each;

/// Where every byte is ASCII: the top bits of those that are at least `least`.
std::uint64_t at_least(std::uint64_t word, std::uint64_t least) { return word + (0x80 - least) * each; }

bool all_hex(std::uint64_t word) {
  if ((word & tops) != 0) return false;
  const std::uint64_t lower = word | 0x20 * each;
  const std::uint64_t digits = at_least(word, '0') & ~at_least(word, '9' + 1);
  const std::uint64_t letters = at_least(lower, 'a') & ~at_least(lower, 'f' + 1);
  return ((digits | letters) & tops) == tops;
}

template <class Word>
std::uint64_t load(const char* p) {
  Word word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

}  // namespace

/// RFC 4122: 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  const char* const p = text.data();
  if (p[8] != '-' || p[13] != '-' || p[18] != '-' || p[23] != '-') return false;
  const auto pair = [p](std::size_t a, std::size_t b) { return load<std::uint32_t>(p + a) | load<std::uint32_t>(p + b) << 32U; };
  return all_hex(load<std::uint64_t>(p)) && all_hex(pair(9, 14)) && all_hex(pair(19, 24)) && all_hex(load<std::uint64_t>(p + 28));
}

}  // namespace sluiced::schema
