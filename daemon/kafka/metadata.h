// What the cluster says of one topic. Internal to kafka/.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "gate/io.h"
#include "kafka/handles.h"

namespace sluiced::kafka {

struct TopicShape {
  PartitionId partitions = 0;
  int replicas = 0;  ///< of its first partition
};

/// Asks a broker; blocks for at most `at_most`.
Result<TopicShape, gate::IoError> describe_topic(rd_kafka_t* client, const std::string& topic, Duration at_most);

}  // namespace sluiced::kafka
