// The administrating half of kafka_client.h.
#include <functional>

#include "support/kafka_handles.h"

namespace sluiced::testing {
namespace {

using Options = Handle<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using NewTopic = Handle<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using NewPartitions = Handle<rd_kafka_NewPartitions_t, rd_kafka_NewPartitions_destroy>;
using DeleteTopic = Handle<rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopic_destroy>;
using DeleteRecords = Handle<rd_kafka_DeleteRecords_t, rd_kafka_DeleteRecords_destroy>;
using ConfigResource = Handle<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;
using AclBinding = Handle<rd_kafka_AclBinding_t, rd_kafka_AclBinding_destroy>;

using Ask = std::function<void(rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue)>;

void ask(const std::string& brokers, rd_kafka_admin_op_t operation, const std::string& doing, const Ask& start,
         const std::function<void(rd_kafka_event_t*)>& look) {
  const ClientHandle client = make_client(RD_KAFKA_PRODUCER, brokers, {});
  const QueueHandle queue(rd_kafka_queue_new(client.get()));
  const Options options(rd_kafka_AdminOptions_new(client.get(), operation));
  char complaint[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), answer_timeout_ms, complaint, sizeof complaint);
  start(client.get(), options.get(), queue.get());
  const EventHandle event(rd_kafka_queue_poll(queue.get(), answer_timeout_ms));
  if (!event) throw std::runtime_error(doing + ": no answer");
  require_answer(rd_kafka_event_error(event.get()), doing);
  look(event.get());
}

/// The controller has said yes; a broker that answers others hears of it a little later.
void await(const std::string& doing, const std::function<bool()>& shown) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(answer_timeout_ms);
  while (!shown())
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error(doing + ": it does not show");
}

rd_kafka_ResourceType_t type_of(const Permission& permission) {
  switch (permission.resource) {
    case Permission::Resource::topic: return RD_KAFKA_RESOURCE_TOPIC;
    case Permission::Resource::group: return RD_KAFKA_RESOURCE_GROUP;
    case Permission::Resource::cluster: return RD_KAFKA_RESOURCE_BROKER;  // librdkafka's name for it
  }
  return RD_KAFKA_RESOURCE_ANY;
}

rd_kafka_AclOperation_t operation_of(const Permission& permission) {
  switch (permission.operation) {
    case Permission::Operation::all: return RD_KAFKA_ACL_OPERATION_ALL;
    case Permission::Operation::write: return RD_KAFKA_ACL_OPERATION_WRITE;
    case Permission::Operation::create: return RD_KAFKA_ACL_OPERATION_CREATE;
    case Permission::Operation::alter: return RD_KAFKA_ACL_OPERATION_ALTER;
    case Permission::Operation::describe_configs: return RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS;
  }
  return RD_KAFKA_ACL_OPERATION_ANY;
}

rd_kafka_AclPermissionType_t type_of_permission(const Permission& permission) {
  return permission.allow ? RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW : RD_KAFKA_ACL_PERMISSION_TYPE_DENY;
}

}  // namespace

void create_topic(const std::string& brokers, const std::string& topic, int partitions, const Properties& config) {
  const std::string doing = "create topic " + topic;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_CREATETOPICS, doing,
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        char complaint[256];
        const NewTopic wanted(rd_kafka_NewTopic_new(topic.c_str(), partitions, -1, complaint, sizeof complaint));
        for (const auto& [name, value] : config) rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
        rd_kafka_NewTopic_t* topics[] = {wanted.get()};
        rd_kafka_CreateTopics(client, topics, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        for (std::size_t i = 0; i < count; ++i) require_answer(rd_kafka_topic_result_error(results[i]), doing);
      });
  await(doing, [&] { return partition_count(brokers, topic) == partitions; });
}

void grow_topic(const std::string& brokers, const std::string& topic, int partitions) {
  const std::string doing = "add partitions to " + topic;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, doing,
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        char complaint[256];
        const NewPartitions wanted(
            rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(partitions), complaint, sizeof complaint));
        rd_kafka_NewPartitions_t* topics[] = {wanted.get()};
        rd_kafka_CreatePartitions(client, topics, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count);
        for (std::size_t i = 0; i < count; ++i) require_answer(rd_kafka_topic_result_error(results[i]), doing);
      });
  await(doing, [&] { return partition_count(brokers, topic) == partitions; });
}

void delete_topic(const std::string& brokers, const std::string& topic) {
  const std::string doing = "delete topic " + topic;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_DELETETOPICS, doing,
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        const DeleteTopic unwanted(rd_kafka_DeleteTopic_new(topic.c_str()));
        rd_kafka_DeleteTopic_t* topics[] = {unwanted.get()};
        rd_kafka_DeleteTopics(client, topics, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
        for (std::size_t i = 0; i < count; ++i) require_answer(rd_kafka_topic_result_error(results[i]), doing);
      });
  await(doing, [&] { return partition_count(brokers, topic) == 0; });
}

void delete_records(const std::string& brokers, const std::string& topic, PartitionId partition, std::int64_t before) {
  const std::string doing = "delete records of " + topic;
  const PartitionList place(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(place.get(), topic.c_str(), partition)->offset = before;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_DELETERECORDS, doing,
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        const DeleteRecords wanted(rd_kafka_DeleteRecords_new(place.get()));
        rd_kafka_DeleteRecords_t* all[] = {wanted.get()};
        rd_kafka_DeleteRecords(client, all, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        const auto* offsets = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
        require_answer(offsets->elems[0].err, doing);
      });
}

void set_topic_config(const std::string& brokers, const std::string& topic, const Properties& config) {
  const std::string doing = "set the configuration of " + topic;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_ALTERCONFIGS, doing,
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        const ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
        for (const auto& [name, value] : config) rd_kafka_ConfigResource_set_config(resource.get(), name.c_str(), value.c_str());
        rd_kafka_ConfigResource_t* resources[] = {resource.get()};
        rd_kafka_AlterConfigs(client, resources, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count);
        for (std::size_t i = 0; i < count; ++i) require_answer(rd_kafka_ConfigResource_error(results[i]), doing);
      });
  for (const auto& one : config) await(doing, [&] { return topic_config(brokers, topic, one.first) == one.second; });
}

std::string topic_config(const std::string& brokers, const std::string& topic, const std::string& name) {
  std::string value;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "describe " + topic,
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        const ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
        rd_kafka_ConfigResource_t* resources[] = {resource.get()};
        rd_kafka_DescribeConfigs(client, resources, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** described = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count);
        require_answer(rd_kafka_ConfigResource_error(described[0]), "describe " + topic);
        std::size_t entry_count = 0;
        const auto** entries = rd_kafka_ConfigResource_configs(described[0], &entry_count);
        for (std::size_t i = 0; i < entry_count; ++i)
          if (name == rd_kafka_ConfigEntry_name(entries[i])) value = rd_kafka_ConfigEntry_value(entries[i]);
      });
  return value;
}

void add_permission(const std::string& brokers, const Permission& permission) {
  const std::string name = permission.resource == Permission::Resource::cluster ? "kafka-cluster" : permission.name;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_CREATEACLS, "add an ACL",
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        char complaint[256];
        const AclBinding binding(rd_kafka_AclBinding_new(type_of(permission), name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL,
                                                         permission.user.c_str(), "*", operation_of(permission),
                                                         type_of_permission(permission), complaint, sizeof complaint));
        if (!binding) throw std::runtime_error(complaint);
        rd_kafka_AclBinding_t* bindings[] = {binding.get()};
        rd_kafka_CreateAcls(client, bindings, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count);
        for (std::size_t i = 0; i < count; ++i)
          if (const rd_kafka_error_t* error = rd_kafka_acl_result_error(results[i]))
            throw std::runtime_error(std::string("add an ACL: ") + rd_kafka_error_string(error));
      });
}

std::size_t remove_permissions(const std::string& brokers, const Permission& permission) {
  const std::string name = permission.resource == Permission::Resource::cluster ? "kafka-cluster" : permission.name;
  std::size_t removed = 0;
  ask(
      brokers, RD_KAFKA_ADMIN_OP_DELETEACLS, "remove an ACL",
      [&](rd_kafka_t* client, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
        char complaint[256];
        const AclBinding filter(rd_kafka_AclBindingFilter_new(
            type_of(permission), name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, permission.user.c_str(), "*",
            operation_of(permission), type_of_permission(permission), complaint, sizeof complaint));
        if (!filter) throw std::runtime_error(complaint);
        rd_kafka_AclBindingFilter_t* filters[] = {filter.get()};
        rd_kafka_DeleteAcls(client, filters, 1, options, queue);
      },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_DeleteAcls_result_responses(rd_kafka_event_DeleteAcls_result(event), &count);
        for (std::size_t i = 0; i < count; ++i) {
          std::size_t matching = 0;
          rd_kafka_DeleteAcls_result_response_matching_acls(results[i], &matching);
          removed += matching;
        }
      });
  return removed;
}

void remove_permission(const std::string& brokers, const Permission& permission) {
  const std::size_t removed = remove_permissions(brokers, permission);
  if (removed != 1) throw std::runtime_error("remove an ACL: " + std::to_string(removed) + " matched");
}

}  // namespace sluiced::testing
