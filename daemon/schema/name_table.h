// A fixed set of strings, asked on every member of every record whether it holds one: member names of a schema, strings of an
// enum.
//
// Open addressing over a hash of length, first and last eight bytes; the seed is chosen while building so that the set's own
// strings collide little. Of strings that are alike in all of these only the first stands there, the others in a table of their
// own under a keyed hash of the whole string. A hash is never trusted: what find() returns has been compared in full. Who sends
// documents cannot slow it down: the length of a probe depends only on the strings of the schema.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace sluiced::schema {

/// A string's length and its first and last eight bytes: all of it, up to 16 bytes.
struct NameKey {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  std::uint32_t length = 0;

  explicit NameKey(std::string_view text) : length(static_cast<std::uint32_t>(text.size())) {
    const char* const p = text.data();
    if (length >= 8) {
      head = load<std::uint64_t>(p);
      tail = load<std::uint64_t>(p + length - 8);
    } else if (length >= 4) {
      head = load<std::uint32_t>(p);
      tail = load<std::uint32_t>(p + length - 4);
    } else if (length != 0) {
      head = byte(p[0]) | byte(p[length / 2]) << 8U | byte(p[length - 1]) << 16U;
    }
  }
  /// Good in its upper bits.
  std::uint64_t hash(std::uint64_t seed) const { return ((head ^ std::rotl(tail, 29)) + length) * seed; }

 private:
  template <class Word>
  static Word load(const char* p) {
    Word word;
    std::memcpy(&word, p, sizeof word);
    return word;
  }
  static std::uint64_t byte(char c) { return static_cast<unsigned char>(c); }
};

/// Immutable once made. Borrows the strings: they live in the schema's document.
class NameTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  NameTable() : NameTable(std::span<const std::string_view>()) {}
  /// Of equal names the first counts.
  explicit NameTable(std::span<const std::string_view> names);

  /// The index of the name among those given, or none.
  std::uint32_t find(std::string_view name) const {
    const std::uint32_t at = find_apart(name);
    return at != none || alike_.empty() ? at : find_alike(name);
  }
  /// Whether some of the names are alike. Where none are, find_apart() does, which is a little quicker.
  bool has_alike() const { return !alike_.empty(); }
  std::uint32_t find_apart(std::string_view name) const {
    const NameKey key(name);
    const Slot* const slots = slots_.data();
    for (std::size_t at = key.hash(seed_) >> shift_;; at = (at + 1) & mask_) {
      const Slot& slot = slots[at];
      if (slot.index == none) return none;
      if (slot.has(key) && slot.holds(name)) return slot.index;
    }
  }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    const char* text = nullptr;
    std::uint32_t length = 0;
    std::uint32_t index = none;

    bool has(const NameKey& key) const { return head == key.head && tail == key.tail && length == key.length; }
    /// Where it has the name's key.
    bool holds(std::string_view name) const { return length <= 16 || std::memcmp(text + 8, name.data() + 8, length - 16) == 0; }
  };

  std::uint32_t find_alike(std::string_view name) const;
  /// The number of probes beyond the first that finding every key takes. Gives the others that have one's key.
  std::size_t fill(std::span<const std::string_view> names, std::uint64_t seed, std::vector<std::uint32_t>& alike);
  void fill_alike(std::span<const std::string_view> names, const std::vector<std::uint32_t>& alike);

  std::vector<Slot> slots_;
  std::vector<Slot> alike_;  ///< with a size of a power of two, or empty
  std::uint64_t seed_ = 0;
  std::size_t mask_ = 0;
  unsigned shift_ = 63;
  std::size_t size_ = 0;
};

}  // namespace sluiced::schema
