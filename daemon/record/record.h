// A Kafka record as plain values over borrowed bytes, and the coordinates by which Kafka names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluiced {

using PartitionId = std::int32_t;

/// Where a record stands in its partition.
struct Offset {
  std::int64_t value = 0;
  auto operator<=>(const Offset&) const = default;
};

/// What a commit says: the offset at which to go on. The one place where "last done + 1" is written is next_after().
struct NextOffset {
  std::int64_t value = 0;
  auto operator<=>(const NextOffset&) const = default;
};

constexpr NextOffset next_after(Offset last_done) { return {last_done.value + 1}; }

struct TopicPartition {
  std::string topic;
  PartitionId partition = 0;
  auto operator<=>(const TopicPartition&) const = default;
};

enum class TimestampType : std::uint8_t { not_available, create_time, log_append_time };

/// "CreateTime", "LogAppendTime", "NoTimestampType", as Kafka's own tools write them.
std::string_view to_string(TimestampType type);

/// A header's value may be null, which is not the same as empty.
struct HeaderView {
  std::string_view name;
  std::optional<std::string_view> value;
};

struct Header {
  std::string name;
  std::optional<std::string> value;
  bool operator==(const Header&) const = default;
};

/// Borrowed: valid as long as whoever handed it out says. A null key or value is nullopt, which is not the same as empty.
struct Record {
  std::string_view topic;
  PartitionId partition = 0;
  Offset offset;
  std::int64_t timestamp_ms = -1;
  TimestampType timestamp_type = TimestampType::not_available;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
};

}  // namespace sluiced
