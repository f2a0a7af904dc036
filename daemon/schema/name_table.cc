#include "schema/name_table.h"

#include <algorithm>

namespace sluiced::schema {
namespace {

constexpr std::uint64_t first_seed = 0x9e3779b97f4a7c15;
constexpr int seeds_max = 32;

/// Odd, so that multiplying loses nothing.
std::uint64_t next_seed(std::uint64_t seed) { return (seed * 0xd1342543de82ef95 + 0x632be59bd9b4e019) | 1U; }

}  // namespace

NameTable::NameTable(std::span<const std::string_view> names) {
  // At most half full, so that a name the table does not hold soon meets an empty slot.
  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(2, 2 * names.size() + 1));
  slots_.resize(slots);
  mask_ = slots - 1;
  shift_ = static_cast<unsigned>(64 - std::countr_zero(slots));

  std::uint64_t seed = first_seed;
  std::uint64_t best_seed = seed;
  std::size_t best = names.size() * names.size() + 1;
  for (int i = 0; i < seeds_max && best != 0; ++i, seed = next_seed(seed)) {
    const std::size_t probes = fill(names, seed);
    if (probes >= best) continue;
    best = probes;
    best_seed = seed;
  }
  fill(names, best_seed);
}

std::size_t NameTable::fill(std::span<const std::string_view> names, std::uint64_t seed) {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  seed_ = seed;
  size_ = 0;
  std::size_t probes = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (find(names[i]) != none) continue;
    const NameKey key(names[i]);
    std::size_t at = key.hash(seed) >> shift_;
    for (; slots_[at].index != none; at = (at + 1) & mask_) ++probes;
    slots_[at] = {key.head, key.tail, names[i].data(), key.length, static_cast<std::uint32_t>(i)};
    ++size_;
  }
  return probes;
}

}  // namespace sluiced::schema
