// SIGTERM: out within the time promised, whatever the daemon is at, and nothing lost or done twice for it.
#include "scene.h"

namespace sluiced::testing {
namespace {

constexpr int own_port = 19393;
/// From the end of a hold to the topic's going on: the longest wait between two tries is 15 s.
constexpr seconds hold_ends_within{40};

struct Stopped {
  std::optional<int> exit_code;
  milliseconds took{0};
};

Stopped timed_stop(DaemonProcess& daemon) {
  const auto start = Stopwatch::now();
  const auto exit_code = stop(daemon);
  return {.exit_code = exit_code, .took = since(start)};
}

TEST_CASE("SIGTERM while nothing comes: exit 0 in under a second, the offsets committed") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("idle");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(1, 100, {.broken_every = 10});
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  const Stopped stopped = timed_stop(daemon);
  INFO(daemon.log());
  CHECK(stopped.exit_code == 0);
  CHECK(stopped.took < milliseconds(1'000));
  CHECK(ledger.check(brokers, letters_of(topic)).text() == "");
}

TEST_CASE("SIGTERM under load: exit 0 in time, and the next start goes on without a record lost or done twice") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("load");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(2, 200'000);
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .drain_timeout = "5s", .kafka = wide_open_window});
  TopicSize letters(brokers, topic.dead_letter_topic());
  daemon.start();
  REQUIRE(within(work_deadline, [&] { return letters.records() >= 300; }));
  const Stopped stopped = timed_stop(daemon);
  INFO(daemon.log());
  CHECK(stopped.exit_code == 0);
  CHECK(stopped.took < milliseconds(6'000));
  REQUIRE_FALSE(everything_committed(brokers, topic.group, topic.name));  // else it was not under load
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  CHECK(ledger.check(brokers, letters_of(topic)).text() == "");
}

TEST_CASE("a broker that no longer answers: SIGTERM ends the drain in time, a second one at once, and nothing is lost") {
  Broker broker("frozen", own_port);
  broker.up();
  const std::string& brokers = broker.address();
  const WatchedTopic topic = fresh_topic("frozen");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(3, 200'000, {.broken_every = 20});
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .drain_timeout = "6s", .kafka = wide_open_window});
  const auto freeze_under_load = [&] {
    TopicSize letters(brokers, topic.dead_letter_topic());
    const std::uint64_t before = letters.records();
    daemon.start();
    REQUIRE(within(work_deadline, [&] { return letters.records() >= before + 100; }));
    // The loop goes on with what it has fetched, and sends letters that nobody acknowledges: those the drain will wait for.
    broker.freeze();
  };

  freeze_under_load();
  const Stopped stopped = timed_stop(daemon);
  {
    INFO(daemon.log());
    CHECK(stopped.exit_code == 0);
    CHECK(stopped.took > milliseconds(2'000));  // it did wait
    CHECK(stopped.took < milliseconds(7'000));
  }

  broker.thaw();
  freeze_under_load();
  daemon.signal(SIGTERM);
  REQUIRE(daemon.await_line({"draining"}));
  const Stopped second = timed_stop(daemon);
  {
    INFO(daemon.log());
    CHECK(second.exit_code == 128 + SIGTERM);
    CHECK(second.took < milliseconds(1'000));
  }

  broker.thaw();
  daemon.start();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  const Findings found = ledger.check(brokers, letters_of(topic));
  INFO(found.text());
  CHECK(found.lossless());
}

TEST_CASE("no broker at all: SIGTERM ends the daemon in time all the same") {
  DaemonProcess daemon({.brokers = "127.0.0.1:19399", .topics = {fresh_topic("nobody")}, .drain_timeout = "5s"});
  daemon.start();
  const bool told = daemon.await_line({"\"level\":\"error\"", "no broker can be reached"});
  const Stopped stopped = timed_stop(daemon);
  INFO(daemon.log());
  CHECK(told);
  CHECK(stopped.exit_code == 0);
  CHECK(stopped.took < milliseconds(6'000));
}

TEST_CASE(
    "a dead-letter topic that is not there and not to be made holds the topic at its first failing record, until it is made") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("missing", "dead_letter: { create: false }");
  create_topic(brokers, topic.name, 1);
  EventLedger ledger(4, 5'000);
  ledger.produce(brokers, topic.name);
  REQUIRE(ledger.first_broken(0) > 0);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool held = daemon.await_line({"topic on hold", "\"reason\":\"dlt_missing\""});
  const std::vector<std::int64_t> up_to_it{ledger.first_broken(0)};
  const bool committed_before = within(work_deadline, [&] { return committed(brokers, topic.group, topic.name) == up_to_it; });
  INFO(daemon.log());
  REQUIRE(held);
  REQUIRE(committed_before);
  CHECK(partition_count(brokers, topic.dead_letter_topic()) == 0);

  create_topic(brokers, topic.dead_letter_topic(), 1);
  const bool released = daemon.await_line({"topic goes on"}, hold_ends_within);
  INFO(daemon.log());
  REQUIRE(released);
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  CHECK(ledger.check(brokers, letters_of(topic)).text() == "");
}

}  // namespace
}  // namespace sluiced::testing
