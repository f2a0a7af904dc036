#include "gate/lag.h"

#include <algorithm>

namespace sluiced::gate {

Lag LagMeter::measure(NextOffset low_water, NextOffset end, std::optional<std::int64_t> waiting_ms, WallTime now) {
  const bool moved = std::exchange(moved_, false);
  if (end.value <= low_water.value) {
    behind_since_ms_.reset();
    return {};
  }
  const std::int64_t now_ms = now.time_since_epoch().count();
  if (waiting_ms && *waiting_ms >= 0)
    behind_since_ms_ = *waiting_ms;
  else if (moved && last_ms_ >= 0)
    behind_since_ms_ = last_ms_;
  else if (!behind_since_ms_)
    behind_since_ms_ = now_ms;
  return {.records = static_cast<std::uint64_t>(end.value - low_water.value),
          .time = Duration{std::max<std::int64_t>(now_ms - *behind_since_ms_, 0)}};
}

}  // namespace sluiced::gate
