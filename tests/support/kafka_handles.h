// librdkafka for the tests' own client: handles that destroy themselves, and errors that throw. Internal to tests/support/.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

#include "support/kafka_client.h"

namespace sluiced::testing {

template <auto destroy>
struct Destroyer {
  template <class T>
  void operator()(T* handle) const noexcept {
    destroy(handle);
  }
};
template <class T, auto destroy>
using Handle = std::unique_ptr<T, Destroyer<destroy>>;

using ClientHandle = Handle<rd_kafka_t, rd_kafka_destroy>;
using QueueHandle = Handle<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using EventHandle = Handle<rd_kafka_event_t, rd_kafka_event_destroy>;
using TopicHandle = Handle<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using PartitionList = Handle<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;

/// For one answer: a broker under load on a busy machine takes its time.
inline constexpr int answer_timeout_ms = 30'000;

inline void require_answer(rd_kafka_resp_err_t code, const std::string& doing) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    throw std::runtime_error(doing + ": " + rd_kafka_err2str(code) + " (" + rd_kafka_err2name(code) + ")");
}

ClientHandle make_client(rd_kafka_type_t type, const std::string& brokers, Properties properties,
                         rd_kafka_conf_t* conf = nullptr);

}  // namespace sluiced::testing
