#include "gate/topic_lane.h"

#include <algorithm>

#include "metrics/event.h"

namespace sluiced::gate {
namespace {

/// One line per topic and code in that time, with the number it stands for.
constexpr Duration sample_interval{10'000};

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
      backoff_(loop.hold_backoff),
      holds_(ports.counters, ports.clock) {
  if (topic.held_by_hand) holds_.begin(HoldReason::by_hand);
}

TopicLane::~TopicLane() {
  ports_.counters.partitions = 0;
  ports_.counters.unacknowledged = 0;
  ports_.counters.oldest_unacknowledged_at_ms = 0;
}

void TopicLane::own(const PartitionStart& start, std::uint64_t ownership) {
  partitions_.insert_or_assign(start.partition.partition, Partition(start.partition, start.at, ownership));
  ports_.counters.partitions = partitions_.size();
  // A partition beyond those known was added to the source: its letters want one of the same number.
  const bool unknown = !letter_partitions_ || start.partition.partition >= *letter_partitions_;
  unprepared_ = unprepared_ || (settings_.mode == Mode::quarantine && unknown);
}

void TopicLane::disown(PartitionId partition) {
  outbox_.forget(partition);
  partitions_.erase(partition);
  ports_.counters.partitions = partitions_.size();
  std::erase_if(to_skip_, [&](const auto& item) { return item.first.first == partition; });
  // The record that the topic stands before goes with its partition; whoever has it next stops there.
  if (std::all_of(partitions_.begin(), partitions_.end(), [](const auto& item) { return item.second.leaving; }))
    holds_.end(HoldReason::verdict);  // nothing is left here that could go on
  else if (ports_.counters.stopped_at.get().partition == partition)
    end_hold(HoldReason::verdict);
  // The letter that probed the hold's cause may be among those forgotten: then nobody would report on it.
  if (refusal_ && !refusal_->retry_at && outbox_.in_flight() == 0) refusal_->retry_at = ports_.clock.now();
}

Partition* TopicLane::partition(PartitionId partition) {
  const auto found = partitions_.find(partition);
  return found == partitions_.end() ? nullptr : &found->second;
}

void TopicLane::prepare() {
  unprepared_ = false;
  const auto error = ensure_topic();
  if (!error) return;
  letter_partitions_.reset();
  emit(Event::dead_letter_topic_not_ready,
       {{"topic", settings_.name}, {"dead_letter_topic", settings_.dead_letter_topic}, {"why", error->text}});
}

std::optional<IoError> TopicLane::ensure_topic() {
  auto count = ports_.admin.ensure({.name = settings_.dead_letter_topic,
                                    .source = settings_.name,
                                    .create = settings_.create_dead_letter_topic,
                                    .retention = settings_.dead_letter_retention});
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

/// Valid until the next call.
std::span<const HeaderView> TopicLane::headers_of(const FetchedRecord& fetched) {
  headers_.clear();
  fetched.headers(headers_);
  return headers_;
}

std::span<const HeaderView> TopicLane::headers_to_choose_by(const FetchedRecord& fetched) {
  return judge_.wants_headers() ? headers_of(fetched) : std::span<const HeaderView>();
}

/// One in a few is timed, so that timing costs nothing.
VerdictCode TopicLane::verdict_on(const FetchedRecord& fetched) {
  const auto headers = headers_to_choose_by(fetched);
  const Record& record = fetched.record();
  if (++timed_ < EvaluationTimes::every) return judge_.judge(record.value, headers);
  timed_ = 0;
  const auto began = std::chrono::steady_clock::now();
  const VerdictCode code = judge_.judge(record.value, headers);
  ports_.counters.evaluation.observe(std::chrono::steady_clock::now() - began);
  return code;
}

Verdict TopicLane::explain(const FetchedRecord& fetched) {
  return judge_.explain(fetched.record().value, headers_to_choose_by(fetched));
}

/// False: the record was not dealt with and has to wait.
bool TopicLane::judge(Partition& partition, const FetchedRecord& fetched) {
  const Record& record = fetched.record();
  const bool by_hand = !to_skip_.empty() && to_skip_.contains({record.partition, record.offset.value});
  const VerdictCode code = by_hand ? VerdictCode::skipped : verdict_on(fetched);
  switch (settings_.verdicts.action(code)) {
    case Action::pass: partition.ledger.seen(record.offset); break;
    case Action::reject:
      if (!reject(partition, fetched, code)) return false;
      break;
    case Action::hold: stop_at(fetched, code); return false;
  }
  partition.lag.dealt_with(record.timestamp_ms);
  count(record, code);
  return true;
}

void TopicLane::count(const Record& record, VerdictCode code) {
  add(ports_.counters.records[index_of(code)], 1);
  add(ports_.counters.bytes, record.value ? record.value->size() : 0);
  if (code != VerdictCode::skipped) return;
  const auto skipped = to_skip_.find({record.partition, record.offset.value});
  emit(Event::record_skipped,
       {{"topic", settings_.name}, {"partition", record.partition}, {"offset", record.offset.value}, {"why", skipped->second}});
  to_skip_.erase(skipped);
}

bool TopicLane::reject(Partition& partition, const FetchedRecord& fetched, VerdictCode code) {
  const Record& record = fetched.record();
  if (settings_.mode == Mode::observe) {
    if (code != VerdictCode::skipped) sample(fetched, code);
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
  if (code != VerdictCode::skipped) sample(fetched, code);
  Verdict verdict;
  if (code == VerdictCode::skipped) {
    verdict.code = code;
    verdict.message = to_skip_.at({record.partition, record.offset.value});
  } else {
    verdict = explain(fetched);
  }
  DeadLetter letter = make_dead_letter(rejecter_, record, headers_of(fetched), verdict, *letter_partitions_, ports_.clock.wall());
  partition.ledger.begin(record.offset);
  const LetterOrigin origin{.partition = record.partition,
                            .ownership = partition.ownership,
                            .offset = record.offset,
                            .code = code,
                            .at = ports_.clock.now()};
  if (outbox_.in_flight() == 0) last_report_ = ports_.clock.now();
  if (const auto error = outbox_.add(std::move(letter), origin)) hold(*error);
  return true;
}

void TopicLane::on_report(const DeliveryReport& report) {
  const auto settled = outbox_.settle(report);
  if (!settled) return;
  last_report_ = ports_.clock.now();
  if (settled->error) {
    add(ports_.counters.letters_failed, 1);
    hold(*settled->error);
    return;
  }
  add(ports_.counters.letters_delivered[index_of(settled->origin.code)], 1);
  Partition* owner = partition(settled->origin.partition);
  if (owner != nullptr && owner->ownership == settled->origin.ownership) owner->ledger.finish(settled->origin.offset);
  if (refusal_) release();
}

void TopicLane::work_off_waiting() {
  const auto first = partitions_.lower_bound(next_to_work_off_);
  for (auto item = first; item != partitions_.end(); ++item)
    if (!work_off(item->second)) return;
  for (auto item = partitions_.begin(); item != first; ++item)
    if (!work_off(item->second)) return;
}

/// False: the topic does not go on.
bool TopicLane::work_off(Partition& partition) {
  if (partition.leaving) return true;
  while (!partition.waiting.empty()) {
    if (!open() || !judge(partition, partition.waiting.front())) {
      next_to_work_off_ = partition.id.partition + 1;
      return false;
    }
    partition.waiting.pop_front();
  }
  if (partition.end) partition.ledger.reached(*std::exchange(partition.end, std::nullopt));
  return true;
}

void TopicLane::publish(const Source& source) {
  TopicCounters& counters = ports_.counters;
  counters.unacknowledged = outbox_.size();
  const auto oldest = outbox_.oldest();
  counters.oldest_unacknowledged_at_ms = oldest ? std::max<std::int64_t>(oldest->time_since_epoch().count(), 1) : 0;
  Lag sum;
  for (auto& [id, partition] : partitions_) {
    // What is not fetched is not told of either: then what was asked for counts.
    auto end = source.last_known_end(partition.id);
    if (partition.log_end && (!end || end->value < partition.log_end->value)) end = partition.log_end;
    if (!end) continue;
    const auto waiting =
        partition.waiting.empty() ? std::nullopt : std::optional(partition.waiting.front().record().timestamp_ms);
    const Lag lag = partition.lag.measure(partition.ledger.low_water(), *end, waiting, ports_.clock.wall());
    sum.records += lag.records;
    sum.time = std::max(sum.time, lag.time);
  }
  counters.lag_records = sum.records;
  counters.lag_ms = static_cast<std::uint64_t>(sum.time.count());
}

void TopicLane::sample(const FetchedRecord& fetched, VerdictCode code) {
  Sampling& sampling = sampling_[index_of(code)];
  ++sampling.since_last;
  const MonotonicTime now = ports_.clock.now();
  if (now < sampling.next) return;
  const Record& record = fetched.record();
  const Verdict verdict = explain(fetched);
  emit(settings_.mode == Mode::observe ? Event::record_would_be_rejected : Event::record_rejected,
       {{"topic", record.topic},
        {"partition", record.partition},
        {"offset", record.offset.value},
        {"code", to_string(code)},
        {"why", verdict.message},
        {"since_last_line", sampling.since_last}});
  sampling = {.next = now + sample_interval, .since_last = 0};
}

}  // namespace sluiced::gate
