#include "gate/counters.h"

#include <algorithm>

namespace sluiced::gate {

void EvaluationTimes::observe(std::chrono::nanoseconds took) {
  const auto ns = static_cast<std::uint64_t>(took.count());
  const auto bucket = std::lower_bound(bounds_ns.begin(), bounds_ns.end(), ns) - bounds_ns.begin();
  add(buckets_[static_cast<std::size_t>(bucket)], 1);
  add(sum_ns_, ns);
}

void EvaluationTimes::add_to(Snapshot& sum) const {
  for (std::size_t i = 0; i < buckets_.size(); ++i) sum.buckets[i] += buckets_[i].load(std::memory_order_relaxed);
  sum.sum_ns += sum_ns_.load(std::memory_order_relaxed);
}

}  // namespace sluiced::gate
