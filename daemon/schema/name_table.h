// A fixed set of strings, asked on every member of every record whether it holds one: member names of a schema, strings of an
// enum.
//
// Open addressing over a hash of length, first and last eight bytes; the seed is chosen while building so that the set's own
// strings collide little. Of strings that are alike in all of these only the first stands there, the others in a table of their
// own under a keyed hash of the whole string. A hash is never trusted: what find() returns has been compared in full. Who sends
// documents cannot slow it down: the length of a probe depends only on the strings of the schema.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "json/name_key.h"

namespace sluiced::schema {

using json::NameKey;

/// Immutable once made. Borrows the strings: they live in the schema's document.
class NameTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  NameTable() : NameTable(std::span<const std::string_view>()) {}
  /// Of equal names the first counts.
  explicit NameTable(std::span<const std::string_view> names);

  /// The index of the name among those given, or none.
  std::uint32_t find(std::string_view name) const { return find(name, NameKey(name)); }
  /// The same, of a name whose key is known.
  [[gnu::always_inline]] std::uint32_t find(std::string_view name, const NameKey& key) const {
    const Slot* slot = slots_.data() + (key.hash(seed_) >> shift_);
    if (!slot->has(key)) {
      if (slot->index == none && !has_alike_) return none;
      if (!(++slot)->has(key)) return find_further(name, key.head, key.tail);
    }
    // An empty slot has the key of "", and is none.
    return slot->length <= NameKey::whole || slot->holds(name) ? slot->index : find_further(name, key.head, key.tail);
  }
  /// Calls back with each of the names, once, in no order.
  template <class Use>
  void for_each(const Use& use) const {
    for (const std::span<const Slot> slots : {std::span(slots_).first(mask_ + 1), std::span(alike_)})
      for (const Slot& slot : slots)
        if (slot.index != none) use(std::string_view(slot.text, slot.length));
  }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

 private:
  /// A name with its key, side by side: two of them to a cache line.
  struct Slot {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::uint32_t length = 0;
    std::uint32_t index = none;
    const char* text = nullptr;

    bool has(const NameKey& key) const { return ((head ^ key.head) | (tail ^ key.tail) | (length ^ key.length)) == 0; }
    /// Where it has the name's key.
    [[gnu::noinline]] bool holds(std::string_view name) const;
  };

  /// With the key's halves by value: so it need not be kept in memory.
  [[gnu::noinline]] std::uint32_t find_further(std::string_view name, std::uint64_t head, std::uint64_t tail) const;
  std::uint32_t find_alike(std::string_view name, const NameKey& key) const;
  /// The number of probes beyond the first that finding every key takes. Gives the others that have one's key.
  std::size_t fill(std::span<const std::string_view> names, std::uint64_t seed, std::vector<std::uint32_t>& alike);
  void fill_alike(std::span<const std::string_view> names, const std::vector<std::uint32_t>& alike);

  std::vector<Slot> slots_;  ///< and the first of them once more, behind the last
  std::vector<Slot> alike_;  ///< with a size of a power of two, or empty
  bool has_alike_ = false;
  std::uint64_t seed_ = 0;
  std::size_t mask_ = 0;
  unsigned shift_ = 63;
  std::size_t size_ = 0;
};

}  // namespace sluiced::schema
