#include "kafka/topic_requests.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "kafka/error.h"
#include "kafka/partition_list.h"

// AlterConfigs, which older libraries have alone, replaces all settings of a topic. What is set now could be read first and sent
// along; but sensitive values are read as null and would be wiped, and what somebody changes between the two would be undone.
#define SLUICED_CAN_SET_PROPERTIES (RD_KAFKA_VERSION >= 0x020200ff)

namespace sluiced::kafka {
namespace {

using Start = std::function<void(const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue)>;

Result<EventHandle, gate::IoError> ask(rd_kafka_t* client, rd_kafka_admin_op_t operation, const std::string& doing,
                                       Duration at_most, const Start& start) {
  const int timeout_ms = std::max(static_cast<int>(at_most.count()), 1);
  const AdminOptionsHandle options(rd_kafka_AdminOptions_new(client, operation));
  char complaint[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, complaint, sizeof complaint);
  const QueueHandle queue(rd_kafka_queue_new(client));
  start(options.get(), queue.get());
  EventHandle event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  if (!event) return failure(io_error(RD_KAFKA_RESP_ERR__TIMED_OUT, doing));
  if (auto error = checked(rd_kafka_event_error(event.get()), doing)) return failure(*error);
  return event;
}

/// The broker's own words say more than the code: which rule, which limit.
gate::IoError refusal(rd_kafka_resp_err_t code, const char* text, const std::string& doing) {
  return io_error(code, doing + (text == nullptr ? "" : std::string(": ") + text));
}

std::optional<gate::IoError> first_refusal(const rd_kafka_topic_result_t** results, std::size_t count, const std::string& doing) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    return refusal(code, rd_kafka_topic_result_error_string(results[i]), doing);
  }
  return std::nullopt;
}

template <class T>
void read_number(std::string_view text, T& out) {
  T value{};
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{}) out = value;
}

TopicProperties properties_of(const rd_kafka_ConfigResource_t* described) {
  TopicProperties properties;
  std::size_t count = 0;
  const auto** entries = rd_kafka_ConfigResource_configs(described, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = rd_kafka_ConfigEntry_name(entries[i]);
    const char* raw = rd_kafka_ConfigEntry_value(entries[i]);
    if (raw == nullptr) continue;
    if (name == "cleanup.policy") properties.cleanup_policy = raw;
    if (name == "max.message.bytes") read_number(raw, properties.max_message_bytes);
    if (name == "retention.ms") read_number(raw, properties.retention_ms);
    if (name == "retention.bytes") read_number(raw, properties.retention_bytes);
    if (name == "min.insync.replicas") read_number(raw, properties.min_insync_replicas);
    if (name == "message.timestamp.before.max.ms") read_number(raw, properties.timestamp_before_max_ms);
    if (name == "message.timestamp.after.max.ms") read_number(raw, properties.timestamp_after_max_ms);
  }
  return properties;
}

void set_settings(rd_kafka_NewTopic_t* topic, const TopicWants::Settings& settings) {
  rd_kafka_NewTopic_set_config(topic, "cleanup.policy", "delete");
  rd_kafka_NewTopic_set_config(topic, "retention.ms", std::to_string(settings.retention_ms).c_str());
  rd_kafka_NewTopic_set_config(topic, "max.message.bytes", std::to_string(settings.max_message_bytes).c_str());
  if (settings.min_insync_replicas)
    rd_kafka_NewTopic_set_config(topic, "min.insync.replicas", std::to_string(*settings.min_insync_replicas).c_str());
}

}  // namespace

Result<std::vector<PropertiesAnswer>, gate::IoError> describe_properties(rd_kafka_t* client, std::span<const std::string> topics,
                                                                         Duration at_most) {
  std::vector<ConfigResourceHandle> owned;
  std::vector<rd_kafka_ConfigResource_t*> resources;
  for (const std::string& topic : topics) {
    owned.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    resources.push_back(owned.back().get());
  }
  const auto event = ask(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "settings of topics", at_most,
                         [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                           rd_kafka_DescribeConfigs(client, resources.data(), resources.size(), options, queue);
                         });
  if (!event) return failure(event.error());
  std::size_t count = 0;
  const auto** described = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  std::vector<PropertiesAnswer> answers;
  for (const std::string& topic : topics) {  // by name: nobody promises the order
    const auto** end = described + count;
    const auto** found =
        std::find_if(described, end, [&](const auto* one) { return topic == rd_kafka_ConfigResource_name(one); });
    const std::string doing = "settings of " + topic;
    if (found == end)
      answers.emplace_back(failure(io_error(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, doing)));
    else if (const auto code = rd_kafka_ConfigResource_error(*found); code != RD_KAFKA_RESP_ERR_NO_ERROR)
      answers.emplace_back(failure(refusal(code, rd_kafka_ConfigResource_error_string(*found), doing)));
    else
      answers.emplace_back(properties_of(*found));
  }
  return answers;
}

std::optional<gate::IoError> create_topic(rd_kafka_t* client, const std::string& name, const TopicWants& wants,
                                          Duration at_most) {
  const std::string doing = "create topic " + name;
  char complaint[512];
  const int replication = wants.replication == 0 ? -1 : wants.replication;
  const NewTopicHandle wanted(rd_kafka_NewTopic_new(name.c_str(), wants.partitions, replication, complaint, sizeof complaint));
  if (!wanted) return gate::IoError{.kind = gate::IoError::Kind::other, .text = doing + ": " + complaint};
  if (wants.settings) set_settings(wanted.get(), *wants.settings);
  if (wants.compacted) rd_kafka_NewTopic_set_config(wanted.get(), "cleanup.policy", "compact");
  rd_kafka_NewTopic_t* topics[] = {wanted.get()};
  const auto event = ask(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, doing, at_most,
                         [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                           rd_kafka_CreateTopics(client, topics, 1, options, queue);
                         });
  if (!event) return event.error();
  std::size_t count = 0;
  const auto** results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  return first_refusal(results, count, doing);
}

std::optional<gate::IoError> grow_topic(rd_kafka_t* client, const std::string& name, PartitionId partitions, Duration at_most) {
  const std::string doing = "add partitions to " + name;
  char complaint[512];
  const NewPartitionsHandle wanted(
      rd_kafka_NewPartitions_new(name.c_str(), static_cast<std::size_t>(partitions), complaint, sizeof complaint));
  if (!wanted) return gate::IoError{.kind = gate::IoError::Kind::other, .text = doing + ": " + complaint};
  rd_kafka_NewPartitions_t* topics[] = {wanted.get()};
  const auto event = ask(client, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, doing, at_most,
                         [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                           rd_kafka_CreatePartitions(client, topics, 1, options, queue);
                         });
  if (!event) return event.error();
  std::size_t count = 0;
  const auto** results = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event->get()), &count);
  return first_refusal(results, count, doing);
}

bool can_set_properties() { return SLUICED_CAN_SET_PROPERTIES; }

#if SLUICED_CAN_SET_PROPERTIES
std::optional<gate::IoError> set_properties(rd_kafka_t* client, const std::string& name,
                                            const std::vector<std::pair<std::string, std::string>>& properties,
                                            Duration at_most) {
  const std::string doing = "change settings of " + name;
  const ConfigResourceHandle resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  for (const auto& [property, value] : properties)
    if (auto error = io_error(rd_kafka_ConfigResource_add_incremental_config(resource.get(), property.c_str(),
                                                                             RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET, value.c_str()),
                              doing))
      return error;
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  const auto event = ask(client, RD_KAFKA_ADMIN_OP_INCREMENTALALTERCONFIGS, doing, at_most,
                         [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                           rd_kafka_IncrementalAlterConfigs(client, resources, 1, options, queue);
                         });
  if (!event) return event.error();
  std::size_t count = 0;
  const auto** results =
      rd_kafka_IncrementalAlterConfigs_result_resources(rd_kafka_event_IncrementalAlterConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i)
    if (const auto code = rd_kafka_ConfigResource_error(results[i]); code != RD_KAFKA_RESP_ERR_NO_ERROR)
      return refusal(code, rd_kafka_ConfigResource_error_string(results[i]), doing);
  return std::nullopt;
}
#else
std::optional<gate::IoError> set_properties(rd_kafka_t*, const std::string& name,
                                            const std::vector<std::pair<std::string, std::string>>&, Duration) {
  return gate::IoError{.kind = gate::IoError::Kind::other,
                       .text = "change settings of " + name + ": this librdkafka can only replace all of them at once"};
}
#endif

std::optional<gate::IoError> delete_records(rd_kafka_t* client, std::span<const gate::PartitionStart> before, Duration at_most) {
  const std::string doing = "delete records";
  const PartitionList offsets = partition_list(before);
  const DeleteRecordsHandle wanted(rd_kafka_DeleteRecords_new(offsets.get()));
  rd_kafka_DeleteRecords_t* requests[] = {wanted.get()};
  const auto event = ask(client, RD_KAFKA_ADMIN_OP_DELETERECORDS, doing, at_most,
                         [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                           rd_kafka_DeleteRecords(client, requests, 1, options, queue);
                         });
  if (!event) return event.error();
  const auto* const result = rd_kafka_event_DeleteRecords_result(event->get());
  return first_error(*rd_kafka_DeleteRecords_result_offsets(result), doing);
}

}  // namespace sluiced::kafka
