// One topic within a loop: its judge, what it writes, its holds, its partitions. Everything that goes wrong with the topic stays here.
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/counters.h"
#include "gate/dead_letter.h"
#include "gate/holds.h"
#include "gate/judge.h"
#include "gate/outbox.h"
#include "gate/outlet.h"
#include "gate/partition.h"
#include "gate/settings.h"
#include "gate/start_offsets.h"
#include "gate/topic_memory.h"
#include "metrics/event.h"
#include "record/hold_reason.h"

namespace sluiced::gate {

/// Used by one loop, on its thread.
class TopicLane {
 public:
  struct Ports {
    RecordSink& sink;
    TopicAdmin& admin;
    const Clock& clock;
    TopicCounters& counters;
    TopicMemory& memory;
  };
  TopicLane(const TopicSettings& topic, const LoopSettings& loop, const Ports& ports, OutgoingId first_letter_id);
  ~TopicLane();
  TopicLane(const TopicLane&) = delete;
  TopicLane& operator=(const TopicLane&) = delete;

  const std::string& topic() const { return settings_.name; }
  const StartPosition& start_at() const { return settings_.start_at; }

  void own(const PartitionStart& start, std::uint64_t ownership);
  /// Of a partition that was just handed over: what stood before its start is gone.
  void note_lost(const LostOffsets& lost);
  /// Forgets the partition with its waiting records and letters. True: some of these were sent and not finished.
  bool disown(PartitionId partition);
  Partition* partition(PartitionId partition);
  const std::map<PartitionId, Partition>& partitions() const { return partitions_; }
  std::map<PartitionId, Partition>& partitions() { return partitions_; }

  /// Sees to the topics written to ahead of the first record, so that a person reads of trouble before it matters. Asks the broker: one
  /// lane a turn.
  bool wants_preparing() const { return unprepared_; }
  void prepare();
  /// Judges the record, or keeps it waiting where the topic does not go on.
  void take(Partition& partition, FetchedRecord&& fetched);
  void reached(Partition& partition, NextOffset end);
  /// A report for something that this lane has written.
  void on_report(const DeliveryReport& report);
  /// After it did not: what waits for it is tried at once.
  void broker_answers();
  /// Of the transaction that holds all that was acknowledged.
  void transaction_committed();
  void transaction_aborted();
  /// Retries the cause of a hold when its time has come; goes on with what waits where it can.
  void tick();
  /// While nothing may be tried: that no report comes is told all the same.
  void notice_silence();
  /// Writes what changes by itself where everybody can read it. About once a second.
  void publish(const Source& source);

  // What an operator asks, between two batches.
  void swap_schema(const SchemaTable& schemas);
  void hold_by_hand();
  /// What was ended, or that there was nothing to end.
  std::string release_by_hand();
  Result<std::string> skip(const TopicPartition& partition, Offset offset, std::string reason);

  /// Whether records are judged now.
  bool open() const { return !held() && !waits_for_room_; }
  /// Whether they should come at all; the loop pauses and resumes by it.
  bool wants_records() const;
  bool held() const { return holds_.any(); }
  /// Written as much as there is room for.
  bool waits_for_room() const { return waits_for_room_; }
  /// With the sink, unreported.
  std::size_t in_flight() const { return outbox_.in_flight(); }
  /// When tick() has something to do next; nullopt: not by time.
  std::optional<MonotonicTime> next_tick() const;
  /// Set once the sink said that it is of no use any more.
  std::optional<IoError> fatal() const;

 private:
  using PlaceInTopic = std::pair<PartitionId, std::int64_t>;

  /// A probe of the breaker's that has too few records to go by.
  struct Gathering {
    MonotonicTime until;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
  };

  bool judge(Partition& partition, const FetchedRecord& fetched);
  bool deal_with(Partition& partition, const FetchedRecord& fetched);
  bool is_to_skip(const Record& record) const {
    return !to_skip_.empty() && to_skip_.contains({record.partition, record.offset.value});
  }
  std::span<const HeaderView> headers_of(const FetchedRecord& fetched);
  std::span<const HeaderView> headers_to_choose_by(const FetchedRecord& fetched);
  VerdictCode verdict_on(const FetchedRecord& fetched);
  Verdict explain(const FetchedRecord& fetched);
  bool pass(Partition& partition, const FetchedRecord& fetched, VerdictCode code);
  bool reject(Partition& partition, const FetchedRecord& fetched, VerdictCode code);
  Verdict verdict_in_full(const FetchedRecord& fetched, VerdictCode code);
  bool can_write(Outlet& outlet);
  void note_room();
  void write(Outlet& outlet, OutgoingRecord record, Partition& partition, const Record& source, VerdictCode code);
  Outlet& outlet(OutletId id) { return outlets_[static_cast<std::size_t>(id)]; }
  void add_outlets(const LoopSettings& loop);
  void send_kept();
  void done_with(const Origin& origin);
  void stop_at(const FetchedRecord& fetched, VerdictCode code);
  void end_hold(HoldReason reason);
  void let_go(HoldReason reason);
  void recall(std::uint64_t generation);
  void leave_holds_of(PartitionId partition);

  void recall_breaker();
  bool trips_breaker(VerdictCode code);
  void count_for_breaker(VerdictCode code, Action action);
  void swap_breaker();
  void overrule_breaker();
  void tick_breaker();
  std::optional<MonotonicTime> next_breaker_tick() const;
  void gather();
  void note_gathered(const Record& record);
  bool gathered_enough() const;
  void probe();

  void on_fault(const Partition& partition, const Record& record, const std::exception& what);
  bool is_poison(const Record& record);
  void stop_at_poison(const Record& record, const TopicMemory::Fault& fault);
  void forget_fault_at(const Record& record);
  void forget_faults();
  void accept_gaps();
  void count(const Record& record, VerdictCode code);
  void work_off_waiting();
  bool work_off(Partition& partition);
  void sample(const FetchedRecord& fetched, VerdictCode code);

  TopicSettings settings_;
  Rejecter rejecter_;
  Ports ports_;
  Judge judge_;
  Outbox outbox_;
  bool transactional_;
  std::map<PartitionId, Partition> partitions_;
  Holds holds_;
  std::vector<Outlet> outlets_;  ///< by OutletId; `forward` only where there is one
  bool unprepared_ = false;
  PartitionId next_to_work_off_ = 0;  ///< where the room ended last: every partition gets its turn
  bool waits_for_room_ = false;
  std::uint64_t timed_ = 0;                      ///< records since one was timed
  std::map<PlaceInTopic, std::string> to_skip_;  ///< by hand, with the reason given
  std::optional<Gathering> gathering_;
  std::size_t gathered_bytes_max_;
  std::vector<HeaderView> headers_;  ///< scratch
  struct Sampling {
    MonotonicTime next{};
    std::uint64_t since_last = 0;
  };
  std::array<Sampling, all_verdict_codes.size()> sampling_{};
};

}  // namespace sluiced::gate
