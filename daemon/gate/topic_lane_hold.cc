// What keeps a TopicLane from going on, what lets it go on again, and what an operator may ask of it.
#include "gate/topic_lane.h"
#include "metrics/event.h"

namespace sluiced::gate {
namespace {

constexpr std::size_t skips_noted_max = 1'000;

/// What an operator's word ends, and what comes of it.
constexpr std::array<std::pair<HoldReason, std::string_view>, 5> releasable{{
    {HoldReason::by_hand, ""},
    {HoldReason::verdict, "; the record is judged again, and stops it again unless its verdict has changed"},
    {HoldReason::breaker, "; it does not trip again before its schema is another one"},
    {HoldReason::offsets_lost, "; it goes on where the log begins"},
    {HoldReason::poison, "; the record is tried again, and stops it again where it fails as before"},
}};

}  // namespace

void TopicLane::stop_at(const FetchedRecord& fetched, VerdictCode code) {
  if (holds_.has(HoldReason::verdict)) return;
  const Record& record = fetched.record();
  ports_.counters.stopped_at.set({.partition = record.partition, .offset = record.offset, .code = code});
  holds_.begin(HoldReason::verdict);
  const std::string why = explain(fetched).message;
  ports_.counters.hold_why.set(why);
  emit(Event::topic_stopped, {{"topic", settings_.name},
                              {"reason", to_string(HoldReason::verdict)},
                              {"code", to_string(code)},
                              {"partition", record.partition},
                              {"offset", record.offset.value},
                              {"why", why}});
}

void TopicLane::end_hold(HoldReason reason) {
  if (!holds_.has(reason)) return;
  emit(Event::topic_released,
       {{"topic", settings_.name}, {"reason", to_string(reason)}, {"held_ms", holds_.age(reason).count()}});
  holds_.end(reason);
}

void TopicLane::tick() {
  for (Outlet& outlet : outlets_) outlet.tick();
  send_kept();
  note_room();
  tick_breaker();
  if (open()) work_off_waiting();
}

void TopicLane::notice_silence() {
  for (Outlet& outlet : outlets_) outlet.notice_silence();
}

std::optional<MonotonicTime> TopicLane::next_tick() const {
  std::optional<MonotonicTime> first = next_breaker_tick();
  for (const Outlet& outlet : outlets_)
    if (const auto next = outlet.next_tick(); next && (!first || *next < *first)) first = next;
  return first;
}

void TopicLane::broker_answers() {
  for (Outlet& outlet : outlets_) outlet.broker_answers();
}

std::optional<IoError> TopicLane::fatal() const {
  for (const Outlet& outlet : outlets_)
    if (outlet.fatal()) return outlet.fatal();
  return std::nullopt;
}

void TopicLane::hold_by_hand() {
  if (holds_.has(HoldReason::by_hand)) return;
  settings_.held_by_hand = true;
  ports_.counters.hold_why.set("an operator's `sluiced hold`");
  holds_.begin(HoldReason::by_hand);
  emit(Event::topic_held_by_hand, {{"topic", settings_.name}, {"client", rejecter_.client}});
}

void TopicLane::let_go(HoldReason reason) {
  switch (reason) {
    case HoldReason::breaker: overrule_breaker(); break;
    case HoldReason::offsets_lost: accept_gaps(); break;
    case HoldReason::poison: forget_faults(); break;
    default: end_hold(reason); break;
  }
}

std::string TopicLane::release_by_hand() {
  std::string ended;
  std::string what_now;
  for (const auto& [reason, then] : releasable) {
    if (!holds_.has(reason)) continue;
    let_go(reason);
    ended += (ended.empty() ? "released: " : ", ") + std::string(to_string(reason));
    what_now += then;
  }
  settings_.held_by_hand = false;
  for (Outlet& outlet : outlets_)
    if (const auto reason = outlet.try_now())
      ended += (ended.empty() ? "" : "; ") + ("tried again now: " + std::string(to_string(*reason)));
  return ended.empty() ? "it was not on hold" : ended + what_now;
}

void TopicLane::swap_schema(const SchemaTable& schemas) {
  const bool changed = schemas.identity() != settings_.schema.identity();
  rejecter_.schema_name = schemas.name();
  rejecter_.schema_sha256 = schemas.sha256();
  settings_.schema = schemas;
  judge_.swap(schemas);
  forget_faults();
  if (!changed) return;
  emit(Event::schema_swapped, {{"topic", settings_.name}, {"schema", schemas.name()}, {"sha256", schemas.sha256()}});
  // The record that stopped the topic is judged again, by the new one.
  end_hold(HoldReason::verdict);
  swap_breaker();
}

Result<std::string> TopicLane::skip(const TopicPartition& id, Offset offset, std::string reason) {
  Partition* const of = partition(id.partition);
  if (of == nullptr) return failure("partition " + std::to_string(id.partition) + " is not assigned here");
  if (offset.value < of->ledger.next().value)
    return failure(std::string("it has been dealt with already, or is being dead-lettered"));
  if (to_skip_.size() >= skips_noted_max) return failure(std::string("too many skips are noted already"));
  const PlaceInTopic place{id.partition, offset.value};
  to_skip_.insert_or_assign(place, std::move(reason));
  const bool stopped_here = !of->waiting.empty() && of->waiting.front().record().offset.value == offset.value;
  if (stopped_here) end_hold(HoldReason::verdict);
  if (stopped_here && holds_.has(HoldReason::poison)) forget_faults();
  if (open()) work_off_waiting();
  return to_skip_.contains(place) ? std::string("noted: it is skipped when its turn comes") : std::string("skipped");
}

}  // namespace sluiced::gate
