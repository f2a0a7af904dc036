// SIGTERM, SIGINT and a second signal in the states that shutdown_test.cc has not: out in time, and the next run finishes it all.
#include "scene.h"

namespace sluiced::testing {
namespace {

constexpr milliseconds at_once{1'000};
/// A drain_timeout of 5 s, the margin of the way out, and a busy machine.
constexpr milliseconds out_within{6'500};

struct Way {
  std::vector<int> signals;
  int exit_code;
  milliseconds at_most;
};
/// The lower number is taken first where both wait.
const std::vector<Way> ways{{{SIGTERM}, 0, out_within}, {{SIGINT}, 0, out_within}, {{SIGINT, SIGTERM}, 128 + SIGTERM, at_once}};

/// All signals wait for the daemon together, so that the second finds it draining.
void end_by(DaemonProcess& daemon, const Way& way) {
  const auto asked = Stopwatch::now();
  daemon.signal(SIGSTOP);
  const std::string status = "/proc/" + std::to_string(daemon.pid()) + "/status";
  REQUIRE(within(seconds(10), [&] { return file_text(status).find("State:\tT") != std::string::npos; }));
  for (const int number : way.signals) daemon.signal(number);
  daemon.signal(SIGCONT);
  const auto exit_code = daemon.await_exit(seconds(30));
  INFO(way.signals.size() << " signals, the first " << way.signals.front() << "\n" << daemon.log());
  CHECK(exit_code == way.exit_code);
  CHECK(since(asked) < way.at_most);
}

/// Nothing lost; after a second signal what was not committed may have been done again.
void check_finished(const std::string& brokers, const WatchedTopic& topic, const EventLedger& ledger) {
  DaemonProcess last({.brokers = brokers, .topics = {topic}});
  last.start();
  const bool committed_all = await_committed(brokers, topic);
  INFO(last.log());
  REQUIRE(committed_all);
  CHECK(stop(last) == 0);
  const Findings found = ledger.check(brokers, letters_of(topic));
  INFO(found.text());
  CHECK(found.lossless());
}

TEST_CASE("SIGINT and a second signal under load: out in time, and the next start finishes without a record lost") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("signals");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(31, 600'000);
  ledger.produce(brokers, topic.name);
  TopicSize letters(brokers, topic.dead_letter_topic());
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .drain_timeout = "5s", .kafka = wide_open_window});
  for (const Way& way : ways) {
    const std::uint64_t before = letters.records();
    daemon.start();
    REQUIRE(within(work_deadline, [&] { return letters.records() >= before + 50; }));
    end_by(daemon, way);
  }
  REQUIRE_FALSE(everything_committed(brokers, topic.group, topic.name));  // else it was not under load
  check_finished(brokers, topic, ledger);
}

TEST_CASE("a signal while the group does not let the daemon in: out in time, and nothing lost") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("joining");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(32, 2'000);
  DaemonProcess other({.brokers = brokers, .topics = {topic}, .session_timeout_ms = "45000"});
  other.start();
  REQUIRE(other.await_line({"partitions assigned"}));
  other.signal(SIGSTOP);  // a member that does not answer: the group waits for it
  ledger.produce(brokers, topic.name);

  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .drain_timeout = "2s"});
  for (const Way& way : ways) {
    daemon.start();
    const bool reachable =
        within(work_deadline, [&] { return daemon.running() && daemon.metric("sluiced_broker_reachable") == 1; });
    INFO(daemon.log());
    REQUIRE(reachable);
    CHECK(daemon.status().text("/loops/0/state") == "starting");
    end_by(daemon, way);
  }
  other.signal(SIGCONT);
  const bool committed_all = await_committed(brokers, topic);
  INFO(other.log());
  REQUIRE(committed_all);
  CHECK(stop(other) == 0);
  CHECK(ledger.check(brokers, letters_of(topic)).text() == "");
}

TEST_CASE("a signal while the topic is on hold: out in time, nothing behind the hold committed, and nothing lost") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("held", "dead_letter: { create: false }");
  create_topic(brokers, topic.name, 1);
  EventLedger ledger(33, 5'000);
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .drain_timeout = "5s"});
  for (const Way& way : ways) {
    daemon.start();
    const bool held = daemon.await_line({"topic on hold", "\"reason\":\"dlt_missing\""});
    INFO(daemon.log());
    REQUIRE(held);
    CHECK(within(seconds(5), [&] { return daemon.answers("/readyz?strict", 503); }));
    end_by(daemon, way);
    CHECK(committed(brokers, topic.group, topic.name).front() <= ledger.first_broken(0));
  }
  create_topic(brokers, topic.dead_letter_topic(), 1);
  check_finished(brokers, topic, ledger);
}

TEST_CASE("SIGHUP and SIGUSR1 while it drains change nothing of the way out") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("draining");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(34, 200'000);
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .drain_timeout = "5s", .kafka = wide_open_window});
  TopicSize letters(brokers, topic.dead_letter_topic());
  daemon.start();
  REQUIRE(within(work_deadline, [&] { return letters.records() >= 200; }));
  daemon.signal(SIGTERM);
  REQUIRE(daemon.await_line({"\"message\":\"draining\""}));
  const auto asked = Stopwatch::now();
  if (daemon.running()) daemon.signal(SIGHUP);
  if (daemon.running()) daemon.signal(SIGUSR1);
  CHECK(daemon.await_exit(seconds(30)) == 0);
  CHECK(since(asked) < out_within);
  CHECK(daemon.lines({"\"message\":\"reload\""}).empty());
  check_finished(brokers, topic, ledger);
}

}  // namespace
}  // namespace sluiced::testing
