// What a loop has done and how it stands: written by the loop alone, read by anybody at any time.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "record/hold_reason.h"
#include "record/record.h"
#include "record/verdict_code.h"

namespace sluiced::gate {

using Counter = std::atomic<std::uint64_t>;

/// One writer: no locked instruction is needed.
inline void add(Counter& counter, std::uint64_t amount) {
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

/// How long a verdict takes, from bytes to code: one record in `every` is timed.
class EvaluationTimes {
 public:
  static constexpr std::uint64_t every = 64;
  /// Upper bounds in nanoseconds; what is over the last falls into one more bucket.
  static constexpr std::array<std::uint64_t, 16> bounds_ns{
      500,     1'000,   2'000,     5'000,     10'000,     20'000,      50'000,      100'000,
      200'000, 500'000, 1'000'000, 5'000'000, 20'000'000, 100'000'000, 500'000'000, 2'000'000'000};
  struct Snapshot {
    std::array<std::uint64_t, bounds_ns.size() + 1> buckets{};  ///< not cumulative
    std::uint64_t sum_ns = 0;
  };

  void observe(std::chrono::nanoseconds took);
  void add_to(Snapshot& sum) const;

 private:
  std::array<Counter, bounds_ns.size() + 1> buckets_{};
  Counter sum_ns_ = 0;
};

/// A value that is whole at any time: who acts on half of one and half of another (a place to skip, say) would do harm.
template <class T>
class Shared {
 public:
  void set(T value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
  }
  T get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

/// The record that a topic stands before on hold `verdict` or `poison`.
struct StoppedAt {
  PartitionId partition = 0;
  Offset offset;
  std::optional<VerdictCode> code = {};  ///< nullopt: a fault of ours keeps it from one
};

struct TopicCounters {
  std::array<Counter, all_verdict_codes.size()> records{};  ///< judged, by code (a record judged again after a wait counts once)
  Counter bytes = 0;                                        ///< of the payloads judged
  std::array<Counter, all_verdict_codes.size()> letters_delivered{};  ///< acknowledged dead letters, by code
  Counter letters_failed = 0;  ///< failed reports of letters and of records passed on; each is sent again
  Counter forwarded = 0;       ///< records passed on and acknowledged
  Counter offsets_lost = 0;    ///< offsets the broker no longer had when we came to read them
  Counter breaker_trips = 0;
  EvaluationTimes evaluation;

  // How it stands now.
  Counter partitions = 0;
  Counter unacknowledged = 0;
  std::atomic<std::int64_t> oldest_unacknowledged_at_ms = 0;  ///< on the monotonic clock; 0 = none
  Counter lag_records = 0;
  Counter lag_ms = 0;
  std::array<std::atomic<std::int64_t>, all_hold_reasons.size()> held_since_ms{};  ///< on the monotonic clock; 0 = not held
  std::array<Counter, all_hold_reasons.size()> held_ms{};                          ///< by holds that are over
  Shared<std::string> hold_why;                                                    ///< of the hold begun last, in words
  Shared<StoppedAt> stopped_at;  ///< means something while held for one of these
};

/// Of the loop as a whole.
struct LoopGauges {
  std::atomic<std::int64_t> progress_at_ms = 0;  ///< when its thread last came round, on the monotonic clock
  std::atomic<bool> joined = false;              ///< holds partitions, or has been told that there are none for it
  std::atomic<bool> broker_reachable = false;
  Counter generation = 0;  ///< of the configuration that it works by
  Counter rebalances = 0;
  Counter queued_letters = 0;
  Counter transactions_committed = 0;
  Counter transactions_aborted = 0;
  Counter fetched_ahead = 0;                 ///< records in the client library
  Shared<std::string> complaint;             ///< what keeps it from its partitions; "" = nothing
  Shared<std::vector<std::string>> matched;  ///< topics that it reads because they match, as last looked for; kept over restarts
};

}  // namespace sluiced::gate
