// Finds a member name that its object has already. Exact: signatures and hashes only choose whom to compare with. Never
// quadratic: a small object compares 32-bit signatures, a large one uses a table whose hash is keyed by a secret of the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "json/scan.h"

namespace sluiced::json {

/// Working memory of a reader. Borrows the names it is given for the document's time, and follows the reader through the document:
/// objects close in the reverse order of their opening. Does not allocate once warm.
class NameSet {
 public:
  /// A new document begins.
  void clear() {
    top_ = 0;
    entries_.clear();
  }

  /// False if the open object has `name` already; else remembers it. `object` tells the document's objects apart; `count` of its
  /// members have been inserted before. Bytes may be read from the name's beginning up to `end`, which is its own end or behind it.
  [[gnu::always_inline]] bool insert(std::uint32_t object, std::uint32_t count, std::string_view name, const char* end) {
    if (count >= few) return insert_in_table(object, count, name);
    if (top_ + few > signatures_.size()) grow();
    const std::uint32_t wanted = signature(name, end);
    if (scan::any_equal(&signatures_[top_ - count], count, wanted) && is_among_few(count, name))
      return false;
    signatures_[top_] = wanted;
    names_[top_++] = name;
    return true;
  }

  /// The object opened last, of `count` members, is closed.
  void close(std::uint32_t count) { top_ -= count < few ? count : few; }

 private:
  static constexpr std::uint32_t few = 64;
  static_assert(few >= scan::lanes, "any_equal reads a little further than asked");

  struct Entry {
    std::uint32_t hash;
    std::uint32_t object;
    std::string_view name;
  };

  /// Tells most names of one object apart, by length and first and last eight bytes. Not secret: `few` bounds what names of equal
  /// signature cost. Without a branch on the length, which would rarely be foreseen.
  static std::uint32_t signature(std::string_view name, const char* end) {
    const char* const p = name.data();
    const std::size_t n = name.size();
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    if (end - p >= 8) {
      const std::uint64_t used = n < 8 ? (std::uint64_t{1} << (8 * n)) - 1 : ~std::uint64_t{0};
      head = load64(p) & used;
      tail = load64(p + (n < 8 ? 8 : n) - 8) & used;
    } else {
      std::memcpy(&head, p, n);  // n < 8
      tail = head;
    }
    return static_cast<std::uint32_t>((((head * 0x9e3779b97f4a7c15) ^ tail) * 0xd6e8feb86659fd93 + n) >> 32);
  }

  bool is_among_few(std::uint32_t count, std::string_view name) const;
  bool insert_in_table(std::uint32_t object, std::uint32_t count, std::string_view name);
  bool insert_hashed(std::uint32_t object, std::string_view name);
  void grow();
  void make_room();
  void put(std::uint32_t entry);

  std::vector<std::uint32_t> signatures_;  ///< of the open objects' first `few` names, innermost object last
  std::vector<std::string_view> names_;    ///< theirs, side by side with the signatures
  std::size_t top_ = 0;                    ///< how many count; those of the innermost object stand last, side by side
  std::vector<Entry> entries_;             ///< all names of this document's large objects
  std::vector<std::uint32_t> slots_;       ///< open addressing into entries_: index + 1, or 0 for none
  std::uint32_t mask_ = 0;                 ///< of the slots in use for this document, a power of two less one
};

}  // namespace sluiced::json
