// What the cluster says of one topic. Internal to kafka/.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

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

/// Of all topics that we may see; one that is just being made or deleted may be left out. Blocks for at most `at_most`.
Result<std::vector<gate::ListedTopic>, gate::IoError> list_topics(rd_kafka_t* client, Duration at_most);

}  // namespace sluiced::kafka
