#include "schema/name_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "json/keyed_hash.h"

namespace sluiced::schema {
namespace {

constexpr std::uint64_t first_seed = 0x9e3779b97f4a7c15;
constexpr int seeds_max = 32;

/// Odd, so that multiplying loses nothing.
std::uint64_t next_seed(std::uint64_t seed) { return (seed * 0xd1342543de82ef95 + 0x632be59bd9b4e019) | 1U; }

/// At most half full, so that a name the table does not hold soon meets an empty slot.
std::size_t slots_for(std::size_t names) { return std::bit_ceil(std::max<std::size_t>(2, 2 * names + 1)); }

std::size_t keyed_hash(std::string_view name) {
  json::KeyedHash hash;
  hash.add(name);
  return hash.finish();
}

}  // namespace

NameTable::NameTable(std::span<const std::string_view> names) {
  const std::size_t slots = slots_for(names.size());
  slots_.resize(slots + 1);
  mask_ = slots - 1;
  shift_ = static_cast<unsigned>(64 - std::countr_zero(slots));

  std::uint64_t seed = first_seed;
  std::uint64_t best_seed = seed;
  std::size_t best = names.size() * names.size() + 1;
  std::vector<std::uint32_t> alike;
  for (int i = 0; i < seeds_max && best != 0; ++i, seed = next_seed(seed)) {
    const std::size_t probes = fill(names, seed, alike);
    if (probes >= best) continue;
    best = probes;
    best_seed = seed;
  }
  fill(names, best_seed, alike);
  fill_alike(names, alike);
}

std::size_t NameTable::fill(std::span<const std::string_view> names, std::uint64_t seed, std::vector<std::uint32_t>& alike) {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  alike.clear();
  seed_ = seed;
  size_ = 0;
  std::size_t probes = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const NameKey key(names[i]);
    std::size_t at = key.hash(seed) >> shift_;
    for (; slots_[at].index != none && !slots_[at].has(key); at = (at + 1) & mask_) ++probes;
    if (slots_[at].index == none) {
      slots_[at] = {key.head, key.tail, key.length, static_cast<std::uint32_t>(i), names[i].data()};
      ++size_;
    } else if (!slots_[at].holds(names[i])) {
      alike.push_back(static_cast<std::uint32_t>(i));
    }
  }
  slots_.back() = slots_.front();
  return probes;
}

void NameTable::fill_alike(std::span<const std::string_view> names, const std::vector<std::uint32_t>& alike) {
  if (alike.empty()) return;
  has_alike_ = true;
  alike_.resize(slots_for(alike.size()));
  const std::size_t mask = alike_.size() - 1;
  for (const std::uint32_t i : alike) {
    const NameKey key(names[i]);
    std::size_t at = keyed_hash(names[i]) & mask;
    while (alike_[at].index != none && !(alike_[at].has(key) && alike_[at].holds(names[i]))) at = (at + 1) & mask;
    if (alike_[at].index != none) continue;
    alike_[at] = {key.head, key.tail, key.length, i, names[i].data()};
    ++size_;
  }
}

/// The eight bytes behind the first and those before the last: up to 32 bytes that is all of it.
bool NameTable::Slot::holds(std::string_view name) const {
  if (length <= NameKey::whole) return true;
  const auto differ = [&](std::size_t at) { return json::load64(text + at) ^ json::load64(name.data() + at); };
  if (length <= 32) return (differ(8) | differ(length - 16)) == 0;
  return std::memcmp(text + 8, name.data() + 8, length - 16) == 0;
}

std::uint32_t NameTable::find_further(std::string_view name, std::uint64_t head, std::uint64_t tail) const {
  const NameKey key(static_cast<std::uint32_t>(name.size()), head, tail);
  const Slot* const slots = slots_.data();
  for (std::size_t at = key.hash(seed_) >> shift_;; at = (at + 1) & mask_) {
    const Slot& slot = slots[at];
    if (slot.index == none) return has_alike_ ? find_alike(name, key) : none;
    if (slot.has(key) && slot.holds(name)) return slot.index;
  }
}

std::uint32_t NameTable::find_alike(std::string_view name, const NameKey& key) const {
  const std::size_t mask = alike_.size() - 1;
  for (std::size_t at = keyed_hash(name) & mask;; at = (at + 1) & mask)
    if (alike_[at].index == none || (alike_[at].has(key) && alike_[at].holds(name))) return alike_[at].index;
}

}  // namespace sluiced::schema
