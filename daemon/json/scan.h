// Searching bytes many at a time: SSE2 (part of every x86-64) where there is one, words elsewhere. Both ways are always compiled
// where they can be, so that a test holds them against each other. None reads outside the range it is given.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluiced::json {

inline std::uint64_t load64(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

inline std::uint32_t load32(const char* p) {
  std::uint32_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

/// What ends a run of plain characters in a string: its quote, an escape, or a character that must not stand there.
inline bool ends_plain_text(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

/// U+000A, U+000D, or the first byte of U+2028 and U+2029.
inline bool may_end_line(char c) { return c == '\n' || c == '\r' || c == '\xe2'; }

namespace portable {

inline constexpr std::uint64_t ones = 0x0101010101010101;
inline constexpr std::uint64_t highs = 0x8080808080808080;

inline bool has_byte(std::uint64_t word, char byte) {
  const std::uint64_t x = word ^ (ones * static_cast<unsigned char>(byte));
  return ((x - ones) & ~x & highs) != 0;
}

/// The first byte of [p, end) that ends_plain_text, or end.
inline const char* find_end_of_plain_text(const char* p, const char* end) {
  for (; end - p >= 8; p += 8) {
    const std::uint64_t word = load64(p);
    const bool control = ((word - ones * 0x20) & ~word & highs) != 0;
    if (control || has_byte(word, '"') || has_byte(word, '\\')) break;
  }
  while (p != end && !ends_plain_text(*p)) ++p;
  return p;
}

/// The first byte of [p, end) that may_end_line, or end.
inline const char* find_possible_line_end(const char* p, const char* end) {
  for (; end - p >= 8; p += 8) {
    const std::uint64_t word = load64(p);
    if (has_byte(word, '\n') || has_byte(word, '\r') || has_byte(word, '\xe2')) break;
  }
  while (p != end && !may_end_line(*p)) ++p;
  return p;
}

/// The first byte of [p, end) that is not ASCII, or end.
inline const char* skip_ascii(const char* p, const char* end) {
  while (end - p >= 8 && (load64(p) & highs) == 0) p += 8;
  while (p != end && static_cast<unsigned char>(*p) < 0x80) ++p;
  return p;
}

inline constexpr std::size_t lanes = 1;

/// Whether one of `count` values is `wanted`. `lanes` values from the first on, and from behind the last one on, must be readable; what
/// they are does not matter.
inline bool any_equal(const std::uint32_t* values, std::size_t count, std::uint32_t wanted) {
  bool found = false;
  for (std::size_t i = 0; i < count; ++i) found |= values[i] == wanted;
  return found;
}

}  // namespace portable

#if defined(__SSE2__)
namespace sse2 {

inline __m128i load(const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); }

inline const char* find_end_of_plain_text(const char* p, const char* end) {
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = load(p);
    const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8(0x1f)), _mm_set1_epi8(0x1f));
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i escape = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const int hits = _mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, escape)));
    if (hits != 0) return p + std::countr_zero(static_cast<unsigned>(hits));
  }
  return portable::find_end_of_plain_text(p, end);
}

inline const char* find_possible_line_end(const char* p, const char* end) {
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = load(p);
    const __m128i feed = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
    const __m128i carriage = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'));
    const __m128i separator = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\xe2'));
    const int hits = _mm_movemask_epi8(_mm_or_si128(separator, _mm_or_si128(feed, carriage)));
    if (hits != 0) return p + std::countr_zero(static_cast<unsigned>(hits));
  }
  return portable::find_possible_line_end(p, end);
}

inline const char* skip_ascii(const char* p, const char* end) {
  for (; end - p >= 64; p += 64) {
    const __m128i any = _mm_or_si128(_mm_or_si128(load(p), load(p + 16)), _mm_or_si128(load(p + 32), load(p + 48)));
    if (_mm_movemask_epi8(any) != 0) break;
  }
  for (; end - p >= 16; p += 16) {
    const int high = _mm_movemask_epi8(load(p));
    if (high != 0) return p + std::countr_zero(static_cast<unsigned>(high));
  }
  return portable::skip_ascii(p, end);
}

inline constexpr std::size_t lanes = 8;

/// Eight at a time: the few of most objects take one round, whose end needs no guess.
inline bool any_equal(const std::uint32_t* values, std::size_t count, std::uint32_t wanted) {
  const __m128i needle = _mm_set1_epi32(static_cast<int>(wanted));
  const auto equal = [&](const std::uint32_t* four) {
    return static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(load(four), needle))));
  };
  unsigned found = 0;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) found |= equal(values + i) | equal(values + i + 4);
  // What stands in the lanes beyond is left over from before, and often the same.
  const unsigned last = equal(values + i) | equal(values + i + 4) << 4U;
  return (found | (last & ((1U << (count - i)) - 1))) != 0;
}

}  // namespace sse2
namespace scan = sse2;
#else
namespace scan = portable;
#endif

}  // namespace sluiced::json
