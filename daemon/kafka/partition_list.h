// librdkafka's lists of partitions from and to our values. Internal to kafka/.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "gate/io.h"
#include "kafka/handles.h"

namespace sluiced::kafka {

PartitionList partition_list(std::span<const TopicPartition> partitions);
PartitionList partition_list(std::span<const gate::PartitionStart> partitions);
std::vector<TopicPartition> partitions_of(const rd_kafka_topic_partition_list_t& list);
std::span<const rd_kafka_topic_partition_t> entries(const rd_kafka_topic_partition_list_t& list);

/// The first entry's error, if any entry has one.
std::optional<gate::IoError> first_error(const rd_kafka_topic_partition_list_t& list, const std::string& doing);

/// ListOffsets for one timestamp, or for RD_KAFKA_OFFSET_BEGINNING and _END; -1 where no record is that young.
gate::OffsetLookup::Answer<NextOffset> list_offsets(rd_kafka_t* client, std::span<const TopicPartition> partitions,
                                                    std::int64_t timestamp);

}  // namespace sluiced::kafka
