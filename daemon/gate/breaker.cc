#include "gate/breaker.h"

#include <algorithm>

namespace sluiced::gate {

/// Divided, not multiplied: 7 of 100 is 0.07 as the configuration has it, while 0.07 * 100 is a little more than 7.
bool Breaker::too_many(std::uint64_t failing, std::uint64_t of) const {
  return of > 0 && static_cast<double>(failing) / static_cast<double>(of) >= settings_.ratio;
}

bool Breaker::is_armed(MonotonicTime now) const {
  if (overruled_) return false;
  switch (settings_.armed) {
    case BreakerSettings::Armed::after_change: return now - changed_at_ < armed_for;
    case BreakerSettings::Armed::always: return true;
    case BreakerSettings::Armed::off: return false;
  }
  return false;
}

void Breaker::tick(MonotonicTime now) {
  const bool armed = is_armed(now);
  if (armed_ && !armed) forget();
  armed_ = armed;
}

std::uint64_t Breaker::failing_with_one_more() const {
  const bool leaves = failed_.size() == settings_.min_records && failed_[oldest_];
  return failing_ + 1 - (leaves ? 1U : 0U);
}

bool Breaker::would_trip() const {
  return failed_.size() + 1 >= settings_.min_records && too_many(failing_with_one_more(), settings_.min_records);
}

void Breaker::count(bool failed) {
  if (failed_.size() < settings_.min_records) {
    failed_.push_back(failed);
  } else {
    failing_ -= failed_[oldest_] ? 1U : 0U;
    failed_[oldest_] = failed;
    oldest_ = (oldest_ + 1) % failed_.size();
  }
  failing_ += failed ? 1U : 0U;
}

void Breaker::trip(MonotonicTime now) {
  tripped_ = true;
  interval_ = first_probe_after;
  next_probe_ = now + interval_;
}

bool Breaker::probed(std::uint64_t judged, std::uint64_t failing, MonotonicTime now) {
  if (too_many(failing, judged)) {
    interval_ = std::min(2 * interval_, probe_interval_max);
    next_probe_ = now + interval_;
    return false;
  }
  tripped_ = false;
  forget();
  return true;
}

void Breaker::changed(MonotonicTime now) {
  changed_at_ = now;
  overruled_ = false;
  forget();
  tick(now);
  next_probe_ = now;
  interval_ = first_probe_after;
}

void Breaker::overrule() {
  overruled_ = true;
  armed_ = false;
  tripped_ = false;
  forget();
}

void Breaker::forget() {
  failed_.clear();
  oldest_ = 0;
  failing_ = 0;
}

}  // namespace sluiced::gate
