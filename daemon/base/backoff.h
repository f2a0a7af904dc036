// How long to wait before the next try: exponential with equal jitter. A pure value; who waits owns the clock.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace sluiced {

struct BackoffSettings {
  Duration initial{1'000};
  Duration max{60'000};
  std::uint32_t multiplier = 2;
  bool operator==(const BackoffSettings&) const = default;
};

/// Equal jitter: half of the step is fixed, half random, so that many who failed together do not return together.
class Backoff {
 public:
  explicit Backoff(BackoffSettings settings) : settings_(settings), step_(settings.initial) {}

  /// The next wait, in [step / 2, step]; then the step grows. random: uniform in [0, 1).
  Duration next(double random);
  void reset() { step_ = settings_.initial; }

 private:
  BackoffSettings settings_;
  Duration step_;
};

}  // namespace sluiced
