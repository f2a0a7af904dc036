// A clock that stands still until it is moved.
#pragma once

#include "base/clock.h"

namespace sluiced::testing {

class ManualClock final : public Clock {
 public:
  MonotonicTime now() const override { return now_; }
  WallTime wall() const override { return wall_; }
  void advance(Duration by) {
    now_ += by;
    wall_ += by;
  }

 private:
  MonotonicTime now_{Duration{1'000'000}};
  WallTime wall_{Duration{1'700'000'000'000}};
};

}  // namespace sluiced::testing
