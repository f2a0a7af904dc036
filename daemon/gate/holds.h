// Why a topic does not go on: any number of reasons at once, each with its beginning, and the times they took for everybody to see.
#pragma once

#include "base/clock.h"
#include "gate/counters.h"
#include "record/hold_reason.h"

namespace sluiced::gate {

/// Belongs to one loop. Times end with it: what is held when a loop ends is held no longer, until the next one finds out again.
class Holds {
 public:
  Holds(TopicCounters& counters, const Clock& clock) : counters_(counters), clock_(clock) {}
  ~Holds() {
    for (const HoldReason reason : all_hold_reasons) end(reason);
  }
  Holds(const Holds&) = delete;
  Holds& operator=(const Holds&) = delete;

  void begin(HoldReason reason);
  void end(HoldReason reason);
  bool has(HoldReason reason) const { return since(reason) != 0; }
  bool any() const { return count_ > 0; }
  /// For that reason, and for no other.
  bool only(HoldReason reason) const { return count_ == 1 && has(reason); }
  /// How long so far; 0 where not held.
  Duration age(HoldReason reason) const;

 private:
  std::int64_t now_ms() const { return clock_.now().time_since_epoch().count(); }
  std::int64_t since(HoldReason reason) const {
    return counters_.held_since_ms[index_of(reason)].load(std::memory_order_relaxed);
  }

  TopicCounters& counters_;
  const Clock& clock_;
  int count_ = 0;
};

}  // namespace sluiced::gate
