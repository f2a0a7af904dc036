// What the whole gate costs: CPU seconds per million records of the daemon, against a bare librdkafka consumer that only counts bytes.
// The same library, the same preloaded topic, in turn, in one run; the ratio is what counts. scripts/bench gate brings the broker.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmark/bare_consumer.h"
#include "support/daemon_process.h"
#include "support/event_ledger.h"
#include "support/kafka_client.h"

namespace {

using namespace sluiced::testing;

struct Options {
  std::string brokers;
  std::uint64_t records = 1'000'000;
  int pairs = 5;
};

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
    const double a = cpu_seconds_of_bare(self, options.brokers, topic, round, options.records) / millions;
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
    if (is_bare(arguments)) return consume_bare(arguments);
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
