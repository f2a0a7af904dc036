// When the loop's transactions are committed, and when they are aborted. It holds the order of the steps; what is written and how far
// the partitions are is the loop's to say.
//
//   while (…) {
//     const auto event = transactor.step(letters_under_way, [&] { return progress(); });
//     if (transactor.busy()) continue;         // nothing may be judged or written before the transaction has ended
//     …
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/counters.h"
#include "gate/io.h"
#include "gate/settings.h"

namespace sluiced::gate {

/// Used by one loop, on its thread.
class Transactor {
 public:
  Transactor(Transactions& transactions, const TransactionSettings& settings, const Clock& clock, LoopGauges& gauges);

  enum class Event : std::uint8_t {
    none,
    committed,  ///< what was acknowledged, and the progress that was asked for
    aborted,    ///< nothing of it took place
    broken,     ///< why(): only new clients can go on
  };
  using Progress = std::function<std::vector<PartitionStart>()>;
  /// One turn. unreported: how much of what was sent has no report yet. progress: what to commit; asked for once everything is reported.
  Event step(std::size_t unreported, const Progress& progress);

  /// So many records were dealt with.
  void count(std::size_t records) { records_ += records; }
  /// Commits the one that is open: what is written again and again refused makes no room by it.
  void commit_for_room();
  /// Commits as soon as everything is reported, before partitions are given up. deadline: from then on it is aborted.
  void commit_by(MonotonicTime deadline);
  /// Something that was sent in it must not take place.
  void abort_open();

  /// Before that nothing may be sent, and no offsets asked for.
  bool ready() const { return phase_ != Phase::preparing; }
  /// From the decision to end the transaction until it has ended.
  bool busy() const { return phase_ == Phase::reporting || phase_ == Phase::committing || phase_ == Phase::aborting; }
  /// What it committed last, in full.
  const std::vector<PartitionStart>& committed() const { return offsets_; }
  const std::string& why() const { return why_; }
  /// How long a turn may be waited for.
  Duration time_to_wait() const;

 private:
  enum class Phase : std::uint8_t { preparing, running, reporting, committing, aborting };
  bool due() const;
  Event advance_reporting(std::size_t unreported, const Progress& progress);
  Event advance_committing();
  Event advance_aborting();
  void begin_aborting(std::string why);
  Event over(Event event);
  Event broken(std::string why);

  Transactions& transactions_;
  TransactionSettings settings_;
  const Clock& clock_;
  LoopGauges& gauges_;
  Phase phase_ = Phase::preparing;
  MonotonicTime ended_at_;                 ///< the last one
  std::optional<MonotonicTime> begun_at_;  ///< the one that is open
  MonotonicTime deadline_{};               ///< of the phase
  std::size_t records_ = 0;                ///< since the last one ended
  std::vector<PartitionStart> offsets_;
  std::string why_;
};

}  // namespace sluiced::gate
