// Keeps a bad roll-out from copying a whole topic into its dead-letter topic: too large a share of the last records failing puts the
// topic on hold, until a probe finds that it is better, the schema changes, or an operator says go. A pure value; who asks owns the
// clock and what is judged.
//
//   if (failed && breaker.would_trip()) …hold `breaker`, at breaker.trip(now)…; else …deal with it…, breaker.count(failed);
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"

namespace sluiced::gate {

struct BreakerSettings {
  enum class Armed : std::uint8_t {
    after_change,  ///< for `armed_for` after the schema changed or the process started: then it is our doing
    always,
    off,
  };
  Armed armed = Armed::after_change;
  double ratio = 0.5;                 ///< failing share of the last min_records, from which on it trips; in (0, 1]
  std::uint32_t min_records = 1'000;  ///< how many must have been judged, and how many last ones count; at least 1
  bool operator==(const BreakerSettings&) const = default;
};

class Breaker {
 public:
  static constexpr Duration armed_for{30 * 60'000};
  static constexpr Duration first_probe_after{30'000};
  static constexpr Duration probe_interval_max{10 * 60'000};

  /// changed_at: when the schema was changed last, or the process started.
  Breaker(const BreakerSettings& settings, MonotonicTime changed_at) : settings_(settings), changed_at_(changed_at) {}
  const BreakerSettings& settings() const { return settings_; }

  /// Notices that time has passed; cheap, once a turn. Until the next call armed() stays as it is.
  void tick(MonotonicTime now);
  /// Whether records are counted at all.
  bool armed() const { return armed_; }

  /// Whether one more failing record would be one too many. Only while armed.
  bool would_trip() const;
  /// A record has been dealt with. Only while armed.
  void count(bool failed);

  /// How many of the last min_records failed, that one included: what would_trip() goes by, for people.
  std::uint64_t failing_with_one_more() const;

  /// It has tripped: the first probe is due later.
  void trip(MonotonicTime now);
  bool tripped() const { return tripped_; }
  bool probe_is_due(MonotonicTime now) const { return tripped_ && now >= next_probe_; }
  MonotonicTime next_probe() const { return next_probe_; }
  /// What a probe found: of so many records so many fail. True: the topic may go on, and counting begins anew. A probe that found no
  /// record at all has found nothing wrong.
  bool probed(std::uint64_t judged, std::uint64_t failing, MonotonicTime now);

  /// The schema is another one: armed anew; what is tripped is probed at once.
  void changed(MonotonicTime now);
  /// An operator lets the topic go on as it is: nothing trips until the next change.
  void overrule();

 private:
  void forget();
  bool too_many(std::uint64_t failing, std::uint64_t of) const;
  bool is_armed(MonotonicTime now) const;

  BreakerSettings settings_;
  MonotonicTime changed_at_;
  bool armed_ = false;
  bool overruled_ = false;
  bool tripped_ = false;
  MonotonicTime next_probe_{};
  Duration interval_ = first_probe_after;
  std::vector<bool> failed_;  ///< the last records, the oldest at `oldest_` once there are min_records
  std::size_t oldest_ = 0;
  std::uint64_t failing_ = 0;
};

}  // namespace sluiced::gate
