#include "gate/holds.h"

#include <algorithm>

namespace sluiced::gate {

void Holds::begin(HoldReason reason) {
  if (has(reason)) return;
  counters_.held_since_ms[index_of(reason)] = std::max<std::int64_t>(now_ms(), 1);  // 0 means not held
  ++count_;
}

void Holds::end(HoldReason reason) {
  if (!has(reason)) return;
  add(counters_.held_ms[index_of(reason)], static_cast<std::uint64_t>(age(reason).count()));
  counters_.held_since_ms[index_of(reason)] = 0;
  --count_;
}

Duration Holds::age(HoldReason reason) const {
  return has(reason) ? Duration{std::max<std::int64_t>(now_ms() - since(reason), 0)} : Duration{0};
}

}  // namespace sluiced::gate
