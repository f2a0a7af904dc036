// The dead letters of one topic that are not acknowledged yet. Keeps every letter until its delivery is reported, and again after a
// failed report: nothing is given up here, only forgotten when its partition is no longer ours (somebody else will judge the record).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "base/limits.h"
#include "gate/io.h"
#include "record/verdict_code.h"

namespace sluiced::gate {

/// The record that a letter is about. ownership: number of the assignment under which its partition was ours.
struct LetterOrigin {
  PartitionId partition = 0;
  std::uint64_t ownership = 0;
  Offset offset;
  VerdictCode code = VerdictCode::valid;
  MonotonicTime at{};  ///< when the letter was written
};

class Outbox {
 public:
  /// first_id: ids are counted up from here, so that reports can be told apart between outboxes of one sink.
  Outbox(DeadLetterSink& sink, const InFlightLimits& limits, LetterId first_id)
      : sink_(sink), limits_(limits), next_id_(first_id) {}

  /// Whether one more letter may be added. Any letter fits into an empty outbox.
  bool has_room() const { return letters_.empty() || (letters_.size() < limits_.letters_max && bytes_ < limits_.bytes_max); }
  /// Half empty: the mark at which a topic that waited for room goes on.
  bool has_half_room() const { return letters_.size() <= limits_.letters_max / 2 && bytes_ <= limits_.bytes_max / 2; }

  /// Takes the letter and sends it. An error means that it is kept here, unsent.
  std::optional<IoError> add(DeadLetter letter, const LetterOrigin& origin);

  struct Settled {
    LetterOrigin origin;
    std::optional<IoError> error;  ///< none: delivered, and gone from here
  };
  /// nullopt: a report for a letter that was forgotten.
  std::optional<Settled> settle(const DeliveryReport& report);

  /// Sends up to `count` of the letters that were refused or failed, oldest first, until one is refused again.
  std::optional<IoError> send_kept(std::size_t count);
  /// For a dead-letter topic made anew with another number of partitions: the letters to be sent again go where they now belong.
  void retarget(PartitionId partition_count);
  /// Drops what belongs to a partition no longer owned; reports still to come for it are ignored.
  void forget(PartitionId partition);

  std::size_t size() const { return letters_.size(); }
  /// When the oldest of them was written; nullopt: there is none. Looks at each.
  std::optional<MonotonicTime> oldest() const;
  std::size_t in_flight() const { return letters_.size() - kept_.size(); }
  std::size_t kept() const { return kept_.size(); }

 private:
  struct Entry {
    DeadLetter letter;
    LetterOrigin origin;
  };
  DeadLetterSink& sink_;
  InFlightLimits limits_;
  LetterId next_id_;
  std::size_t bytes_ = 0;
  std::unordered_map<LetterId, Entry> letters_;
  std::deque<LetterId> kept_;  ///< not with the sink now, in the order to be sent
};

}  // namespace sluiced::gate
