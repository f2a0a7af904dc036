// How fast a topic goes now, and how much of it failed lately: from a counter looked at again and again. A pure value.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.h"

namespace sluiced::supervisor {

class Rates {
 public:
  static constexpr Duration speed_window{10'000};
  static constexpr Duration share_window{300'000};

  /// The counters as they are at `now`; about once a second.
  void sample(MonotonicTime now, std::uint64_t judged, std::uint64_t not_valid);
  /// Records a second over the last ten seconds, or since there are samples.
  double per_second() const;
  /// 0..1, over the last five minutes; nullopt: nothing was judged in them.
  std::optional<double> not_valid_share() const;

 private:
  struct Sample {
    MonotonicTime at;
    std::uint64_t judged;
    std::uint64_t not_valid;
  };
  std::deque<Sample> recent_;  ///< of the speed window, and the newest
  std::deque<Sample> coarse_;  ///< every ten seconds, of the share window
};

}  // namespace sluiced::supervisor
