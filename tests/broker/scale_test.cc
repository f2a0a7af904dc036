// Many records, many groups, many partitions in one process. Minutes each, so only when asked for: broker "[.scale]".
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scene.h"

namespace sluiced::testing {
namespace {

std::uint64_t given(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : otherwise;
}

double mib(std::size_t kib) { return static_cast<double>(kib) / 1024; }

struct Watched {
  bool finished = false;
  milliseconds took{0};
  double cpu_seconds = 0;
  std::vector<std::size_t> rss_kib;  ///< twice a second

  std::size_t peak(std::size_t from, std::size_t to) const {
    return *std::max_element(rss_kib.begin() + static_cast<std::ptrdiff_t>(from),
                             rss_kib.begin() + static_cast<std::ptrdiff_t>(to));
  }
  std::string table() const {
    const std::size_t third = rss_kib.size() / 3;
    return fmt::format(
        "seconds        {:.1f}\nCPU seconds    {:.1f}\nRSS max, MiB   {:.1f} {:.1f} {:.1f} in the thirds of the run\n",
        seconds_of(took), cpu_seconds, mib(peak(0, third)), mib(peak(third, 2 * third)), mib(peak(2 * third, rss_kib.size())));
  }
};

/// From the daemon's start until everything is committed.
Watched watch(DaemonProcess& daemon, const std::string& brokers, const std::vector<WatchedTopic>& topics) {
  Watched run;
  const auto start = Stopwatch::now();
  daemon.start();
  auto next = start;
  run.finished = within(seconds(900), [&] {
    if (Stopwatch::now() >= next) {
      run.rss_kib.push_back(daemon.rss_kib());
      next += milliseconds(500);
    }
    return std::all_of(topics.begin(), topics.end(),
                       [&](const WatchedTopic& topic) { return everything_committed(brokers, topic.group, topic.name); });
  });
  run.took = since(start);
  run.cpu_seconds = daemon.cpu_seconds();
  return run;
}

TEST_CASE("ten million records at full speed leave the memory where it was", "[.scale]") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("ten-million");
  create_topic(brokers, topic.name, 12);
  EventLedger ledger(10, given("SLUICED_SCALE_RECORDS", 10'000'000));
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  const Watched run = watch(daemon, brokers, {topic});
  const Findings found = ledger.check(brokers, letters_of(topic));
  fmt::print("records        {}\nletters        {}\n{}", ledger.count(), found.letters, run.table());
  CHECK(run.finished);
  CHECK(found.text() == "");
  CHECK(stop(daemon) == 0);
  const std::size_t third = run.rss_kib.size() / 3;
  CHECK(run.peak(2 * third, run.rss_kib.size()) <= run.peak(0, third) + run.peak(0, third) / 4);
}

TEST_CASE("24 groups in one process finish their topics, each by itself", "[.scale]") {
  const std::string brokers = tier_broker();
  std::vector<WatchedTopic> topics;
  std::vector<EventLedger> ledgers;
  for (std::uint64_t i = 0; i < 24; ++i) {
    topics.push_back(fresh_topic("of-24-" + std::to_string(i)));
    create_topic(brokers, topics.back().name, 2);
    ledgers.emplace_back(i, 50'000).produce(brokers, topics.back().name);
  }
  DaemonProcess daemon({.brokers = brokers, .topics = topics});
  const Watched run = watch(daemon, brokers, topics);
  fmt::print("groups         {}\nrecords        {}\n{}", topics.size(), topics.size() * 50'000, run.table());
  CHECK(run.finished);
  CHECK(stop(daemon) == 0);
  for (std::size_t i = 0; i < topics.size(); ++i) CHECK(ledgers[i].check(brokers, letters_of(topics[i])).text() == "");
}

TEST_CASE("a member of 200 partitions finishes them all", "[.scale]") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("of-200");
  create_topic(brokers, topic.name, 200);
  EventLedger ledger(200, 1'000'000);
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  const Watched run = watch(daemon, brokers, {topic});
  const Findings found = ledger.check(brokers, letters_of(topic));
  fmt::print("partitions     200\nrecords        {}\nletters        {}\n{}", ledger.count(), found.letters, run.table());
  CHECK(run.finished);
  CHECK(found.text() == "");
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
