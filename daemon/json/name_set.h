// Finds a member name that its object has already. Exact: signatures and hashes only choose whom to compare with. Never
// quadratic: a small object compares 32-bit signatures, a large one uses a table whose hash is keyed by a secret of the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "json/name_key.h"
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

  /// What an object keeps of its names beside the set: a bit for some of each one's signature.
  using Filter = std::uint64_t;

  /// False if the open object has `name` already; else remembers it. `object` tells the document's objects apart; `count` of its
  /// members have been inserted before, all with `filter`, which was 0 for the first.
  [[gnu::always_inline]] bool insert(std::uint32_t object, std::uint32_t count, std::string_view name, const NameKey& key,
                                     Filter& filter) {
    if (count >= few) return insert_in_table(object, count, name);
    if (top_ + few > capacity_) grow();
    const std::uint64_t signature = key.signature();
    const auto wanted = static_cast<std::uint32_t>(signature >> 32);
    const Filter bit = Filter{1} << (signature >> 58);
    // Most names have a bit of their own: then none of the others is the same.
    if ((filter & bit) != 0 && scan::any_equal(signatures_.data() + (top_ - count), count, wanted) && is_among_few(count, name))
      return false;
    filter |= bit;
    signatures_.data()[top_] = wanted;
    names_.data()[top_++] = name;
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

  bool is_among_few(std::uint32_t count, std::string_view name) const;
  bool insert_in_table(std::uint32_t object, std::uint32_t count, std::string_view name);
  bool insert_hashed(std::uint32_t object, std::string_view name);
  void grow();
  void make_room();
  void put(std::uint32_t entry);

  std::vector<std::uint32_t> signatures_;  ///< of the open objects' first `few` names, innermost object last
  std::vector<std::string_view> names_;    ///< theirs, side by side with the signatures
  std::size_t capacity_ = 0;               ///< of both
  std::size_t top_ = 0;                    ///< how many count; those of the innermost object stand last, side by side
  std::vector<Entry> entries_;             ///< all names of this document's large objects
  std::vector<std::uint32_t> slots_;       ///< open addressing into entries_: index + 1, or 0 for none
  std::uint32_t mask_ = 0;                 ///< of the slots in use for this document, a power of two less one
};

}  // namespace sluiced::json
