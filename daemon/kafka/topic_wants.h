// What a topic is like, what a dead-letter topic has to be like to serve its source, and where the two differ. Plain values: no
// client, no clock.
//
//   const TopicWants wants = dead_letter_wants(source, std::chrono::hours(24 * 30));
//   for (const Shortcoming& one : shortcomings(wants, found)) …   // "max.message.bytes", "1048588", "1179660"
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "record/record.h"

namespace sluiced::kafka {

/// Those of a topic's settings that matter to us, as they are in effect. The values here are Kafka's own defaults.
struct TopicProperties {
  std::string cleanup_policy = "delete";
  std::int64_t max_message_bytes = 1'048'588;
  std::int64_t retention_ms = std::int64_t{7} * 24 * 3600 * 1000;  ///< -1: for ever
  std::int64_t retention_bytes = -1;                               ///< of a partition; -1: no bound
  int min_insync_replicas = 1;
  std::int64_t timestamp_before_max_ms = std::numeric_limits<std::int64_t>::max();  ///< a record may be so much older than the
  std::int64_t timestamp_after_max_ms = std::numeric_limits<std::int64_t>::max();   ///< broker's clock, or newer, and be taken
};

struct FoundTopic {
  PartitionId partitions = 0;
  int replication = 0;
  std::optional<TopicProperties> properties;  ///< nullopt: they may not be read (DESCRIBE_CONFIGS)
};

/// What a topic that is to be made, or held against what is there, should be.
struct TopicWants {
  PartitionId partitions = 1;
  int replication = 0;  ///< 0: the broker's default
  struct Settings {
    std::int64_t max_message_bytes = 0;
    std::int64_t retention_ms = 0;           ///< -1: for ever
    std::optional<int> min_insync_replicas;  ///< nullopt: the broker's default
  };
  std::optional<Settings> settings;  ///< of a dead-letter topic; nullopt: the broker's defaults
  bool compacted = false;            ///< only the last record of a key need be kept, and that for ever
};

/// Partitions, replication and min ISR of the source; room for our headers beside its largest record; `retention`, or the source's
/// where that is longer. What may not be read of the source is taken to be Kafka's default.
TopicWants dead_letter_wants(const FoundTopic& source, Duration retention);

struct Shortcoming {
  enum class What : std::uint8_t {
    compacted,    ///< letters without a key are refused, and of those with one only the last would be kept
    partitions,   ///< fewer: letters share partitions
    replication,  ///< lower: a letter is less safe than its record
    min_insync_replicas,
    max_message_bytes,  ///< a large record's letter would be refused
    retention,          ///< letters are gone before anybody looks
  };
  What what = What::partitions;
  std::string is;         ///< as Kafka writes it
  std::string should_be;  ///< the same
};

/// Kafka's name for the setting; of partitions and replication ours.
std::string_view to_string(Shortcoming::What what);

/// Where the topic falls short. More than what is wanted is fine, and a compacted topic is told as that alone: nothing else about
/// it matters then. Settings that may not be read are not complained about.
std::vector<Shortcoming> shortcomings(const TopicWants& wants, const FoundTopic& found);

}  // namespace sluiced::kafka
