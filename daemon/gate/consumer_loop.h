// One group's loop: records in, verdicts, dead letters out, offsets stored once everything before them is dealt with. One thread.
//
//   ConsumerLoop loop(settings, {source, committer, lookup, sink, admin, clock, wakeup, counters}, control);
//   Ended ended = loop.run();          // until drained, or until something breaks that a new loop may mend
//
// Whoever runs it decides what comes next; nothing here calls back across.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/wakeup.h"
#include "gate/counter_book.h"
#include "gate/io.h"
#include "gate/loop_control.h"
#include "gate/missing_sources.h"
#include "gate/settings.h"
#include "gate/start_offsets.h"
#include "gate/topic_finder.h"
#include "gate/topic_lane.h"
#include "gate/transactor.h"

namespace sluiced::gate {

/// Why a loop is over.
struct Ended {
  enum class How : std::uint8_t {
    stopped,      ///< drained on request
    left_behind,  ///< the log does not hold what was to be read next: a new loop finds where it begins
    retriable,    ///< a new loop with new clients may do better
    fatal,        ///< only a change of the configuration or of the world around mends it
  };
  How how = How::stopped;
  std::string why;
  bool in_time = true;  ///< of a drain: everything was acknowledged, committed and left before the deadline
};

class ConsumerLoop {
 public:
  struct Ports {
    Source& source;
    Committer& committer;
    OffsetLookup& lookup;
    RecordSink& sink;
    TopicAdmin& admin;
    const Clock& clock;
    Wakeup& wakeup;
    CounterBook& counters;
    LoopGauges& gauges;
    Transactions* transactions = nullptr;  ///< where the settings ask for them
  };
  ConsumerLoop(const LoopSettings& settings, const Ports& ports, LoopControl& control);
  ~ConsumerLoop();
  ConsumerLoop(const ConsumerLoop&) = delete;
  ConsumerLoop& operator=(const ConsumerLoop&) = delete;

  Ended run();

  /// One turn without waiting: what run() repeats. Exposed so that a test drives it by hand on its own clock.
  void step();
  bool over() const { return ended_.has_value(); }
  const Ended& ended() const { return *ended_; }

 private:
  /// A pause in which what is under way for some partitions is finished and committed, before they are given up.
  struct Settling {
    std::vector<TopicPartition> partitions;
    MonotonicTime deadline;
    bool committing = false;
    bool aborted = false;  ///< of a transaction: nothing of it took place
  };
  /// A drain settles everything owned, then leaves the group (which revokes what was owned).
  enum class Drain : std::uint8_t { none, asked, settling, leaving };

  Duration time_to_wait() const;
  void add_lane(const TopicSettings& topic);
  bool find_topics();
  std::optional<IoError> subscribe();
  StartPosition start_of(const std::string& topic);
  void tick_lanes();
  void stamp();
  void publish();
  void refresh_log_ends(TopicLane& lane);
  void take_mail();
  void handle(std::uint64_t ticket, const SwapSchemas& swap);
  void handle(std::uint64_t ticket, const HoldTopic& hold);
  void handle(std::uint64_t ticket, const ReleaseTopic& release);
  void handle(std::uint64_t ticket, const SkipRecord& skip);
  void joined();
  void note_reachability();
  void note_holds();
  void take_reports();
  void fetch();
  void route(FetchedRecord&& fetched);
  Partition* find(const Record& record);
  TopicLane* lane(std::string_view topic);
  Partition* partition(const TopicPartition& id);
  TopicLane* lane_or_refuse(std::uint64_t ticket, const std::string& topic);
  void store_progress();
  bool advance_transaction();
  void committed();
  void aborted();
  std::vector<PartitionStart> prospective() const;
  void advance_settling_by_transaction();
  void pause_and_resume();
  void take_rebalance();
  void begin_assignment(std::vector<TopicPartition> partitions);
  void advance_assignment();
  void finish_assignment();
  void advance_left_behind();
  void mark_leaving(const std::vector<TopicPartition>& partitions);
  void begin_settling(std::vector<TopicPartition> partitions, Duration at_most);
  void advance_settling();
  bool letters_under_way() const;
  void settled();
  void give_up(const std::vector<TopicPartition>& partitions);
  void advance_drain();
  void end_drained(const std::string& why, bool in_time);
  std::vector<PartitionStart> progress_of(std::span<const TopicPartition> partitions);
  std::vector<TopicPartition> owned() const;
  void end(Ended::How how, std::string why, bool in_time = true);
  void end(const IoError& error);

  LoopSettings settings_;
  Ports ports_;
  LoopControl& control_;
  MissingSources missing_sources_;
  TopicFinder finder_;
  std::vector<std::unique_ptr<TopicLane>> lanes_;  ///< of named topics, in their order; then of those found, for the loop's life
  enum class Paused : std::uint8_t { no, yes, unknown };
  std::vector<Paused> paused_;  ///< per lane: what the source was told
  Batch batch_;
  std::vector<DeliveryReport> reports_;
  std::vector<PartitionStart> progress_;  ///< scratch
  struct Assignment {
    std::vector<TopicPartition> partitions;
    std::optional<StartOffsets> resolved;
    bool committing = false;
    bool complained = false;
  };
  std::optional<Assignment> assignment_;  ///< handed to us, its start offsets not settled yet
  std::optional<Settling> settling_;
  std::optional<Transactor> transactor_;               ///< exactly once
  std::map<TopicPartition, std::string> left_behind_;  ///< partitions of which nothing more comes, and why
  std::string left_behind_why_;                        ///< the drain under way is for that one's sake; "" = for another's
  Drain drain_ = Drain::none;
  MonotonicTime drain_deadline_{};
  bool in_time_ = true;
  std::uint64_t ownership_ = 0;
  const char* last_topic_ = nullptr;  ///< of the record routed last: runs of one partition need no look-up
  Partition* last_partition_ = nullptr;
  TopicLane* last_lane_ = nullptr;
  std::size_t first_to_tick_ = 0;
  std::ptrdiff_t lanes_held_ = 0;  ///< as the outside was told
  MonotonicTime next_publish_{};
  MonotonicTime next_log_ends_{};
  std::optional<Ended> ended_;
};

}  // namespace sluiced::gate
