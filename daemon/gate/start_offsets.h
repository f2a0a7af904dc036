// Where to begin on partitions newly assigned. librdkafka's auto.offset.reset is set to `error`, so this is the only answer.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "gate/io.h"
#include "gate/settings.h"

namespace sluiced::gate {

/// A committed offset that the broker's log does not hold: behind it (retention), [committed, log_start) was never read; beyond its end
/// (truncated, or a topic made anew), what stood between is gone and what stands there now was never read.
struct LostOffsets {
  TopicPartition partition;
  NextOffset committed;
  NextOffset log_start;
  NextOffset log_end;
  std::int64_t count() const {
    return committed < log_start ? log_start.value - committed.value : committed.value - log_end.value;
  }
};

struct StartOffsets {
  std::vector<PartitionStart> starts;     ///< one per partition assigned
  std::vector<PartitionStart> to_commit;  ///< to be committed before the first record is taken, so that a start is decided once
  std::vector<LostOffsets> lost;
};

/// A committed offset is gone on from; where the log does not hold it, at the log's start, and that is reported as lost.
/// Without one: if the group has never committed for the topic, `start_at` is resolved for all partitions that the topic has now;
/// otherwise the partition was added later and begins at its log start. Errors mean: ask again.
Result<StartOffsets, IoError> resolve_start_offsets(OffsetLookup& lookup, std::span<const TopicPartition> assigned,
                                                    const std::function<StartPosition(const std::string& topic)>& start_at,
                                                    WallTime now);

}  // namespace sluiced::gate
