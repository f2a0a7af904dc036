// What one topic's lane has written and is not acknowledged yet. Keeps every record until its delivery is reported (in transactions:
// until its transaction is committed), and again after a failed report: nothing is given up here, only forgotten when its partition is
// no longer ours (somebody else will judge the record it was written for).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/limits.h"
#include "gate/dead_letter.h"
#include "gate/io.h"
#include "record/verdict_code.h"

namespace sluiced::gate {

/// Which of the topics that a lane writes to.
enum class OutletId : std::uint8_t { dead_letters, forward };
inline constexpr std::size_t outlet_count = 2;

/// The record for which something is written. ownership: number of the assignment under which its partition was ours.
struct Origin {
  PartitionId partition = 0;
  std::uint64_t ownership = 0;
  Offset offset;
  VerdictCode code = VerdictCode::valid;
  MonotonicTime at{};  ///< when it was written
  OutletId outlet = OutletId::dead_letters;
};

class Outbox {
 public:
  /// first_id: ids are counted up from here, so that reports can be told apart between outboxes of one sink. transactional: what is
  /// acknowledged stays until committed() or aborted().
  Outbox(RecordSink& sink, const InFlightLimits& limits, OutgoingId first_id, bool transactional = false)
      : sink_(sink), limits_(limits), next_id_(first_id), transactional_(transactional) {}

  /// Whether one more may be added. Anything fits into an empty outbox; nothing while something has to be sent alone.
  bool has_room() const {
    return alone_ == 0 && (entries_.empty() || (entries_.size() < limits_.letters_max && bytes_ < limits_.bytes_max));
  }
  /// Half empty: the mark at which a topic that waited for room goes on.
  bool has_half_room() const {
    return alone_ == 0 && entries_.size() <= limits_.letters_max / 2 && bytes_ <= limits_.bytes_max / 2;
  }

  /// Takes the record and sends it. An error means that it is kept here, unsent.
  std::optional<IoError> add(OutgoingRecord record, const Origin& origin);

  struct Settled {
    Origin origin;
    std::optional<IoError> error;  ///< none: acknowledged; kept here otherwise
  };
  /// nullopt: a report for something that was forgotten.
  std::optional<Settled> settle(const DeliveryReport& report);

  /// For one that was reported too large: `max.message.bytes` limits the batch, so it is sent again alone first, and then ever smaller,
  /// down to `smallest`. False where that was the form that was refused.
  bool shrink(OutgoingId id, LetterForm smallest);

  struct Sent {
    struct Refused {
      OutletId outlet;
      IoError error;
    };
    std::size_t count = 0;
    std::optional<Refused> refused;  ///< where it ended
  };
  using May = std::function<bool(const Origin&)>;
  /// Sends up to `count` of what was refused or failed, in the order written, until one is refused again. What may not be sent keeps its
  /// turn, and so does what stands behind it in the same partition.
  Sent send_kept(std::size_t count, const May& may);
  /// For a topic made anew with another number of partitions: what is to be sent again goes where it now belongs.
  void retarget(OutletId outlet, const std::function<PartitionId(PartitionId source)>& partition_for);
  /// Drops what belongs to a partition no longer owned; reports still to come for it are ignored. True: something of it was sent, and
  /// stands in the transaction that is open, where there is one.
  bool forget(PartitionId partition);

  /// The transaction took place: what was acknowledged is done with, and is told one by one.
  void committed(const std::function<void(const Origin&)>& done);
  /// It did not: all is to be sent again. Reports still to come are ignored.
  void aborted();

  std::size_t size() const { return entries_.size(); }
  /// When the oldest of them was written; nullopt: there is none. Looks at each.
  std::optional<MonotonicTime> oldest() const;
  std::size_t in_flight(OutletId outlet) const { return count(outlet, State::in_flight); }
  std::size_t in_flight() const { return in_flight(OutletId::dead_letters) + in_flight(OutletId::forward); }
  std::size_t kept(OutletId outlet) const { return count(outlet, State::kept); }
  std::size_t kept() const { return kept_.size(); }

 private:
  enum class State : std::uint8_t { in_flight, kept, acknowledged };
  struct Entry {
    OutgoingRecord record;
    Origin origin;
    State state = State::in_flight;
    bool alone = false;  ///< not in one batch with others
    LetterForm form = LetterForm::whole;
  };
  std::size_t count(OutletId outlet, State state) const {
    return counts_[static_cast<std::size_t>(outlet)][static_cast<std::size_t>(state)];
  }
  std::size_t& count_of(const Entry& entry) {
    return counts_[static_cast<std::size_t>(entry.origin.outlet)][static_cast<std::size_t>(entry.state)];
  }
  void enter(OutgoingId id, Entry& entry, State state);
  void leave(const Entry& entry);
  std::optional<IoError> send(OutgoingId id, const Entry& entry);

  RecordSink& sink_;
  InFlightLimits limits_;
  OutgoingId next_id_;
  bool transactional_;
  std::size_t bytes_ = 0;
  std::size_t alone_ = 0;  ///< of those not acknowledged
  std::unordered_map<OutgoingId, Entry> entries_;
  std::set<OutgoingId> kept_;  ///< not with the sink now; their order is that of writing
  std::array<std::array<std::size_t, 3>, outlet_count> counts_{};
};

}  // namespace sluiced::gate
