// Reads what stands in topics, for commands: no group is joined, nothing is committed. Only what is committed is read.
//
//   TopicReader reader(settings);
//   const auto ranges = reader.ranges("orders.dlt", {.since = an_hour_ago}, timeout);
//   if (!ranges) return unreachable(ranges.error());
//   reader.start(*ranges);
//   for (gate::Batch batch; !reader.done();) {
//     if (const auto error = reader.read(batch, timeout)) return unreachable(*error);
//     for (const gate::FetchedRecord& fetched : batch.records) …
//   }
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gate/io.h"
#include "kafka/client.h"

namespace sluiced::kafka {

/// Offsets from ≤ o < to. Between them may be gaps.
struct PartitionRange {
  TopicPartition partition;
  NextOffset from;
  NextOffset to;
  bool operator==(const PartitionRange&) const = default;
};

/// As a range's end: all that comes, for as long as one reads.
inline constexpr NextOffset open_end{INT64_MAX};

/// By the records' own timestamps; nullopt: no bound.
struct TimeBounds {
  std::optional<WallTime> since;
  std::optional<WallTime> until;  ///< not included
};

/// One thread. Every FetchedRecord must be gone before this is destroyed.
class TopicReader {
 public:
  /// Connects in the background. Throws std::runtime_error where librdkafka refuses the settings.
  explicit TopicReader(const ClientSettings& settings);
  ~TopicReader();
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;

  /// All that we may see.
  Result<std::vector<gate::ListedTopic>, gate::IoError> topics(Duration at_most);
  /// What stands in the topic now and lies within the bounds, a range a partition, also where that is empty.
  Result<std::vector<PartitionRange>, gate::IoError> ranges(const std::string& topic, const TimeBounds& bounds, Duration at_most);

  /// Reads these instead of what was read before. Empty ranges are done at once.
  std::optional<gate::IoError> start(std::span<const PartitionRange> ranges);
  /// The next records, in order of offsets per partition; unreachable where nothing is heard of them for `at_most`. What lies beyond a
  /// range is not handed out. None at all: some partition has come to its end, or waits there for more (open_end). A start that
  /// retention has overtaken is moved to what is still there: batch.left_behind tells.
  std::optional<gate::IoError> read(gate::Batch& batch, Duration at_most);
  /// Every range has been read to its end.
  bool done() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::kafka
