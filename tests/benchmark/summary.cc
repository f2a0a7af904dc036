// What `sluiced dlt summary` costs: CPU seconds per million dead letters, against a bare librdkafka consumer that only counts bytes.
// The same library, the same dead-letter topic, in turn, in one run, whole processes; the ratio is what counts. scripts/bench summary
// brings the broker.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmark/bare_consumer.h"
#include "gate/dead_letter.h"
#include "support/daemon_process.h"
#include "support/events.h"
#include "support/kafka_client.h"

namespace {

using namespace sluiced;
using namespace sluiced::testing;

constexpr int partitions = 2;

struct Options {
  std::string brokers;
  std::uint64_t letters = 1'000'000;
  int pairs = 5;
};

/// Records of about 550 bytes that fail in all ways, each with the headers of a dead letter.
void produce_letters(const Options& options, const WatchedTopic& topic) {
  const gate::Rejecter rejecter{.group = topic.group,
                                .client = "sluiced/" + topic.group + "/0",
                                .dead_letter_topic = topic.dead_letter_topic(),
                                .schema_name = "https://example.com/feature_usage.schema.json",
                                .schema_sha256 = std::string(64, '9')};
  TestProducer producer(options.brokers, topic.dead_letter_topic());
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  for (std::uint64_t i = 0; i < options.letters; ++i) {
    const Event event = make_broken_event(1, i, static_cast<std::size_t>(i));
    gate::Verdict verdict;
    verdict.code = event.code;
    verdict.message = event.instance_location + ": expected number, found string";
    if (event.byte_offset) verdict.byte_offset = static_cast<std::uint32_t>(*event.byte_offset);
    if (!event.keyword.empty()) {
      schema::Violation violation;
      violation.keyword = event.keyword;
      violation.keyword_location = event.keyword_location;
      violation.instance_location = event.instance_location;
      violation.message = "expected number, found string";
      verdict.violations.push_back(std::move(violation));
    }
    std::vector<HeaderView> headers;
    for (const Header& header : event.headers) headers.push_back({header.name, header.value});
    const Record record{.topic = topic.name,
                        .partition = static_cast<PartitionId>(i % partitions),
                        .offset = {static_cast<std::int64_t>(i / partitions)},
                        .timestamp_ms = now.time_since_epoch().count(),
                        .timestamp_type = TimestampType::create_time,
                        .key = event.key,
                        .value = event.value};
    const gate::OutgoingRecord letter = gate::make_dead_letter(rejecter, record, headers, verdict, partitions, now);
    producer.send({.partition = letter.partition, .key = letter.key, .value = letter.value, .headers = letter.headers});
  }
  producer.flush();
}

double run_summary(const DaemonProcess& command, const WatchedTopic& topic, std::uint64_t letters) {
  const double before = cpu_seconds_of_children();
  const auto summary = command.command({"dlt", "summary", topic.name, "--output", "json"});
  const double taken = cpu_seconds_of_children() - before;
  if (summary.exit_code != 0) throw std::runtime_error("the summary failed: " + summary.err);
  if (summary.out.find(fmt::format("\"records\":{},", letters)) == std::string::npos)
    throw std::runtime_error("the summary does not count what is there: " + summary.out);
  return taken;
}

void bench(const std::string& self, const Options& options) {
  const WatchedTopic topic = fresh_topic("bench-summary");
  create_topic(options.brokers, topic.dead_letter_topic(), partitions);
  produce_letters(options, topic);
  const DaemonProcess command({.brokers = options.brokers, .topics = {topic}});
  std::vector<double> bare, summary, ratio;
  const double millions = static_cast<double>(options.letters) / 1e6;
  for (int round = 0; round <= options.pairs; ++round) {
    const double a = cpu_seconds_of_bare(self, options.brokers, topic.dead_letter_topic(), round, options.letters) / millions;
    const double b = run_summary(command, topic, options.letters) / millions;
    if (round == 0) continue;  // warms the broker's page cache
    bare.push_back(a);
    summary.push_back(b);
    ratio.push_back(b / a);
  }
  fmt::print("{} dead letters of about 550 bytes and their headers, {} partitions, librdkafka {}, {} pairs: median (range)\n",
             options.letters, partitions, rd_kafka_version_str(), options.pairs);
  fmt::print("bare consumer  {} CPU s per million letters\n", median_and_range(bare));
  fmt::print("dlt summary    {} CPU s per million letters\n", median_and_range(summary));
  fmt::print("ratio          {}\n", median_and_range(ratio));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (is_bare(arguments)) return consume_bare(arguments);
    if (arguments.size() != 3) {
      fmt::print(stderr, "usage: bench_summary BROKERS LETTERS PAIRS (scripts/bench summary)\n");
      return 64;
    }
    bench(argv[0], {.brokers = arguments[0], .letters = std::stoull(arguments[1]), .pairs = std::stoi(arguments[2])});
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_summary: {}\n", error.what());
    return 1;
  }
}
