#include "gate/start_offsets.h"

#include <algorithm>
#include <map>

namespace sluiced::gate {
namespace {

OffsetLookup::Answer<NextOffset> look_up(OffsetLookup& lookup, std::span<const TopicPartition> partitions,
                                         const StartPosition& at, WallTime now) {
  switch (at.kind) {
    case StartPosition::Kind::earliest: return lookup.log_start(partitions);
    case StartPosition::Kind::latest: return lookup.log_end(partitions);
    case StartPosition::Kind::ago: return lookup.at_time(partitions, now - at.ago);
    case StartPosition::Kind::at: return lookup.at_time(partitions, at.at);
  }
  return lookup.log_start(partitions);
}

/// The topic's partitions that are not in `assigned`.
Result<std::vector<TopicPartition>, IoError> others_of(OffsetLookup& lookup, const std::string& topic,
                                                       std::span<const TopicPartition> assigned) {
  const auto count = lookup.partition_count(topic);
  if (!count) return failure(count.error());
  std::vector<TopicPartition> others;
  for (PartitionId id = 0; id < *count; ++id) {
    const TopicPartition candidate{topic, id};
    if (std::find(assigned.begin(), assigned.end(), candidate) == assigned.end()) others.push_back(candidate);
  }
  return others;
}

/// For partitions of one topic without a committed offset. `group_knows_topic`: some partition assigned has one.
std::optional<IoError> start_afresh(OffsetLookup& lookup, std::vector<TopicPartition> fresh,
                                    std::span<const TopicPartition> assigned, bool group_knows_topic, StartPosition at,
                                    WallTime now, StartOffsets& out) {
  const std::size_t ours = fresh.size();
  if (at.kind != StartPosition::Kind::earliest && !group_knows_topic) {
    const auto others = others_of(lookup, fresh.front().topic, assigned);
    if (!others) return others.error();
    const auto committed = lookup.committed(*others);
    if (!committed) return committed.error();
    group_knows_topic = std::any_of(committed->begin(), committed->end(), [](const auto& offset) { return offset.has_value(); });
    if (!group_knows_topic) fresh.insert(fresh.end(), others->begin(), others->end());
  }
  if (group_knows_topic) at = {};
  const auto offsets = look_up(lookup, fresh, at, now);
  if (!offsets) return offsets.error();
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const PartitionStart start{fresh[i], (*offsets)[i]};
    if (i < ours) out.starts.push_back(start);
    out.to_commit.push_back(start);
  }
  return std::nullopt;
}

}  // namespace

Result<StartOffsets, IoError> resolve_start_offsets(OffsetLookup& lookup, std::span<const TopicPartition> assigned,
                                                    const std::function<StartPosition(const std::string& topic)>& start_at,
                                                    WallTime now) {
  StartOffsets out;
  const auto committed = lookup.committed(assigned);
  if (!committed) return failure(committed.error());
  const auto log_start = lookup.log_start(assigned);
  if (!log_start) return failure(log_start.error());
  const auto log_end = lookup.log_end(assigned);
  if (!log_end) return failure(log_end.error());

  struct Topic {
    std::vector<TopicPartition> fresh;
    bool known = false;
  };
  std::map<std::string, Topic> topics;
  for (std::size_t i = 0; i < assigned.size(); ++i) {
    Topic& topic = topics[assigned[i].topic];
    const std::optional<NextOffset>& offset = (*committed)[i];
    if (!offset) {
      topic.fresh.push_back(assigned[i]);
      continue;
    }
    topic.known = true;
    const NextOffset first = (*log_start)[i];
    const NextOffset end = (*log_end)[i];
    const bool lost = *offset < first || *offset > end;
    if (lost) out.lost.push_back({assigned[i], *offset, first, end});
    out.starts.push_back({assigned[i], lost ? first : *offset});
  }
  for (auto& [name, topic] : topics) {
    if (topic.fresh.empty()) continue;
    if (auto error = start_afresh(lookup, topic.fresh, assigned, topic.known, start_at(name), now, out)) return failure(*error);
  }
  return out;
}

}  // namespace sluiced::gate
