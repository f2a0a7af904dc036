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

struct Node;

/// Working memory of the reader, one per Tree; it keeps no names, only where in the tree's nodes they stand. Follows the reader
/// through the document: objects close in the reverse order of their opening. Does not allocate once warm.
class NameSet {
 public:
  /// A new document begins.
  void clear() {
    top_ = 0;
    entries_.clear();
  }

  /// False if the open object nodes[object], of which `count` members are read, has `name` already. Else remembers it as the name
  /// of the member that nodes[nodes.size()] will be.
  bool insert(const std::vector<Node>& nodes, std::uint32_t object, std::uint32_t count, std::string_view name) {
    if (count >= few) return insert_in_table(nodes, object, count, name);
    if (top_ + few > signatures_.size()) signatures_.resize(2 * signatures_.size() + 2 * few);
    const std::uint32_t wanted = signature(name);
    if (scan::any_equal(&signatures_[top_ - count], count, wanted) && is_among_few(nodes, object, count, name)) return false;
    signatures_[top_++] = wanted;
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
    std::uint32_t member;
  };

  /// Tells most names of one object apart. Not secret: `few` bounds what names of equal signature cost.
  static std::uint32_t signature(std::string_view name) {
    const char* const p = name.data();
    const std::size_t n = name.size();
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    if (n >= 8) {
      head = load64(p);
      tail = load64(p + n - 8);
    } else if (n >= 4) {
      head = load32(p);
      tail = load32(p + n - 4);
    } else if (n > 0) {
      head = static_cast<unsigned char>(p[0]) | static_cast<unsigned>(static_cast<unsigned char>(p[n / 2])) << 8;
      tail = static_cast<unsigned char>(p[n - 1]);
    }
    return static_cast<std::uint32_t>((((head * 0x9e3779b97f4a7c15) ^ tail) * 0xd6e8feb86659fd93 + n) >> 32);
  }

  static bool is_among_few(const std::vector<Node>& nodes, std::uint32_t object, std::uint32_t count, std::string_view name);
  bool insert_in_table(const std::vector<Node>& nodes, std::uint32_t object, std::uint32_t count, std::string_view name);
  bool insert_hashed(const std::vector<Node>& nodes, std::uint32_t object, std::uint32_t member, std::string_view name);
  void make_room();
  void put(std::uint32_t entry);

  std::vector<std::uint32_t> signatures_;  ///< of the open objects' first `few` names, innermost object last
  std::size_t top_ = 0;                    ///< how many count; those of the innermost object stand last, side by side
  std::vector<Entry> entries_;             ///< all names of this document's large objects
  std::vector<std::uint32_t> slots_;       ///< open addressing into entries_: index + 1, or 0 for none
  std::uint32_t mask_ = 0;                 ///< of the slots in use for this document, a power of two less one
};

}  // namespace sluiced::json
