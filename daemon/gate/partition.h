// What a loop keeps of one partition that it owns.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "gate/io.h"
#include "gate/lag.h"
#include "gate/offset_ledger.h"

namespace sluiced::gate {

struct Partition {
  Partition(TopicPartition partition_id, NextOffset start, std::uint64_t ownership_number)
      : id(std::move(partition_id)), ownership(ownership_number), ledger(start), stored(start) {}

  /// Whether the record comes after all that were fetched so far.
  bool is_next(Offset offset) const {
    if (!waiting.empty()) return offset > waiting.back().record().offset;
    return offset.value >= resume_at.value_or(ledger.next()).value;
  }

  TopicPartition id;
  std::uint64_t ownership;  ///< number of the assignment, to tell late acknowledgements apart
  OffsetLedger ledger;
  NextOffset stored;                  ///< what the broker was last told
  std::deque<FetchedRecord> waiting;  ///< fetched while the topic does not go on: a pause gives nothing back, so all is kept
  std::optional<NextOffset> end;      ///< the partition's end, reached behind what waits
  LagMeter lag;
  std::optional<NextOffset> resume_at;  ///< behind a gap in the log, once somebody says so: nothing is taken before
  std::optional<NextOffset> log_end;    ///< asked for while nothing is fetched
  bool leaving = false;                 ///< asked back: what is under way is finished, nothing new is begun
};

}  // namespace sluiced::gate
