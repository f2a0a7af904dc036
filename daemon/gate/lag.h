// How far behind a partition is, in records and in time. A pure value.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "record/record.h"

namespace sluiced::gate {

struct Lag {
  std::uint64_t records = 0;
  Duration time{0};  ///< age of the oldest record not dealt with, as well as it can be known without fetching it
};

/// Fed with every record's timestamp, asked about once a second. The timestamp of the next record is not known before it is fetched;
/// the one dealt with last is just before it as long as the reading goes on, and says nothing once there was nothing left to read.
class LagMeter {
 public:
  /// ms since the epoch; negative = the record has none.
  void dealt_with(std::int64_t timestamp_ms) {
    last_ms_ = timestamp_ms;
    moved_ = true;
  }
  /// end: behind the newest record that the broker told of. waiting_ms: timestamp of the first record that was fetched and waits.
  Lag measure(NextOffset low_water, NextOffset end, std::optional<std::int64_t> waiting_ms, WallTime now);

 private:
  std::int64_t last_ms_ = -1;
  bool moved_ = false;
  std::optional<std::int64_t> behind_since_ms_;
};

}  // namespace sluiced::gate
