#include "gate/outlet.h"

#include <random>

namespace sluiced::gate {
namespace {

/// What is written waits without bound for a broker that does not answer; after this time without any report that is said.
constexpr Duration unreachable_after{10'000};

constexpr Duration flapping_within{60'000};

double random_share() {
  static thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

}  // namespace

HoldReason Outlet::reason_of(const IoError& error) const {
  const bool letters = settings_.id == OutletId::dead_letters;
  switch (error.kind) {
    case IoError::Kind::denied: return letters ? HoldReason::dlt_denied : HoldReason::forward_denied;
    case IoError::Kind::missing: return letters ? HoldReason::dlt_missing : HoldReason::forward_missing;
    case IoError::Kind::too_large:
    case IoError::Kind::unsuitable: return letters ? HoldReason::dlt_unsuitable : HoldReason::forward_unsuitable;
    case IoError::Kind::unreachable:
    case IoError::Kind::full:
    case IoError::Kind::aborted:
    case IoError::Kind::fatal:
    case IoError::Kind::fenced:
    case IoError::Kind::other: break;
  }
  return letters ? HoldReason::dlt_unreachable : HoldReason::forward_unreachable;
}

/// The same number while there is one; records that pass keep it only where the counts match, and else go by their key.
PartitionId Outlet::partition_for(PartitionId source) const {
  if (settings_.id == OutletId::forward) return found_->like_source ? source : any_partition;
  return letter_partition(source, found_->partitions);
}

LetterForm Outlet::smallest() const {
  if (settings_.may_refer && found_ && found_->source_keeps_as_long) return LetterForm::reference;
  return settings_.smallest;
}

std::optional<IoError> Outlet::look() {
  auto found = ports_.find();
  if (!found) {
    found_.reset();
    return found.error();
  }
  found_ = *found;
  return std::nullopt;
}

bool Outlet::ready() {
  if (found_) return true;
  if (const auto error = look()) {
    hold(*error);
    return false;
  }
  return true;
}

void Outlet::send(OutgoingRecord record, Origin origin) {
  origin.outlet = settings_.id;
  if (ports_.outbox.in_flight(settings_.id) == 0) last_report_ = ports_.clock.now();
  if (const auto error = ports_.outbox.add(std::move(record), origin)) hold(*error);
}

void Outlet::acknowledged() {
  last_report_ = ports_.clock.now();
  if (refusal_) release();
}

void Outlet::failed(const DeliveryReport& report) {
  last_report_ = ports_.clock.now();
  add(ports_.counters.letters_failed, 1);
  if (report.error->kind != IoError::Kind::too_large || !ports_.outbox.shrink(report.id, smallest())) {
    hold(*report.error);
  } else if (refusal_ && !refusal_->retry_at) {
    refusal_->retry_at = ports_.clock.now();  // it was the one that asked, and asks again in another form
  }
}

void Outlet::nothing_more_comes() {
  if (refusal_ && !refusal_->retry_at && ports_.outbox.in_flight(settings_.id) == 0) refusal_->retry_at = ports_.clock.now();
}

void Outlet::hold(const IoError& error) {
  if (error.kind == IoError::Kind::aborted) return;  // nothing is wrong here
  if (error.kind == IoError::Kind::fatal) fatal_ = error;
  const bool is_probe = refusal_ && !refusal_->retry_at;
  if (refusal_ && !is_probe) return;  // one of many that failed for the same cause
  const HoldReason reason = reason_of(error);
  const Duration wait = backoff_.next(random_share());
  if (!refusal_ || refusal_->reason != reason) {
    if (refusal_) ports_.holds.end(refusal_->reason);
    ports_.holds.begin(reason);
    ports_.counters.hold_why.set(error.text);
    tell(Event::topic_held, reason,
         {{"topic", settings_.source},
          {"reason", to_string(reason)},
          {settings_.id == OutletId::dead_letters ? "dead_letter_topic" : "forward_topic", settings_.topic},
          {"why", error.text},
          {"retry_in_ms", wait.count()},
          {"letters", ports_.outbox.size()}});
  }
  refusal_ = Refusal{.reason = reason, .retry_at = ports_.clock.now() + wait};
}

/// A topic that goes on and off fills no log: who comes back within a minute is told of once a minute.
void Outlet::tell(Event event, HoldReason reason, std::initializer_list<log::Field> fields) const {
  if (released_at_ && ports_.clock.now() - *released_at_ < flapping_within)
    emit_repeating(event, settings_.source + ' ' + std::string(to_string(reason)), fields);
  else
    emit(event, fields);
}

/// One asks; its report answers. Where it has to wait for its turn, another time.
void Outlet::retry() {
  refusal_->retry_at.reset();
  if (const auto error = look()) return hold(*error);
  ports_.outbox.retarget(settings_.id, [this](PartitionId source) { return partition_for(source); });
  if (ports_.outbox.kept(settings_.id) == 0) {
    release();
    return;
  }
  const auto sent = ports_.outbox.send_kept(1, [this](const Origin& origin) { return origin.outlet == settings_.id; });
  if (sent.refused)
    hold(sent.refused->error);
  else if (sent.count == 0)
    refusal_->retry_at = ports_.clock.now() + backoff_.next(random_share());
}

void Outlet::release() {
  const HoldReason reason = refusal_->reason;
  tell(Event::topic_released, reason,
       {{"topic", settings_.source},
        {"reason", to_string(reason)},
        {"held_ms", ports_.holds.age(reason).count()},
        {"letters", ports_.outbox.size()}});
  released_at_ = ports_.clock.now();
  ports_.holds.end(reason);
  refusal_.reset();
  backoff_.reset();
}

void Outlet::notice_silence() {
  const bool waits = !refusal_ && ports_.outbox.in_flight(settings_.id) > 0;
  if (waits && ports_.clock.now() - last_report_ >= unreachable_after) {
    hold({.kind = IoError::Kind::unreachable, .text = "no report on any letter for 10 s"});
    refusal_->retry_at.reset();  // they are still with the sink: its next report decides
  }
}

void Outlet::tick() {
  notice_silence();
  if (refusal_ && refusal_->retry_at && ports_.clock.now() >= *refusal_->retry_at) retry();
}

void Outlet::broker_answers() {
  const bool waits_for_it =
      refusal_ && (refusal_->reason == HoldReason::dlt_unreachable || refusal_->reason == HoldReason::forward_unreachable);
  if (!waits_for_it || !refusal_->retry_at) return;
  backoff_.reset();
  refusal_->retry_at = ports_.clock.now();
}

std::optional<HoldReason> Outlet::try_now() {
  if (!refusal_ || !refusal_->retry_at) return std::nullopt;
  refusal_->retry_at = ports_.clock.now();
  return refusal_->reason;
}

}  // namespace sluiced::gate
