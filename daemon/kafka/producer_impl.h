// Internal to kafka/.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kafka/handles.h"
#include "kafka/producer.h"

namespace sluiced::kafka {

struct Producer::Impl {
  Impl(const ClientSettings& settings, Wakeup& wakeup);
  static void on_report(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* opaque);

  rd_kafka_topic_t* topic(const std::string& name);
  /// nullopt: nothing is to be begun, or it was begun.
  std::optional<gate::IoError> begin_transaction();

  bool transactional = false;
  bool in_transaction = false;
  std::string spoilt;  ///< why the transaction that is open cannot take place; "" = it can
  std::vector<gate::DeliveryReport> reports;
  ClientHandle client;
  QueueHandle queue;
  std::map<std::string, TopicHandle> topics;  ///< all that was written to
  rd_kafka_topic_t* last_topic = nullptr;     ///< records come in runs of one topic
};

}  // namespace sluiced::kafka
