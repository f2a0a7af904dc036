// What tells most member names apart at a glance, without a branch on how long they are: that would rarely be foreseen.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "json/scan.h"

namespace sluiced::json {

/// A string's length and its first and last eight bytes; of a shorter one all of it, twice. Up to 16 bytes that is all of it.
struct NameKey {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  std::uint32_t length = 0;

  NameKey() = default;
  NameKey(std::uint32_t name_length, std::uint64_t first, std::uint64_t last) : head(first), tail(last), length(name_length) {}
  explicit NameKey(std::string_view text) : length(static_cast<std::uint32_t>(text.size())) {
    if (length >= 8) {
      head = load64(text.data());
      tail = load64(text.data() + length - 8);
    } else if (length >= 4) {
      head = load32(text.data()) | std::uint64_t{load32(text.data() + length - 4)} << (8 * (length - 4));
      tail = head;
    } else if (length != 0) {
      const auto byte = [&](std::uint32_t i) { return std::uint64_t{static_cast<unsigned char>(text.data()[i])} << (8 * i); };
      head = byte(0) | byte(length / 2) | byte(length - 1);
      tail = head;
    }
  }
  static constexpr std::uint32_t whole = 16;  ///< up to that length, a name is what its key says
  static constexpr std::ptrdiff_t reach = 8;
  /// The same. `in_reach`: that many bytes may be read from where it begins, however short it is.
  [[gnu::always_inline]] NameKey(std::string_view text, bool in_reach) : length(static_cast<std::uint32_t>(text.size())) {
    if (!in_reach) {
      *this = NameKey(text);
      return;
    }
    const std::uint64_t used = length < 8 ? (std::uint64_t{1} << (8 * length)) - 1 : ~std::uint64_t{0};
    head = load64(text.data()) & used;
    tail = load64(text.data() + (length < 8 ? 8 : length) - 8) & used;
  }
  bool operator==(const NameKey& other) const {
    return ((head ^ other.head) | (tail ^ other.tail) | (length ^ other.length)) == 0;
  }
  /// Good in its upper bits. `seed` is odd.
  std::uint64_t hash(std::uint64_t seed) const { return ((head ^ std::rotl(tail, 29)) + length) * seed; }
  /// Not secret: who relies on it bounds what names with equal ones cost.
  std::uint64_t signature() const { return (((head * 0x9e3779b97f4a7c15) ^ tail) * 0xd6e8feb86659fd93) + length; }
};

}  // namespace sluiced::json
