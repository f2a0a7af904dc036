// The clock seam: whatever decides by time takes a Clock, so that a test moves it by hand and never sleeps.
#pragma once

#include <chrono>

namespace sluiced {

using Duration = std::chrono::milliseconds;
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

/// Thread-safe where the implementation is; SystemClock is.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonotonicTime now() const = 0;  ///< for waits and ages
  virtual WallTime wall() const = 0;      ///< for what people and brokers read
};

class SystemClock final : public Clock {
 public:
  MonotonicTime now() const override { return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now()); }
  WallTime wall() const override { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }
};

}  // namespace sluiced
