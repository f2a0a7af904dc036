#include "benchmark/bare_consumer.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "support/child_process.h"

namespace sluiced::testing {
namespace {

constexpr std::size_t batch_max = 1000;

void set(rd_kafka_conf_t* conf, const char* name, const char* value, bool needed = true) {
  char complaint[512];
  if (rd_kafka_conf_set(conf, name, value, complaint, sizeof complaint) != RD_KAFKA_CONF_OK && needed)
    throw std::runtime_error(complaint);
}

int consume(const std::string& brokers, const std::string& topic, const std::string& group, std::uint64_t records) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  set(conf, "bootstrap.servers", brokers.c_str());
  set(conf, "group.id", group.c_str());
  set(conf, "auto.offset.reset", "earliest");
  set(conf, "isolation.level", "read_committed");
  char unknown[512];
  if (rd_kafka_conf_set(conf, "fetch.queue.backoff.ms", "1", unknown, sizeof unknown) == RD_KAFKA_CONF_OK)
    set(conf, "queued.max.messages.kbytes", "8192"), set(conf, "max.partition.fetch.bytes", "262144");
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, unknown, sizeof unknown);
  if (client == nullptr) throw std::runtime_error(unknown);
  rd_kafka_poll_set_consumer(client);
  rd_kafka_topic_partition_list_t* topics = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(topics, topic.c_str(), RD_KAFKA_PARTITION_UA);
  rd_kafka_subscribe(client, topics);
  rd_kafka_topic_partition_list_destroy(topics);
  rd_kafka_queue_t* queue = rd_kafka_queue_get_consumer(client);
  std::vector<rd_kafka_message_t*> messages(batch_max);
  std::uint64_t seen = 0, bytes = 0;
  while (seen < records) {
    const ssize_t count = rd_kafka_consume_batch_queue(queue, 100, messages.data(), batch_max);
    for (ssize_t i = 0; i < count; ++i) {
      rd_kafka_message_t* message = messages[static_cast<std::size_t>(i)];
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++seen;
        bytes += message->len;
      }
      rd_kafka_message_destroy(message);
    }
  }
  rd_kafka_queue_destroy(queue);
  rd_kafka_consumer_close(client);
  rd_kafka_destroy(client);
  return bytes > 0 ? 0 : 1;
}

}  // namespace

double cpu_seconds_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string median_and_range(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return fmt::format("{:.2f} ({:.2f}-{:.2f})", values[values.size() / 2], values.front(), values.back());
}

bool is_bare(const std::vector<std::string>& arguments) { return arguments.size() == 5 && arguments.front() == "--bare"; }

int consume_bare(const std::vector<std::string>& arguments) {
  return consume(arguments[1], arguments[2], arguments[3], std::stoull(arguments[4]));
}

double cpu_seconds_of_bare(const std::string& self, const std::string& brokers, const std::string& topic, int round,
                           std::uint64_t records) {
  const double before = cpu_seconds_of_children();
  ChildProcess child(
      {self, "--bare", brokers, topic, fmt::format("{}-bare-{}-{}", topic, getpid(), round), std::to_string(records)},
      "/dev/null", "/dev/null");
  if (child.await_exit(std::chrono::seconds(300)) != 0) throw std::runtime_error("the bare consumer failed");
  return cpu_seconds_of_children() - before;
}

}  // namespace sluiced::testing
