#include "kafka/topic_readers.h"

#include <algorithm>
#include <span>

#include "kafka/conf.h"
#include "kafka/error.h"
#include "kafka/metadata.h"
#include "kafka/partition_list.h"

namespace sluiced::kafka {
namespace {

using Clock = std::chrono::steady_clock;
using GroupList = std::unique_ptr<const rd_kafka_group_list, Destroyer<rd_kafka_group_list_destroy>>;
using GroupOffsets = std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t, Destroyer<rd_kafka_ListConsumerGroupOffsets_destroy>>;

Result<std::vector<std::string>, gate::IoError> consumer_groups(rd_kafka_t* client, Duration at_most) {
  const rd_kafka_group_list* raw = nullptr;
  const auto code = rd_kafka_list_groups(client, nullptr, &raw, static_cast<int>(at_most.count()));
  const GroupList list(raw);
  if (auto error = checked(code, "list groups"); error && code != RD_KAFKA_RESP_ERR__PARTIAL) return failure(*error);
  std::vector<std::string> groups;
  for (const rd_kafka_group_info& group : std::span(list->groups, static_cast<std::size_t>(list->group_cnt)))
    groups.emplace_back(group.group);
  std::sort(groups.begin(), groups.end());
  return groups;
}

bool has_committed(rd_kafka_t* client, const std::string& group, std::span<const TopicPartition> partitions, Duration at_most) {
  const PartitionList wanted = partition_list(partitions);
  const GroupOffsets request(rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), wanted.get()));
  rd_kafka_ListConsumerGroupOffsets_t* requests[] = {request.get()};
  const QueueHandle queue(rd_kafka_queue_new(client));
  const AdminOptionsHandle options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS));
  char complaint[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(at_most.count()), complaint, sizeof complaint);
  rd_kafka_ListConsumerGroupOffsets(client, requests, 1, options.get(), queue.get());
  const EventHandle event(rd_kafka_queue_poll(queue.get(), static_cast<int>(at_most.count())));
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  const auto* result = rd_kafka_event_ListConsumerGroupOffsets_result(event.get());
  std::size_t count = 0;
  const rd_kafka_group_result_t** results = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
  for (const rd_kafka_group_result_t* one : std::span(results, count))
    if (const auto* list = rd_kafka_group_result_partitions(one); list != nullptr)
      for (const auto& entry : entries(*list))
        if (entry.offset >= 0) return true;
  return false;
}

}  // namespace

Result<std::vector<std::string>, gate::IoError> groups_reading(const ClientSettings& settings, const std::string& topic,
                                                               Duration at_most) {
  const auto deadline = Clock::now() + at_most;
  const auto left = [&] { return std::max(std::chrono::duration_cast<Duration>(deadline - Clock::now()), Duration{1}); };
  const ClientHandle client = make_client(RD_KAFKA_PRODUCER, admin_conf(settings));
  const auto shape = describe_topic(client.get(), topic, left());
  if (!shape) return failure(shape.error());
  std::vector<TopicPartition> partitions;
  for (PartitionId i = 0; i < shape->partitions; ++i) partitions.push_back({topic, i});
  auto groups = consumer_groups(client.get(), left());
  if (!groups) return groups;
  std::erase_if(*groups, [&](const std::string& group) { return !has_committed(client.get(), group, partitions, left()); });
  return groups;
}

}  // namespace sluiced::kafka
