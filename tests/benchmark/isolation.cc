// What one group's misfortune costs another: records a second of a group beside one that the broker refuses for ever, against the same
// group alone. In turn, in one run; the ratio is what counts. scripts/bench isolation brings the broker, with an authorizer.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/daemon_process.h"
#include "support/event_ledger.h"
#include "support/kafka_client.h"

namespace {

using namespace sluiced::testing;
using Stopwatch = std::chrono::steady_clock;

struct Options {
  std::string brokers;
  std::uint64_t records = 2'000'000;
  int pairs = 5;
};

const std::string refused_group = "bench-isolation-refused";

std::string median_and_range(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return fmt::format("{:.3f} ({:.3f}-{:.3f})", values[values.size() / 2], values.front(), values.back());
}

/// Thousands of records a second, from the group's joining until all is committed.
double run(const Options& options, const std::string& topic, int round, bool with_refused) {
  const WatchedTopic good{.name = topic,
                          .group = fmt::format("{}-{}-{}-{}", topic, getpid(), round, with_refused ? "with" : "alone")};
  DaemonSettings settings{.brokers = options.brokers, .topics = {good}};
  settings.kafka = "  consumer_properties: { auto.commit.interval.ms: 20 }\n";
  settings.supervision = "backoff: { initial: 1s, max: 2s }";  // more of its trouble than there is by default
  if (with_refused) settings.topics.push_back({.name = topic + "-refused", .group = refused_group});
  DaemonProcess daemon(settings);
  daemon.start();
  if (!daemon.await_line({"partitions assigned"})) throw std::runtime_error("the daemon did not join:\n" + daemon.log());
  const auto start = Stopwatch::now();
  if (!within(std::chrono::seconds(300), [&] { return everything_committed(options.brokers, good.group, topic); }))
    throw std::runtime_error("the daemon did not finish:\n" + daemon.log());
  const double took = std::chrono::duration<double>(Stopwatch::now() - start).count();
  if (with_refused && !daemon.await_line({"loop failed", refused_group}))
    throw std::runtime_error("the other group is not refused:\n" + daemon.log());
  daemon.signal(SIGTERM);
  if (daemon.await_exit(std::chrono::seconds(60)) != 0) throw std::runtime_error("the daemon did not stop well");
  return static_cast<double>(options.records) / took / 1'000;
}

void bench(const Options& options) {
  add_permission(options.brokers,
                 {.user = "User:*", .resource = Permission::Resource::group, .name = refused_group, .allow = false});
  const std::string topic = fmt::format("bench-isolation-{}-{}", options.records, getpid());
  create_topic(options.brokers, topic, 2);
  create_topic(options.brokers, topic + "-refused", 2);
  EventLedger(1, options.records).produce(options.brokers, topic);
  std::vector<double> alone, beside, ratio;
  for (int round = 0; round <= options.pairs; ++round) {
    // Which of them is first changes, so that what gets better or worse with time favours neither.
    const bool first = round % 2 == 0;
    const double one = run(options, topic, round, first);
    const double other = run(options, topic, round, !first);
    if (round == 0) continue;  // warms the broker's page cache
    beside.push_back(first ? one : other);
    alone.push_back(first ? other : one);
    ratio.push_back(beside.back() / alone.back());
  }
  fmt::print("{} records of about 550 bytes, 1 % broken, 2 partitions, {} pairs: median (range)\n", options.records,
             options.pairs);
  fmt::print("alone                    {} thousand records/s\n", median_and_range(alone));
  fmt::print("beside a refused group   {} thousand records/s\n", median_and_range(beside));
  fmt::print("ratio                    {}\n", median_and_range(ratio));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() != 3) {
      fmt::print(stderr, "usage: bench_isolation BROKERS RECORDS PAIRS (scripts/bench isolation)\n");
      return 64;
    }
    bench({.brokers = arguments[0], .records = std::stoull(arguments[1]), .pairs = std::stoi(arguments[2])});
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_isolation: {}\n", error.what());
    return 1;
  }
}
