#include "kafka/metadata.h"

#include "kafka/error.h"

namespace sluiced::kafka {

Result<TopicShape, gate::IoError> describe_topic(rd_kafka_t* client, const std::string& topic, Duration at_most) {
  const std::string doing = "metadata of " + topic;
  const TopicHandle handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  if (!handle) return failure(io_error(rd_kafka_last_error(), doing));
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(client, 0, handle.get(), &raw, static_cast<int>(at_most.count()));
  if (auto error = checked(code, doing)) return failure(*error);
  const MetadataHandle metadata(raw);
  if (metadata->topic_cnt != 1) return failure(io_error(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, doing));
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  if (auto error = checked(found.err, doing)) return failure(*error);
  if (found.partition_cnt == 0) return failure(io_error(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, doing));
  return TopicShape{.partitions = found.partition_cnt, .replicas = found.partitions[0].replica_cnt};
}

Result<std::vector<gate::ListedTopic>, gate::IoError> list_topics(rd_kafka_t* client, Duration at_most) {
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(client, 1, nullptr, &raw, static_cast<int>(at_most.count()));
  if (auto error = checked(code, "metadata of all topics")) return failure(*error);
  const MetadataHandle metadata(raw);
  std::vector<gate::ListedTopic> topics;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    if (topic.err == RD_KAFKA_RESP_ERR_NO_ERROR) topics.push_back({.name = topic.topic, .partitions = topic.partition_cnt});
  }
  return topics;
}

}  // namespace sluiced::kafka
