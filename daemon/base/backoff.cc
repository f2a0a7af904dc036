#include "base/backoff.h"

#include <algorithm>

namespace sluiced {

Duration Backoff::next(double random) {
  const auto half = step_.count() / 2;
  const Duration wait{half + static_cast<Duration::rep>(static_cast<double>(step_.count() - half) * random)};
  step_ = std::min(step_ * settings_.multiplier, settings_.max);
  return wait;
}

}  // namespace sluiced
