// What keeps a TopicLane from going on, what lets it go on again, and what an operator may ask of it.
#include <random>

#include "gate/topic_lane.h"
#include "metrics/event.h"

namespace sluiced::gate {
namespace {

/// Letters wait without bound for a broker that does not answer; after this time without any report that is said, and the topic waits.
constexpr Duration unreachable_after{10'000};

constexpr Duration flapping_within{60'000};

constexpr std::size_t skips_noted_max = 1'000;

double random_share() {
  static thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

HoldReason hold_reason_of(const IoError& error) {
  switch (error.kind) {
    case IoError::Kind::denied: return HoldReason::dlt_denied;
    case IoError::Kind::missing: return HoldReason::dlt_missing;
    case IoError::Kind::too_large:
    case IoError::Kind::unsuitable: return HoldReason::dlt_unsuitable;
    case IoError::Kind::unreachable:
    case IoError::Kind::full:
    case IoError::Kind::fatal:
    case IoError::Kind::fenced:
    case IoError::Kind::other: return HoldReason::dlt_unreachable;
  }
  return HoldReason::dlt_unreachable;
}

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

void TopicLane::hold(const IoError& error) {
  if (error.kind == IoError::Kind::fatal) fatal_ = error;
  const bool is_probe = refusal_ && !refusal_->retry_at;
  if (refusal_ && !is_probe) return;  // one of many that failed for the same cause
  const HoldReason reason = hold_reason_of(error);
  const Duration wait = backoff_.next(random_share());
  if (!refusal_ || refusal_->reason != reason) {
    if (refusal_) holds_.end(refusal_->reason);
    holds_.begin(reason);
    ports_.counters.hold_why.set(error.text);
    tell(Event::topic_held, reason,
         {{"topic", settings_.name},
          {"reason", to_string(reason)},
          {"dead_letter_topic", settings_.dead_letter_topic},
          {"why", error.text},
          {"retry_in_ms", wait.count()},
          {"letters", outbox_.size()}});
  }
  refusal_ = Refusal{.reason = reason, .retry_at = ports_.clock.now() + wait};
}

/// A topic that goes on and off fills no log: who comes back within a minute is told of once a minute.
void TopicLane::tell(Event event, HoldReason reason, std::initializer_list<log::Field> fields) const {
  if (released_at_ && ports_.clock.now() - *released_at_ < flapping_within)
    emit_repeating(event, settings_.name + ' ' + std::string(to_string(reason)), fields);
  else
    emit(event, fields);
}

void TopicLane::retry() {
  if (const auto error = ensure_topic()) {
    refusal_->retry_at.reset();
    hold(*error);
    return;
  }
  outbox_.retarget(*letter_partitions_);
  if (outbox_.kept() == 0) {
    release();
    return;
  }
  refusal_->retry_at.reset();  // one letter asks; its report answers
  if (const auto error = outbox_.send_kept(1)) hold(*error);
}

void TopicLane::release() {
  const HoldReason reason = refusal_->reason;
  tell(Event::topic_released, reason,
       {{"topic", settings_.name},
        {"reason", to_string(reason)},
        {"held_ms", holds_.age(reason).count()},
        {"letters", outbox_.size()}});
  released_at_ = ports_.clock.now();
  holds_.end(reason);
  refusal_.reset();
  backoff_.reset();
  if (const auto error = outbox_.send_kept(outbox_.kept())) hold(*error);
}

void TopicLane::tick() {
  if (!refusal_ && outbox_.in_flight() > 0 && ports_.clock.now() - last_report_ >= unreachable_after) {
    hold({.kind = IoError::Kind::unreachable, .text = "no report on any letter for 10 s"});
    refusal_->retry_at.reset();  // they are still with the sink: its next report decides
  }
  if (refusal_ && refusal_->retry_at && ports_.clock.now() >= *refusal_->retry_at) retry();
  if (waits_for_room_ && outbox_.has_half_room()) waits_for_room_ = false;
  if (open()) work_off_waiting();
}

std::optional<MonotonicTime> TopicLane::next_tick() const { return refusal_ ? refusal_->retry_at : std::nullopt; }

void TopicLane::broker_answers() {
  if (!refusal_ || refusal_->reason != HoldReason::dlt_unreachable || !refusal_->retry_at) return;
  backoff_.reset();
  refusal_->retry_at = ports_.clock.now();
}

void TopicLane::hold_by_hand() {
  if (holds_.has(HoldReason::by_hand)) return;
  settings_.held_by_hand = true;
  ports_.counters.hold_why.set("an operator's `sluiced hold`");
  holds_.begin(HoldReason::by_hand);
  emit(Event::topic_held_by_hand, {{"topic", settings_.name}, {"client", rejecter_.client}});
}

std::string TopicLane::release_by_hand() {
  std::string ended;
  for (const HoldReason reason : {HoldReason::by_hand, HoldReason::verdict}) {
    if (!holds_.has(reason)) continue;
    end_hold(reason);
    ended += (ended.empty() ? "released: " : ", ") + std::string(to_string(reason));
  }
  settings_.held_by_hand = false;
  if (refusal_ && refusal_->retry_at) {
    refusal_->retry_at = ports_.clock.now();
    ended += (ended.empty() ? "" : "; ") + ("tried again now: " + std::string(to_string(refusal_->reason)));
  }
  if (ended.find(to_string(HoldReason::verdict)) != std::string::npos)
    ended += "; the record is judged again, and stops it again unless its verdict has changed";
  return ended.empty() ? "it was not on hold" : ended;
}

void TopicLane::swap_schema(const SchemaTable& schemas) {
  const bool changed = schemas.sha256() != rejecter_.schema_sha256 || schemas.by() != settings_.schema.by();
  rejecter_.schema_name = schemas.name();
  rejecter_.schema_sha256 = schemas.sha256();
  settings_.schema = schemas;
  judge_.swap(schemas);
  if (!changed) return;
  emit(Event::schema_swapped, {{"topic", settings_.name}, {"schema", schemas.name()}, {"sha256", schemas.sha256()}});
  // The record that stopped the topic is judged again, by the new one.
  end_hold(HoldReason::verdict);
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
  if (open()) work_off_waiting();
  return to_skip_.contains(place) ? std::string("noted: it is skipped when its turn comes") : std::string("skipped");
}

}  // namespace sluiced::gate
