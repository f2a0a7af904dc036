#include "kafka/partition_list.h"

#include "kafka/error.h"

namespace sluiced::kafka {
namespace {

PartitionList empty_list(std::size_t size) { return PartitionList(rd_kafka_topic_partition_list_new(static_cast<int>(size))); }

}  // namespace

PartitionList partition_list(std::span<const TopicPartition> partitions) {
  PartitionList list = empty_list(partitions.size());
  for (const TopicPartition& id : partitions) rd_kafka_topic_partition_list_add(list.get(), id.topic.c_str(), id.partition);
  return list;
}

PartitionList partition_list(std::span<const gate::PartitionStart> partitions) {
  PartitionList list = empty_list(partitions.size());
  for (const auto& [id, at] : partitions)
    rd_kafka_topic_partition_list_add(list.get(), id.topic.c_str(), id.partition)->offset = at.value;
  return list;
}

std::span<const rd_kafka_topic_partition_t> entries(const rd_kafka_topic_partition_list_t& list) {
  return {list.elems, static_cast<std::size_t>(list.cnt)};
}

std::vector<TopicPartition> partitions_of(const rd_kafka_topic_partition_list_t& list) {
  std::vector<TopicPartition> partitions;
  for (const auto& entry : entries(list)) partitions.push_back({entry.topic, entry.partition});
  return partitions;
}

std::optional<gate::IoError> first_error(const rd_kafka_topic_partition_list_t& list, const std::string& doing) {
  for (const auto& entry : entries(list))
    if (auto error = checked(entry.err, doing + " of " + entry.topic + "/" + std::to_string(entry.partition))) return error;
  return std::nullopt;
}

gate::OffsetLookup::Answer<NextOffset> list_offsets(rd_kafka_t* client, std::span<const TopicPartition> partitions,
                                                    std::int64_t timestamp) {
  const PartitionList list = partition_list(partitions);
  for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = timestamp;
  const auto code = rd_kafka_offsets_for_times(client, list.get(), static_cast<int>(gate::call_timeout.count()));
  if (auto error = checked(code, "offsets")) return failure(*error);
  if (auto error = first_error(*list, "offsets")) return failure(*error);
  std::vector<NextOffset> offsets;
  for (const auto& entry : entries(*list)) offsets.push_back({entry.offset});
  return offsets;
}

}  // namespace sluiced::kafka
