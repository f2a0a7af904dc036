// A TopicLane and its breaker: when too many records fail, and how it is found out that they no longer do.
#include <fmt/format.h>

#include "gate/topic_lane.h"
#include "metrics/event.h"

namespace sluiced::gate {
namespace {

/// A probe with too few records before it waits that long for more, then goes by what there is.
constexpr Duration gather_for{10'000};

std::uint64_t bytes_of(const Record& record) { return record.value ? record.value->size() : 0; }

}  // namespace

/// What a loop before this one has found out stands, unless it was told to go by something else since.
void TopicLane::recall_breaker() {
  BreakerSettings wanted = settings_.breaker;
  if (settings_.mode == Mode::observe) wanted.armed = BreakerSettings::Armed::off;  // nothing is written that could be too much
  std::optional<Breaker>& breaker = ports_.memory.breaker;
  std::string schema = settings_.schema.identity();
  if (!breaker || !(breaker->settings() == wanted))
    breaker.emplace(wanted, settings_.schema_since);
  else if (schema != ports_.memory.judged_by)
    breaker->changed(settings_.schema_since);
  ports_.memory.judged_by = std::move(schema);
  breaker->tick(ports_.clock.now());
  if (!breaker->tripped()) return;
  holds_.begin(HoldReason::breaker);
  ports_.counters.hold_why.set("too many records failed before this loop began");
}

/// Before a record that fails is dealt with. True: it has to wait, and what stands behind it.
bool TopicLane::trips_breaker(VerdictCode code) {
  Breaker& breaker = *ports_.memory.breaker;
  if (!breaker.armed() || code == VerdictCode::skipped || !breaker.would_trip()) return false;
  breaker.trip(ports_.clock.now());
  add(ports_.counters.breaker_trips, 1);
  holds_.begin(HoldReason::breaker);
  const std::uint64_t failing = breaker.failing_with_one_more();
  ports_.counters.hold_why.set(fmt::format("{} of the last {} records fail", failing, settings_.breaker.min_records));
  emit(Event::breaker_tripped, {{"topic", settings_.name},
                                {"reason", to_string(HoldReason::breaker)},
                                {"failing", failing},
                                {"of", settings_.breaker.min_records},
                                {"schema", rejecter_.schema_name},
                                {"sha256", rejecter_.schema_sha256},
                                {"probe_in_ms", Breaker::first_probe_after.count()}});
  return true;
}

void TopicLane::count_for_breaker(VerdictCode code, Action action) {
  Breaker& breaker = *ports_.memory.breaker;
  if (breaker.armed() && code != VerdictCode::skipped) breaker.count(action == Action::reject);
}

void TopicLane::swap_breaker() {
  ports_.memory.judged_by = settings_.schema.identity();
  ports_.memory.breaker->changed(ports_.clock.now());
  gathering_.reset();
}

void TopicLane::overrule_breaker() {
  ports_.memory.breaker->overrule();
  gathering_.reset();
  end_hold(HoldReason::breaker);
}

void TopicLane::tick_breaker() {
  Breaker& breaker = *ports_.memory.breaker;
  const MonotonicTime now = ports_.clock.now();
  breaker.tick(now);
  // Where something else keeps the topic from going on as well, that comes first.
  if (!holds_.only(HoldReason::breaker)) {
    gathering_.reset();
    return;
  }
  if (!gathering_ && breaker.probe_is_due(now)) gather();
  if (gathering_ && (gathered_enough() || now >= gathering_->until)) probe();
}

std::optional<MonotonicTime> TopicLane::next_breaker_tick() const {
  if (!holds_.only(HoldReason::breaker)) return std::nullopt;
  return gathering_ ? gathering_->until : ports_.memory.breaker->next_probe();
}

/// From now on: what waits already counts too.
void TopicLane::gather() {
  gathering_ = Gathering{.until = ports_.clock.now() + gather_for};
  for (const auto& [id, partition] : partitions_)
    for (const FetchedRecord& fetched : partition.waiting) note_gathered(fetched.record());
}

void TopicLane::note_gathered(const Record& record) {
  if (!gathering_) return;
  ++gathering_->records;
  gathering_->bytes += bytes_of(record);
}

bool TopicLane::gathered_enough() const {
  return gathering_->records >= settings_.breaker.min_records || gathering_->bytes >= gathered_bytes_max_;
}

bool TopicLane::wants_records() const { return open() || (gathering_ && !gathered_enough()); }

/// Judges what waits, and neither writes nor finishes any of it.
void TopicLane::probe() {
  gathering_.reset();
  std::uint64_t judged = 0;
  std::uint64_t failing = 0;
  for (auto& [id, partition] : partitions_) {
    for (const FetchedRecord& fetched : partition.waiting) {
      if (is_to_skip(fetched.record())) continue;
      try {
        failing += settings_.verdicts.action(verdict_on(fetched)) == Action::reject ? 1U : 0U;
      } catch (const std::exception& fault) {
        on_fault(partition, fetched.record(), fault);
        return;
      }
      ++judged;
    }
  }
  Breaker& breaker = *ports_.memory.breaker;
  const MonotonicTime now = ports_.clock.now();
  if (breaker.probed(judged, failing, now)) {
    if (partitions_.empty())
      holds_.end(HoldReason::breaker);  // nothing is left here that could go on
    else
      end_hold(HoldReason::breaker);
    return;
  }
  ports_.counters.hold_why.set(fmt::format("{} of {} records that wait fail", failing, judged));
  emit(Event::breaker_probed,
       {{"topic", settings_.name}, {"failing", failing}, {"of", judged}, {"probe_in_ms", (breaker.next_probe() - now).count()}});
}

}  // namespace sluiced::gate
