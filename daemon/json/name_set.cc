#include "json/name_set.h"

#include <algorithm>

#include "json/keyed_hash.h"

namespace sluiced::json {
namespace {

std::uint32_t keyed_hash(std::uint32_t object, std::string_view name) {
  KeyedHash hash;
  hash.add(object);
  hash.add(name);
  return static_cast<std::uint32_t>(hash.finish());
}

}  // namespace

bool NameSet::is_among_few(std::uint32_t count, std::string_view name) const {
  const auto last = names_.begin() + static_cast<std::ptrdiff_t>(top_);
  return std::find(last - count, last, name) != last;
}

bool NameSet::insert_in_table(std::uint32_t object, std::uint32_t count, std::string_view name) {
  if (count == few)
    for (std::size_t i = top_ - few; i < top_; ++i) insert_hashed(object, names_[i]);
  return insert_hashed(object, name);
}

bool NameSet::insert_hashed(std::uint32_t object, std::string_view name) {
  const std::uint32_t hash = keyed_hash(object, name);
  if (entries_.empty() || 2 * entries_.size() > mask_) make_room();
  for (std::uint32_t slot = hash & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
    const Entry& other = entries_[slots_[slot] - 1];
    if (other.hash == hash && other.object == object && other.name == name) return false;
  }
  entries_.push_back({hash, object, name});
  put(static_cast<std::uint32_t>(entries_.size() - 1));
  return true;
}

void NameSet::grow() {
  signatures_.resize(2 * signatures_.size() + 2 * few);
  names_.resize(signatures_.size());
  capacity_ = signatures_.size();
}

void NameSet::make_room() {
  const std::size_t size = entries_.empty() ? 4 * few : 2 * (std::size_t{mask_} + 1);
  if (slots_.size() < size) slots_.resize(size);
  std::fill_n(slots_.begin(), size, 0U);
  mask_ = static_cast<std::uint32_t>(size - 1);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) put(i);
}

void NameSet::put(std::uint32_t entry) {
  std::uint32_t slot = entries_[entry].hash & mask_;
  while (slots_[slot] != 0) slot = (slot + 1) & mask_;
  slots_[slot] = entry + 1;
}

}  // namespace sluiced::json
