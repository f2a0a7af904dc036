#include "kafka/topic_wants.h"

#include <algorithm>
#include <limits>

namespace sluiced::kafka {
namespace {

using What = Shortcoming::What;

/// Ours beside the record's own, with the longest messages; see limits in gate/dead_letter.
constexpr std::int64_t header_room_bytes = 128 * 1024;

template <class T>
void expect_at_least(T wanted, T found, What what, std::vector<Shortcoming>& out) {
  if (found < wanted) out.push_back({.what = what, .is = std::to_string(found), .should_be = std::to_string(wanted)});
}

void compare_settings(const TopicWants::Settings& wanted, const TopicProperties& found, int replication,
                      std::vector<Shortcoming>& out) {
  // A min ISR above the replication would shut the topic for good.
  if (wanted.min_insync_replicas)
    expect_at_least(std::min(*wanted.min_insync_replicas, replication), found.min_insync_replicas, What::min_insync_replicas,
                    out);
  expect_at_least(wanted.max_message_bytes, found.max_message_bytes, What::max_message_bytes, out);
  const bool kept_for_ever = found.retention_ms < 0;
  if (!kept_for_ever && (wanted.retention_ms < 0 || found.retention_ms < wanted.retention_ms))
    out.push_back(
        {.what = What::retention, .is = std::to_string(found.retention_ms), .should_be = std::to_string(wanted.retention_ms)});
}

}  // namespace

TopicWants dead_letter_wants(const FoundTopic& source, Duration retention) {
  const TopicProperties properties = source.properties.value_or(TopicProperties{});
  TopicWants::Settings settings;
  // The broker keeps it in 32 bits.
  settings.max_message_bytes =
      std::min(properties.max_message_bytes + header_room_bytes, std::int64_t{std::numeric_limits<std::int32_t>::max()});
  settings.retention_ms = properties.retention_ms < 0 ? -1 : std::max(properties.retention_ms, std::int64_t{retention.count()});
  if (source.properties) settings.min_insync_replicas = std::min(properties.min_insync_replicas, source.replication);
  return {.partitions = source.partitions, .replication = source.replication, .settings = settings};
}

std::string_view to_string(What what) {
  switch (what) {
    case What::compacted: return "cleanup.policy";
    case What::partitions: return "partitions";
    case What::replication: return "replication";
    case What::min_insync_replicas: return "min.insync.replicas";
    case What::max_message_bytes: return "max.message.bytes";
    case What::retention: return "retention.ms";
  }
  return "";
}

std::vector<Shortcoming> shortcomings(const TopicWants& wants, const FoundTopic& found) {
  if (wants.settings && found.properties && found.properties->cleanup_policy.find("compact") != std::string::npos)
    return {{.what = What::compacted, .is = found.properties->cleanup_policy, .should_be = "delete"}};
  std::vector<Shortcoming> all;
  expect_at_least(wants.partitions, found.partitions, What::partitions, all);
  expect_at_least(wants.replication, found.replication, What::replication, all);
  if (wants.settings && found.properties) compare_settings(*wants.settings, *found.properties, found.replication, all);
  return all;
}

}  // namespace sluiced::kafka
