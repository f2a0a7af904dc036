#include "schema/name_table.h"

#include <algorithm>
#include <limits>

#include "json/keyed_hash.h"

namespace sluiced::schema {
namespace {

constexpr std::uint64_t first_seed = 0x9e3779b97f4a7c15;
constexpr int seeds_max = 32;
constexpr std::size_t probes_max = 8;  ///< for a name, on average: with a seed that takes more the strings are all too alike

/// Odd, so that multiplying loses nothing.
std::uint64_t next_seed(std::uint64_t seed) { return (seed * 0xd1342543de82ef95 + 0x632be59bd9b4e019) | 1U; }

}  // namespace

std::uint64_t NameTable::keyed_hash_of(std::string_view name) {
  json::KeyedHash hash;
  hash.add(name);
  return hash.finish();
}

NameTable::NameTable(std::span<const std::string_view> names) {
  // At most half full, so that a name the table does not hold soon meets an empty slot.
  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(2, 2 * names.size() + 1));
  slots_.resize(slots);
  mask_ = slots - 1;
  shift_ = static_cast<unsigned>(64 - std::countr_zero(slots));

  // A table this full takes about half a probe a name. A seed that leads far beyond is not looked at to its end: alike names
  // would take time by the square of their number.
  const std::size_t too_many = probes_max * names.size() + 1;
  std::size_t best = too_many;
  std::uint64_t best_seed = first_seed;
  seed_ = first_seed;
  for (int i = 0; i < seeds_max && best != 0; ++i, seed_ = next_seed(seed_)) {
    const std::size_t probes = fill(names, best);
    if (probes >= best) continue;
    best = probes;
    best_seed = seed_;
  }
  seed_ = best_seed;
  is_keyed_ = best == too_many;
  fill(names, std::numeric_limits<std::size_t>::max());
}

std::size_t NameTable::fill(std::span<const std::string_view> names, std::size_t too_many) {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  size_ = 0;
  std::size_t probes = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const NameKey key(names[i]);
    std::size_t at = hash_of(names[i], key) >> shift_;
    for (; slots_[at].index != none && !slots_[at].holds(names[i], key); at = (at + 1) & mask_)
      if (++probes >= too_many) return too_many;
    if (slots_[at].index != none) continue;
    slots_[at] = {key.head, key.tail, names[i].data(), key.length, static_cast<std::uint32_t>(i)};
    ++size_;
  }
  return probes;
}

}  // namespace sluiced::schema
