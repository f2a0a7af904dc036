// What a loop has done, per topic. Written by the loop alone, read by anybody at any time.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "record/verdict_code.h"

namespace sluiced::gate {

struct TopicCounters {
  using Counter = std::atomic<std::uint64_t>;

  std::array<Counter, all_verdict_codes.size()> records{};  ///< judged, by code (a record judged again after a wait counts once)
  Counter bytes = 0;                                        ///< of the payloads judged
  Counter letters_delivered = 0;                            ///< acknowledged dead letters
  Counter letters_failed = 0;                               ///< failed reports and refused sends; each is sent again
  Counter offsets_lost = 0;                                 ///< offsets the broker no longer had when we came to read them
  std::atomic<bool> held = false;

  /// One writer: no locked instruction is needed.
  static void add(Counter& counter, std::uint64_t amount) {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
};

}  // namespace sluiced::gate
