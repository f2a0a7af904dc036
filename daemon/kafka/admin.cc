#include <algorithm>
#include <charconv>

#include "kafka/error.h"
#include "kafka/metadata.h"
#include "kafka/producer_impl.h"

namespace sluiced::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t header_room_bytes = 128 * 1024;
constexpr std::int64_t broker_default_max_message_bytes = 1'048'588;
constexpr std::int64_t retention_min_ms = std::int64_t{30} * 24 * 3600 * 1000;

Duration left_until(Clock::time_point deadline) {
  return std::max(std::chrono::duration_cast<Duration>(deadline - Clock::now()), Duration{0});
}

AdminOptionsHandle options_for(rd_kafka_t* client, rd_kafka_admin_op_t operation, Duration timeout) {
  AdminOptionsHandle options(rd_kafka_AdminOptions_new(client, operation));
  char complaint[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(timeout.count()), complaint, sizeof complaint);
  return options;
}

struct SourceLimits {
  std::int64_t max_message_bytes = broker_default_max_message_bytes;
  std::int64_t retention_ms = 0;  ///< -1: for ever
};

void read_limit(const rd_kafka_ConfigEntry_t* entry, SourceLimits& limits) {
  const std::string_view name = rd_kafka_ConfigEntry_name(entry);
  const char* raw = rd_kafka_ConfigEntry_value(entry);
  if (raw == nullptr) return;
  const std::string_view text = raw;
  std::int64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) return;
  if (name == "max.message.bytes") limits.max_message_bytes = value;
  if (name == "retention.ms") limits.retention_ms = value;
}

/// The broker's defaults where we may not ask: a letter that turns out too large is told by the refusal.
SourceLimits limits_of(rd_kafka_t* client, const std::string& topic, Duration at_most) {
  SourceLimits limits;
  const QueueHandle queue(rd_kafka_queue_new(client));
  const ConfigResourceHandle resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  const auto options = options_for(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, at_most);
  rd_kafka_DescribeConfigs(client, resources, 1, options.get(), queue.get());
  const EventHandle event(rd_kafka_queue_poll(queue.get(), static_cast<int>(at_most.count())));
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return limits;
  std::size_t count = 0;
  const auto** described = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  if (count != 1) return limits;
  std::size_t entry_count = 0;
  const auto** entries = rd_kafka_ConfigResource_configs(described[0], &entry_count);
  for (std::size_t i = 0; i < entry_count; ++i) read_limit(entries[i], limits);
  return limits;
}

std::optional<gate::IoError> create_topic(rd_kafka_t* client, const std::string& name, const TopicShape& source,
                                          const SourceLimits& limits, Duration at_most) {
  const std::string doing = "create topic " + name;
  char complaint[512];
  const NewTopicHandle wanted(
      rd_kafka_NewTopic_new(name.c_str(), source.partitions, source.replicas, complaint, sizeof complaint));
  if (!wanted) return gate::IoError{.kind = gate::IoError::Kind::other, .text = doing + ": " + complaint};
  const auto retention_ms = limits.retention_ms < 0 ? -1 : std::max(limits.retention_ms, retention_min_ms);
  rd_kafka_NewTopic_set_config(wanted.get(), "cleanup.policy", "delete");
  rd_kafka_NewTopic_set_config(wanted.get(), "retention.ms", std::to_string(retention_ms).c_str());
  rd_kafka_NewTopic_set_config(wanted.get(), "max.message.bytes",
                               std::to_string(limits.max_message_bytes + header_room_bytes).c_str());

  const QueueHandle queue(rd_kafka_queue_new(client));
  const auto options = options_for(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, at_most);
  rd_kafka_NewTopic_t* topics[] = {wanted.get()};
  rd_kafka_CreateTopics(client, topics, 1, options.get(), queue.get());
  const EventHandle event(rd_kafka_queue_poll(queue.get(), static_cast<int>(at_most.count())));
  if (!event) return io_error(RD_KAFKA_RESP_ERR__TIMED_OUT, doing);
  if (auto error = checked(rd_kafka_event_error(event.get()), doing)) return error;
  std::size_t count = 0;
  const auto** results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    const char* text = rd_kafka_topic_result_error_string(results[i]);
    if (auto error = checked(code, doing + (text == nullptr ? "" : std::string(": ") + text))) return error;
  }
  return std::nullopt;
}

}  // namespace

Result<PartitionId, gate::IoError> Admin::ensure(const gate::DeadLetterTopic& topic) {
  rd_kafka_t* client = producer_.impl_->client.get();
  const auto deadline = Clock::now() + gate::call_timeout;
  auto found = describe_topic(client, topic.name, left_until(deadline));
  if (found) return found->partitions;
  if (found.error().kind != gate::IoError::Kind::missing || !topic.create) return failure(found.error());

  const auto source = describe_topic(client, topic.source, left_until(deadline));
  if (!source) return failure(source.error());
  const SourceLimits limits = limits_of(client, topic.source, left_until(deadline) / 2);
  if (auto error = create_topic(client, topic.name, *source, limits, left_until(deadline))) return failure(*error);
  // A topic just made is known to all brokers a little later.
  do {
    found = describe_topic(client, topic.name, std::max(left_until(deadline), Duration{100}));
  } while (!found && found.error().kind == gate::IoError::Kind::missing && Clock::now() < deadline);
  if (!found && found.error().kind == gate::IoError::Kind::missing)
    return failure(io_error(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, "metadata of " + topic.name + ", just created"));
  if (!found) return failure(found.error());
  return found->partitions;
}

}  // namespace sluiced::kafka
