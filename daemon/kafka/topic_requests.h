// What is asked of a cluster about topics, one request each, over any client. Each call blocks for at most `at_most`.
// Internal to kafka/.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gate/io.h"
#include "kafka/handles.h"
#include "kafka/topic_wants.h"

namespace sluiced::kafka {

using PropertiesAnswer = Result<TopicProperties, gate::IoError>;

/// One answer per topic, in order: each may be denied or missing by itself. The outer error: there is no answer at all.
Result<std::vector<PropertiesAnswer>, gate::IoError> describe_properties(rd_kafka_t* client, std::span<const std::string> topics,
                                                                         Duration at_most);

/// Success too where somebody else has made it meanwhile.
std::optional<gate::IoError> create_topic(rd_kafka_t* client, const std::string& name, const TopicWants& wants, Duration at_most);

/// To so many partitions in all.
std::optional<gate::IoError> grow_topic(rd_kafka_t* client, const std::string& name, PartitionId partitions, Duration at_most);

/// Whether this librdkafka can change single settings of a topic (IncrementalAlterConfigs, from 2.2).
bool can_set_properties();
/// Leaves all other settings alone. Only where can_set_properties().
std::optional<gate::IoError> set_properties(rd_kafka_t* client, const std::string& name,
                                            const std::vector<std::pair<std::string, std::string>>& properties, Duration at_most);

/// Deletes what stands before that offset of each partition. The error of the first partition that has one: others may have been cut.
std::optional<gate::IoError> delete_records(rd_kafka_t* client, std::span<const gate::PartitionStart> before, Duration at_most);

}  // namespace sluiced::kafka
