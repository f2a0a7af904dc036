// What the whole gate costs: CPU seconds per million records of the daemon, against a bare librdkafka consumer that only counts bytes.
// The same library, the same preloaded topic, in turn, in one run; the ratio is what counts. scripts/bench gate brings the broker.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/daemon_process.h"
#include "support/event_ledger.h"
#include "support/kafka_client.h"

namespace {

using namespace sluiced::testing;

constexpr std::size_t batch_max = 1000;

struct Options {
  std::string brokers;
  std::uint64_t records = 1'000'000;
  int pairs = 5;
};

double cpu_seconds_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void set(rd_kafka_conf_t* conf, const char* name, const char* value, bool needed = true) {
  char complaint[512];
  if (rd_kafka_conf_set(conf, name, value, complaint, sizeof complaint) != RD_KAFKA_CONF_OK && needed)
    throw std::runtime_error(complaint);
}

/// The cheapest way that librdkafka has: whole batches, nothing looked at but the length. Queues as the daemon sets them.
int consume_bare(const std::string& brokers, const std::string& topic, const std::string& group, std::uint64_t records) {
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

std::string median_and_range(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return fmt::format("{:.2f} ({:.2f}-{:.2f})", values[values.size() / 2], values.front(), values.back());
}

double run_bare(const std::string& self, const Options& options, const std::string& topic, int round) {
  const double before = cpu_seconds_of_children();
  ChildProcess child({self, "--bare", options.brokers, topic, fmt::format("{}-bare-{}-{}", topic, getpid(), round),
                      std::to_string(options.records)},
                     "/dev/null", "/dev/null");
  if (child.await_exit(std::chrono::seconds(300)) != 0) throw std::runtime_error("the bare consumer failed");
  return cpu_seconds_of_children() - before;
}

double run_daemon(const Options& options, const std::string& name, int round, std::size_t& rss_kib) {
  const WatchedTopic topic{.name = name, .group = fmt::format("{}-gate-{}-{}", name, getpid(), round)};
  const double before = cpu_seconds_of_children();
  DaemonProcess daemon({.brokers = options.brokers, .topics = {topic}});
  daemon.start();
  if (!within(std::chrono::seconds(300), [&] { return everything_committed(options.brokers, topic.group, topic.name); }))
    throw std::runtime_error("the daemon did not finish:\n" + daemon.log());
  rss_kib = std::max(rss_kib, daemon.rss_max_kib());
  daemon.signal(SIGTERM);
  if (daemon.await_exit(std::chrono::seconds(60)) != 0) throw std::runtime_error("the daemon did not stop well");
  return cpu_seconds_of_children() - before;
}

void bench(const std::string& self, const Options& options) {
  const std::string topic = fmt::format("bench-{}", options.records);
  if (partition_count(options.brokers, topic) == 0) {
    create_topic(options.brokers, topic, 2);
    EventLedger(1, options.records).produce(options.brokers, topic);
  }
  std::vector<double> bare, gate, ratio;
  std::size_t rss_kib = 0;
  const double millions = static_cast<double>(options.records) / 1e6;
  for (int round = 0; round <= options.pairs; ++round) {
    const double a = run_bare(self, options, topic, round) / millions;
    const double b = run_daemon(options, topic, round, rss_kib) / millions;
    if (round == 0) continue;  // warms the broker's page cache
    bare.push_back(a);
    gate.push_back(b);
    ratio.push_back(b / a);
  }
  fmt::print("{} records of about 550 bytes, 1 % broken, 2 partitions, librdkafka {}, {} pairs: median (range)\n",
             options.records, rd_kafka_version_str(), options.pairs);
  fmt::print("bare consumer  {} CPU s per million records\n", median_and_range(bare));
  fmt::print("sluiced run    {} CPU s per million records, peak memory {} MiB\n", median_and_range(gate), rss_kib / 1024);
  fmt::print("ratio          {}\n", median_and_range(ratio));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 5 && arguments[0] == "--bare")
      return consume_bare(arguments[1], arguments[2], arguments[3], std::stoull(arguments[4]));
    if (arguments.size() != 3) {
      fmt::print(stderr, "usage: bench_gate BROKERS RECORDS PAIRS (scripts/bench gate)\n");
      return 64;
    }
    bench(argv[0], {.brokers = arguments[0], .records = std::stoull(arguments[1]), .pairs = std::stoi(arguments[2])});
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_gate: {}\n", error.what());
    return 1;
  }
}
