// A clock that stands still until it is moved. Any thread.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace sluiced::testing {

class ManualClock final : public Clock {
 public:
  MonotonicTime now() const override { return MonotonicTime{Duration{1'000'000 + passed_ms_}}; }
  WallTime wall() const override { return WallTime{Duration{1'700'000'000'000 + passed_ms_}}; }
  void advance(Duration by) { passed_ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> passed_ms_ = 0;
};

}  // namespace sluiced::testing
