#include "gate/topic_lane.h"

#include <algorithm>

#include "base/failpoint.h"
#include "metrics/event.h"

namespace sluiced::gate {
namespace {

/// One line per topic and code in that time, with the number it stands for.
constexpr Duration sample_interval{10'000};

}  // namespace

TopicLane::TopicLane(const TopicSettings& topic, const LoopSettings& loop, const Ports& ports, OutgoingId first_letter_id)
    : settings_(topic),
      rejecter_{.group = loop.group,
                .client = loop.client,
                .dead_letter_topic = topic.dead_letter_topic,
                .schema_name = topic.schema.name(),
                .schema_sha256 = topic.schema.sha256(),
                .header_profiles = topic.header_profiles,
                .redact = topic.redact},
      ports_(ports),
      judge_(topic.schema, loop.document_limits),
      outbox_(ports.sink, loop.in_flight, first_letter_id, loop.transactions.has_value()),
      transactional_(loop.transactions),
      holds_(ports.counters, ports.clock),
      gathered_bytes_max_(loop.in_flight.bytes_max) {
  add_outlets(loop);
  if (topic.held_by_hand) holds_.begin(HoldReason::by_hand);
  recall(loop.generation);
}

void TopicLane::add_outlets(const LoopSettings& loop) {
  const auto ports = [this](std::function<Result<WritableTopic, IoError>()> find) {
    return Outlet::Ports{
        .outbox = outbox_, .holds = holds_, .counters = ports_.counters, .clock = ports_.clock, .find = std::move(find)};
  };
  const bool may_hold = settings_.oversize == Oversize::hold;
  outlets_.push_back(
      Outlet({.id = OutletId::dead_letters,
              .source = settings_.name,
              .topic = settings_.dead_letter_topic,
              .smallest = settings_.oversize == Oversize::reference ? LetterForm::reference : LetterForm::without_detail,
              .may_refer = !may_hold},
             ports([this] {
               return ports_.admin.ensure({.name = settings_.dead_letter_topic,
                                           .source = settings_.name,
                                           .create = settings_.create_dead_letter_topic,
                                           .retention = settings_.dead_letter_retention});
             }),
             loop.hold_backoff));
  if (settings_.mode != Mode::forward) return;
  outlets_.push_back(Outlet({.id = OutletId::forward, .source = settings_.name, .topic = settings_.forward_topic},
                            ports([this] { return ports_.admin.find(settings_.forward_topic, settings_.name); }),
                            loop.hold_backoff));
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
  const bool unknown = std::any_of(outlets_.begin(), outlets_.end(), [&](const Outlet& outlet) {
    return !outlet.found() || start.partition.partition >= outlet.found()->partitions;
  });
  unprepared_ = unprepared_ || (settings_.mode != Mode::observe && unknown);
}

bool TopicLane::disown(PartitionId partition) {
  const bool was_sent = outbox_.forget(partition);
  partitions_.erase(partition);
  ports_.counters.partitions = partitions_.size();
  std::erase_if(to_skip_, [&](const auto& item) { return item.first.first == partition; });
  leave_holds_of(partition);
  if (gathering_) gather();  // anew, with what is left
  for (Outlet& outlet : outlets_) outlet.nothing_more_comes();
  return was_sent;
}

Partition* TopicLane::partition(PartitionId partition) {
  const auto found = partitions_.find(partition);
  return found == partitions_.end() ? nullptr : &found->second;
}

void TopicLane::prepare() {
  unprepared_ = false;
  if (const auto error = outlet(OutletId::dead_letters).look())
    emit(Event::dead_letter_topic_not_ready,
         {{"topic", settings_.name}, {"dead_letter_topic", settings_.dead_letter_topic}, {"why", error->text}});
  if (settings_.mode != Mode::forward) return;
  if (const auto error = outlet(OutletId::forward).look())
    emit(Event::forward_topic_not_ready,
         {{"topic", settings_.name}, {"forward_topic", settings_.forward_topic}, {"why", error->text}});
}

void TopicLane::take(Partition& partition, FetchedRecord&& fetched) {
  if (open() && !partition.leaving && partition.waiting.empty() && judge(partition, fetched)) return;
  note_gathered(fetched.record());
  partition.waiting.push_back(std::move(fetched));
}

void TopicLane::reached(Partition& partition, NextOffset end) {
  if (partition.waiting.empty() && !partition.resume_at)
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
  if (is_poison(record)) return false;
  try {
    if (!deal_with(partition, fetched)) return false;
    if (!ports_.memory.faults.empty()) forget_fault_at(record);
    return true;
  } catch (const std::exception& fault) {
    on_fault(partition, record, fault);
    return false;
  }
}

bool TopicLane::deal_with(Partition& partition, const FetchedRecord& fetched) {
  const Record& record = fetched.record();
  const VerdictCode code = is_to_skip(record) ? VerdictCode::skipped : verdict_on(fetched);
  const Action action = settings_.verdicts.action(code);
  switch (action) {
    case Action::pass:
      if (!pass(partition, fetched, code)) return false;
      break;
    case Action::reject:
      if (trips_breaker(code) || !reject(partition, fetched, code)) return false;
      break;
    case Action::hold: stop_at(fetched, code); return false;
  }
  partition.lag.dealt_with(record.timestamp_ms);
  count(record, code);
  count_for_breaker(code, action);
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

/// Whether something can be written there now; where not, the record waits for it.
bool TopicLane::can_write(Outlet& outlet) {
  waits_for_room_ = !outbox_.has_room();
  return !waits_for_room_ && outlet.ready();
}

void TopicLane::note_room() {
  if (waits_for_room_ && outbox_.has_half_room()) waits_for_room_ = false;
}

void TopicLane::write(Outlet& outlet, OutgoingRecord record, Partition& partition, const Record& source, VerdictCode code) {
  failpoint("judged", rejecter_.group);
  partition.ledger.begin(source.offset);
  outlet.send(std::move(record), {.partition = source.partition,
                                  .ownership = partition.ownership,
                                  .offset = source.offset,
                                  .code = code,
                                  .at = ports_.clock.now()});
  failpoint("enqueued", rejecter_.group);
}

/// False: it could not be passed on, and has to wait.
bool TopicLane::pass(Partition& partition, const FetchedRecord& fetched, VerdictCode code) {
  const Record& record = fetched.record();
  if (settings_.mode != Mode::forward) {
    partition.ledger.seen(record.offset);
    return true;
  }
  Outlet& forward = outlet(OutletId::forward);
  if (!can_write(forward)) return false;
  write(forward, make_forwarded(settings_.forward_topic, record, headers_of(fetched), forward.partition_for(record.partition)),
        partition, record, code);
  return true;
}

Verdict TopicLane::verdict_in_full(const FetchedRecord& fetched, VerdictCode code) {
  if (code != VerdictCode::skipped) return explain(fetched);
  const Record& record = fetched.record();
  Verdict verdict;
  verdict.code = code;
  verdict.message = to_skip_.at({record.partition, record.offset.value});
  return verdict;
}

/// False: it could not be dead-lettered, and has to wait.
bool TopicLane::reject(Partition& partition, const FetchedRecord& fetched, VerdictCode code) {
  const Record& record = fetched.record();
  const bool writes = settings_.mode != Mode::observe;
  if (writes && !can_write(outlet(OutletId::dead_letters))) return false;
  if (code != VerdictCode::skipped) sample(fetched, code);
  if (!writes) {
    partition.ledger.seen(record.offset);
    return true;
  }
  Outlet& letters = outlet(OutletId::dead_letters);
  const Verdict verdict = verdict_in_full(fetched, code);
  write(letters,
        make_dead_letter(rejecter_, record, headers_of(fetched), verdict, letters.found()->partitions, ports_.clock.wall()),
        partition, record, code);
  return true;
}

void TopicLane::on_report(const DeliveryReport& report) {
  const auto settled = outbox_.settle(report);
  if (!settled) return;
  Outlet& of = outlet(settled->origin.outlet);
  if (settled->error) {
    of.failed(report);
  } else {
    failpoint("acknowledged", rejecter_.group);
    Partition* const owner = partition(settled->origin.partition);
    const bool ours = owner != nullptr && owner->ownership == settled->origin.ownership;
    if (ours && transactional_) owner->ledger.acknowledge(settled->origin.offset);
    if (ours && !transactional_) owner->ledger.finish(settled->origin.offset);
    if (!transactional_) done_with(settled->origin);
    of.acknowledged();
  }
  send_kept();
}

/// What was written for that record is there for good.
void TopicLane::done_with(const Origin& origin) {
  if (origin.outlet == OutletId::forward)
    add(ports_.counters.forwarded, 1);
  else
    add(ports_.counters.letters_delivered[index_of(origin.code)], 1);
}

void TopicLane::transaction_committed() {
  outbox_.committed([this](const Origin& origin) { done_with(origin); });
  for (auto& [id, partition] : partitions_) partition.ledger.commit();
  note_room();
}

void TopicLane::transaction_aborted() {
  outbox_.aborted();
  for (auto& [id, partition] : partitions_) partition.ledger.abort();
  for (Outlet& outlet : outlets_) outlet.nothing_more_comes();
}

/// What failed, once its topic takes it again. A partition that is being given up is its next owner's.
void TopicLane::send_kept() {
  if (outbox_.kept() == 0) return;
  const auto may = [this](const Origin& origin) {
    const Partition* const of = partition(origin.partition);
    return outlet(origin.outlet).open() && of != nullptr && !of->leaving;
  };
  while (const auto refused = outbox_.send_kept(outbox_.kept(), may).refused) {
    outlet(refused->outlet).refused(refused->error);
    if (outlet(refused->outlet).open()) return;  // nothing is wrong there: the transaction is to be aborted first
  }
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
