#include "letters/identity_set.h"

#include "json/keyed_hash.h"

namespace sluiced::letters {
namespace {

constexpr std::size_t slots_first = 1024;
/// So many neighbours share a line of the cache.
constexpr std::uint64_t neighbours = 4;

}  // namespace

IdentitySet::Hashed IdentitySet::hashed(const Letter& letter, const Record& stands) {
  const bool told = letter.origin.has_value();
  const std::string_view topic = told ? letter.origin->topic : stands.topic;
  const PartitionId partition = told ? letter.origin->partition : stands.partition;
  const auto offset = static_cast<std::uint64_t>(told ? letter.origin->offset.value : stands.offset.value);
  json::KeyedHash line;
  line.add(topic);
  line.add(static_cast<std::uint64_t>(partition) << 1U | static_cast<std::uint64_t>(told));
  line.add(offset / neighbours);
  const std::uint64_t of_line = line.finish();
  json::KeyedHash whole;
  whole.add(of_line);
  whole.add(offset);
  whole.add(static_cast<std::uint64_t>(produced_ms(letter, stands).value_or(-1)));
  whole.add(static_cast<std::uint64_t>(letter.hops));
  return {.near = of_line / neighbours * neighbours + offset % neighbours, .whole = whole.finish() | 1U};
}

bool IdentitySet::insert(const Letter& letter, const Record& stands) {
  if ((size_ + 1) * 2 > slots_.size()) grow();
  return insert(hashed(letter, stands));
}

bool IdentitySet::insert(const Hashed& hashed) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hashed.near) & mask;
  for (; slots_[at].whole != 0; at = (at + 1) & mask)
    if (slots_[at].whole == hashed.whole) return false;
  slots_[at] = {hashed.near, hashed.whole};
  ++size_;
  return true;
}

void IdentitySet::grow() {
  std::vector<Slot> old(slots_.empty() ? slots_first : slots_.size() * 2);
  old.swap(slots_);
  size_ = 0;
  for (const Slot& slot : old)
    if (slot.whole != 0) insert(Hashed{slot.near, slot.whole});
}

}  // namespace sluiced::letters
