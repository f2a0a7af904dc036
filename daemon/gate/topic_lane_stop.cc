// Where a TopicLane stops for want of an operator's word: at a record that a fault of ours stands at, before a gap in the log.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "gate/topic_lane.h"
#include "metrics/event.h"

namespace sluiced::gate {
namespace {

constexpr int poison_times = 3;

}  // namespace

/// What the loop before this one has found out.
void TopicLane::recall(std::uint64_t generation) {
  recall_breaker();
  if (std::exchange(ports_.memory.faults_of, generation) != generation) ports_.memory.faults.clear();
}

/// What the topic stands before goes with its partition; whoever has it next stops there.
void TopicLane::leave_holds_of(PartitionId partition) {
  const bool none_left =
      std::all_of(partitions_.begin(), partitions_.end(), [](const auto& item) { return item.second.leaving; });
  const bool gap_left = std::any_of(partitions_.begin(), partitions_.end(),
                                    [](const auto& item) { return item.second.resume_at && !item.second.leaving; });
  const bool stopped_there = ports_.counters.stopped_at.get().partition == partition;
  for (const HoldReason reason : {HoldReason::verdict, HoldReason::poison, HoldReason::offsets_lost}) {
    const bool is_over = reason == HoldReason::offsets_lost ? !gap_left : stopped_there;
    if (none_left)
      holds_.end(reason);  // nothing is left here that could go on
    else if (is_over)
      end_hold(reason);
  }
}

/// A fault ends the loop, which comes back and meets the same record: a record that does that again and again must not keep the group's
/// other topics from going on.
void TopicLane::on_fault(const Partition& partition, const Record& record, const std::exception& what) {
  TopicMemory::Fault& fault = ports_.memory.faults[record.partition];
  if (fault.offset != record.offset) fault = {.offset = record.offset};
  ++fault.times;
  fault.what = what.what();
  const bool is_begun = partition.ledger.next().value > record.offset.value;  // then only a new loop may come to it again
  if (fault.times < poison_times || is_begun)
    throw std::runtime_error(fmt::format("{}/{}/{}: {}", settings_.name, record.partition, record.offset.value, fault.what));
  stop_at_poison(record, fault);
}

void TopicLane::stop_at_poison(const Record& record, const TopicMemory::Fault& fault) {
  if (holds_.has(HoldReason::poison)) return;
  ports_.counters.stopped_at.set({.partition = record.partition, .offset = record.offset});
  ports_.counters.hold_why.set(fault.what);
  holds_.begin(HoldReason::poison);
  emit(Event::topic_poisoned, {{"topic", settings_.name},
                               {"reason", to_string(HoldReason::poison)},
                               {"partition", record.partition},
                               {"offset", record.offset.value},
                               {"times", fault.times},
                               {"why", fault.what}});
}

/// True: it was met three times, and nobody has said since what is to become of it.
bool TopicLane::is_poison(const Record& record) {
  if (ports_.memory.faults.empty() || is_to_skip(record)) return false;
  const auto fault = ports_.memory.faults.find(record.partition);
  if (fault == ports_.memory.faults.end() || fault->second.offset != record.offset || fault->second.times < poison_times)
    return false;
  stop_at_poison(record, fault->second);
  return true;
}

/// It has been dealt with after all.
void TopicLane::forget_fault_at(const Record& record) {
  const auto fault = ports_.memory.faults.find(record.partition);
  if (fault != ports_.memory.faults.end() && fault->second.offset == record.offset) ports_.memory.faults.erase(fault);
}

void TopicLane::forget_faults() {
  ports_.memory.faults.clear();
  end_hold(HoldReason::poison);
}

void TopicLane::note_lost(const LostOffsets& lost) {
  TopicMemory::Gap& gap = ports_.memory.gaps[lost.partition.partition];
  const bool again = lost.committed == gap.committed;
  // A release stands for what the broker has deleted meanwhile too.
  const bool accepted = gap.accepted && (again || lost.committed == gap.log_start);
  const std::int64_t more = lost.count() - (again ? gap.counted : 0);
  gap = {.committed = lost.committed, .log_start = lost.log_start, .counted = lost.count(), .accepted = accepted};
  const bool stops = settings_.on_lost_offsets == OnLostOffsets::hold && !accepted;
  add(ports_.counters.offsets_lost, static_cast<std::uint64_t>(std::max<std::int64_t>(more, 0)));
  emit(Event::offsets_lost, {{"group", rejecter_.group},
                             {"topic", settings_.name},
                             {"partition", lost.partition.partition},
                             {"committed", lost.committed.value},
                             {"log_start", lost.log_start.value},
                             {"log_end", lost.log_end.value},
                             {"offsets_lost", lost.count()},
                             {"then", stops ? "on hold until `sluiced release`" : "going on at the log start"}});
  Partition& behind = *partition(lost.partition.partition);
  behind.stored = lost.committed;  // so that where it goes on is committed at once, and decided once
  if (!stops) return;
  behind.ledger = OffsetLedger(lost.committed);
  behind.resume_at = lost.log_start;
  ports_.counters.hold_why.set(fmt::format("{} offsets of partition {} are gone: {} was committed, the log has {} to {}",
                                           lost.count(), lost.partition.partition, lost.committed.value, lost.log_start.value,
                                           lost.log_end.value));
  holds_.begin(HoldReason::offsets_lost);
}

void TopicLane::accept_gaps() {
  for (auto& [id, partition] : partitions_) {
    if (!partition.resume_at) continue;
    partition.ledger = OffsetLedger(*std::exchange(partition.resume_at, std::nullopt));
    ports_.memory.gaps[id].accepted = true;
  }
  end_hold(HoldReason::offsets_lost);
}

}  // namespace sluiced::gate
