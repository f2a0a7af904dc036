#include "gate/topic_lane.h"

#include <random>

#include "base/log.h"

namespace sluiced::gate {
namespace {

/// One line per topic and code in that time, with the number it stands for.
constexpr Duration sample_interval{10'000};

/// Letters wait without bound for a broker that does not answer; after this time without any report that is said, and the topic waits.
constexpr Duration unreachable_after{10'000};

double random_share() {
  static thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

HoldReason hold_reason_of(const IoError& error) {
  switch (error.kind) {
    case IoError::Kind::denied: return HoldReason::dlt_denied;
    case IoError::Kind::missing: return HoldReason::dlt_missing;
    case IoError::Kind::too_large: return HoldReason::dlt_unsuitable;
    case IoError::Kind::unreachable:
    case IoError::Kind::full:
    case IoError::Kind::fatal:
    case IoError::Kind::other: return HoldReason::dlt_unreachable;
  }
  return HoldReason::dlt_unreachable;
}

}  // namespace

TopicLane::TopicLane(const TopicSettings& topic, const LoopSettings& loop, const Ports& ports, LetterId first_letter_id)
    : settings_(topic),
      rejecter_{.group = loop.group,
                .client = loop.client,
                .dead_letter_topic = topic.dead_letter_topic,
                .schema_name = topic.schema.name(),
                .schema_sha256 = topic.schema.sha256()},
      ports_(ports),
      judge_(topic.schema, loop.document_limits),
      outbox_(ports.sink, loop.in_flight, first_letter_id),
      backoff_(loop.hold_backoff) {}

void TopicLane::own(const PartitionStart& start, std::uint64_t ownership) {
  partitions_.insert_or_assign(start.partition.partition, Partition(start.partition, start.at, ownership));
}

void TopicLane::disown(PartitionId partition) {
  outbox_.forget(partition);
  partitions_.erase(partition);
  // The letter that probed the hold's cause may be among those forgotten: then nobody would report on it.
  if (hold_ && !hold_->retry_at && outbox_.in_flight() == 0) hold_->retry_at = ports_.clock.now();
}

Partition* TopicLane::partition(PartitionId partition) {
  const auto found = partitions_.find(partition);
  return found == partitions_.end() ? nullptr : &found->second;
}

void TopicLane::prepare() {
  if (settings_.mode != Mode::quarantine || letter_partitions_) return;
  if (const auto error = ensure_topic())
    log::event(log::Level::warn, "dead-letter topic is not ready; the topic will wait at its first failing record",
               {{"topic", settings_.name}, {"dead_letter_topic", settings_.dead_letter_topic}, {"why", error->text}});
}

std::optional<IoError> TopicLane::ensure_topic() {
  auto count = ports_.admin.ensure(
      {.name = settings_.dead_letter_topic, .source = settings_.name, .create = settings_.create_dead_letter_topic});
  if (!count) return count.error();
  letter_partitions_ = *count;
  return std::nullopt;
}

void TopicLane::take(Partition& partition, FetchedRecord&& fetched) {
  if (open() && !partition.leaving && partition.waiting.empty() && judge(partition, fetched)) return;
  partition.waiting.push_back(std::move(fetched));
}

void TopicLane::reached(Partition& partition, NextOffset end) {
  if (partition.waiting.empty())
    partition.ledger.reached(end);
  else
    partition.end = end;
}

/// False: the record was not dealt with and has to wait.
bool TopicLane::judge(Partition& partition, const FetchedRecord& fetched) {
  const Record& record = fetched.record();
  const VerdictCode code = judge_.judge(record.value);
  switch (settings_.verdicts.action(code)) {
    case Action::pass: partition.ledger.seen(record.offset); break;
    case Action::reject:
      if (!reject(partition, fetched, code)) return false;
      break;
    case Action::hold: stop_at(record, code); return false;
  }
  TopicCounters::add(ports_.counters.records[index_of(code)], 1);
  TopicCounters::add(ports_.counters.bytes, record.value ? record.value->size() : 0);
  return true;
}

bool TopicLane::reject(Partition& partition, const FetchedRecord& fetched, VerdictCode code) {
  const Record& record = fetched.record();
  if (settings_.mode == Mode::observe) {
    sample(record, code);
    partition.ledger.seen(record.offset);
    return true;
  }
  if (!outbox_.has_room()) {
    waits_for_room_ = true;
    return false;
  }
  if (!letter_partitions_) {
    if (const auto error = ensure_topic()) {
      hold(*error);
      return false;
    }
  }
  sample(record, code);
  headers_.clear();
  fetched.headers(headers_);
  DeadLetter letter =
      make_dead_letter(rejecter_, record, headers_, judge_.explain(record.value), *letter_partitions_, ports_.clock.wall());
  partition.ledger.begin(record.offset);
  const LetterOrigin origin{.partition = record.partition, .ownership = partition.ownership, .offset = record.offset};
  if (outbox_.in_flight() == 0) last_report_ = ports_.clock.now();
  if (const auto error = outbox_.add(std::move(letter), origin)) hold(*error);
  return true;
}

void TopicLane::stop_at(const Record& record, VerdictCode code) {
  stopped_by_verdict_ = true;
  ports_.counters.held = true;
  log::event(log::Level::error, "topic on hold: the configuration says to stop at such a record",
             {{"topic", settings_.name},
              {"reason", to_string(HoldReason::verdict)},
              {"code", to_string(code)},
              {"partition", record.partition},
              {"offset", record.offset.value}});
}

void TopicLane::on_report(const DeliveryReport& report) {
  const auto settled = outbox_.settle(report);
  if (!settled) return;
  last_report_ = ports_.clock.now();
  if (settled->error) {
    TopicCounters::add(ports_.counters.letters_failed, 1);
    hold(*settled->error);
    return;
  }
  TopicCounters::add(ports_.counters.letters_delivered, 1);
  Partition* owner = partition(settled->origin.partition);
  if (owner != nullptr && owner->ownership == settled->origin.ownership) owner->ledger.finish(settled->origin.offset);
  if (hold_) release();
}

void TopicLane::hold(const IoError& error) {
  if (error.kind == IoError::Kind::fatal) fatal_ = error;
  const bool is_probe = hold_ && !hold_->retry_at;
  if (hold_ && !is_probe) return;  // one of many that failed for the same cause
  const HoldReason reason = hold_reason_of(error);
  const Duration wait = backoff_.next(random_share());
  const MonotonicTime now = ports_.clock.now();
  if (!hold_ || hold_->reason != reason)
    log::event(log::Level::error, "topic on hold",
               {{"topic", settings_.name},
                {"reason", to_string(reason)},
                {"dead_letter_topic", settings_.dead_letter_topic},
                {"why", error.text},
                {"retry_in_ms", wait.count()},
                {"letters", outbox_.size()}});
  hold_ = Hold{.reason = reason, .since = hold_ ? hold_->since : now, .retry_at = now + wait};
  ports_.counters.held = true;
}

void TopicLane::retry() {
  if (const auto error = ensure_topic()) {
    hold_->retry_at.reset();
    hold(*error);
    return;
  }
  outbox_.retarget(*letter_partitions_);
  if (outbox_.kept() == 0) {
    release();
    return;
  }
  hold_->retry_at.reset();  // one letter asks; its report answers
  if (const auto error = outbox_.send_kept(1)) hold(*error);
}

void TopicLane::release() {
  log::event(log::Level::info, "topic goes on",
             {{"topic", settings_.name},
              {"reason", to_string(hold_->reason)},
              {"held_ms", (ports_.clock.now() - hold_->since).count()},
              {"letters", outbox_.size()}});
  hold_.reset();
  ports_.counters.held = stopped_by_verdict_;
  backoff_.reset();
  if (const auto error = outbox_.send_kept(outbox_.kept())) hold(*error);
}

void TopicLane::tick() {
  if (!hold_ && outbox_.in_flight() > 0 && ports_.clock.now() - last_report_ >= unreachable_after) {
    hold({.kind = IoError::Kind::unreachable, .text = "no report on any letter for 10 s"});
    hold_->retry_at.reset();  // they are still with the sink: its next report decides
  }
  if (hold_ && hold_->retry_at && ports_.clock.now() >= *hold_->retry_at) retry();
  if (waits_for_room_ && outbox_.has_half_room()) waits_for_room_ = false;
  if (open()) work_off_waiting();
}

void TopicLane::work_off_waiting() {
  for (auto& [id, partition] : partitions_) {
    if (partition.leaving) continue;
    while (!partition.waiting.empty()) {
      if (!open() || !judge(partition, partition.waiting.front())) return;
      partition.waiting.pop_front();
    }
    if (partition.end) partition.ledger.reached(*std::exchange(partition.end, std::nullopt));
  }
}

std::optional<MonotonicTime> TopicLane::next_tick() const { return hold_ ? hold_->retry_at : std::nullopt; }

std::optional<HoldReason> TopicLane::hold_reason() const {
  if (stopped_by_verdict_) return HoldReason::verdict;
  return hold_ ? std::optional(hold_->reason) : std::nullopt;
}

void TopicLane::sample(const Record& record, VerdictCode code) {
  Sampling& sampling = sampling_[index_of(code)];
  ++sampling.since_last;
  const MonotonicTime now = ports_.clock.now();
  if (now < sampling.next) return;
  const Verdict verdict = judge_.explain(record.value);
  log::event(log::Level::info, settings_.mode == Mode::observe ? "record would be rejected" : "record rejected",
             {{"topic", record.topic},
              {"partition", record.partition},
              {"offset", record.offset.value},
              {"code", to_string(code)},
              {"why", verdict.message},
              {"since_last_line", sampling.since_last}});
  sampling = {.next = now + sample_interval, .since_last = 0};
}

}  // namespace sluiced::gate
