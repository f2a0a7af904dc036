// Groups and their members: instances that share, groups that come, change and go with a SIGHUP, other assignors, static members.
#include <fmt/format.h>

#include "scene.h"

namespace sluiced::testing {
namespace {

double rebalances(DaemonProcess& daemon, const std::string& group) {
  return daemon.metric("sluiced_loop_rebalances_total", {{"group", group}}).value_or(-1);
}

double restarts(DaemonProcess& daemon, const std::string& group) {
  return daemon.metric("sluiced_loop_restarts_total", {{"group", group}}).value_or(-1);
}

/// Every loop runs, and each of the two has two of the four partitions.
bool shared_by_two(DaemonProcess& daemon) {
  const JsonText status = daemon.status();
  return status.size("/loops") == 2 && status.truth("/ready_strict") && status.number("/loops/0/partitions") == 2 &&
         status.number("/loops/1/partitions") == 2;
}

bool strictly_ready(DaemonProcess& daemon) { return daemon.answers("/readyz?strict", 200); }

/// As letters_of(), whichever member wrote them.
LetterExpectation letters_of_any(const WatchedTopic& topic) {
  LetterExpectation expectation = letters_of(topic);
  expectation.client.clear();
  return expectation;
}

/// Joins, judges, ends, comes back and goes on, with that assignor.
void check_two_instances(const std::string& more) {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("instances");
  create_topic(brokers, topic.name, 4);
  EventLedger ledger(71, 40'000);
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .groups = {{topic.group, "instances: 2" + more}}});
  daemon.start();
  const bool shared = within(work_deadline, [&] { return shared_by_two(daemon); });
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(shared);
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  CHECK(ledger.check(brokers, letters_of_any(topic)).text() == "");

  daemon.start();
  CHECK(within(work_deadline, [&] { return shared_by_two(daemon); }));
  EventLedger more_records(72, 10'000);
  more_records.produce(brokers, topic.name);
  CHECK(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  CHECK(TopicSize(brokers, topic.dead_letter_topic()).records() == ledger.broken() + more_records.broken());
}

TEST_CASE("two instances of a group share its partitions, and after a SIGTERM go on without a record lost or done twice") {
  check_two_instances("");
}

TEST_CASE("two instances with assignor cooperative-sticky share, judge, end and come back") {
  check_two_instances(", assignor: cooperative-sticky");
}

TEST_CASE("SIGHUP adds a group, changes one and removes one, and the others do not notice") {
  const std::string brokers = tier_broker();
  const WatchedTopic kept = fresh_topic("kept");
  const WatchedTopic changed = fresh_topic("changed");
  const WatchedTopic added = fresh_topic("added");
  std::vector<EventLedger> ledgers;
  for (const WatchedTopic& topic : {kept, changed, added}) {
    create_topic(brokers, topic.name, 2);
    ledgers.emplace_back(80 + ledgers.size(), 20'000).produce(brokers, topic.name);
  }
  DaemonSettings settings{.brokers = brokers, .topics = {kept, changed}};
  DaemonProcess daemon(settings);
  daemon.start();
  REQUIRE(within(work_deadline, [&] { return strictly_ready(daemon); }));
  const double of_kept = rebalances(daemon, kept.group);
  const double of_changed = rebalances(daemon, changed.group);
  const auto reload = [&](const std::vector<std::string>& outcome) {
    daemon.configure(settings);
    daemon.signal(SIGHUP);
    const bool reloaded = daemon.await_line(outcome);
    const bool ready = within(work_deadline, [&] { return strictly_ready(daemon); });
    INFO(daemon.log());
    REQUIRE(reloaded);
    REQUIRE(ready);
  };

  settings.topics.push_back(added);
  reload({"\"message\":\"reloaded\"", "\"generation\":2", "\"loops_started\":1", "\"loops_restarted\":0", "\"loops_stopped\":0"});
  REQUIRE(await_committed(brokers, added));
  CHECK(rebalances(daemon, changed.group) == of_changed);

  settings.groups[changed.group] = "instances: 2";
  reload({"\"message\":\"reloaded\"", "\"generation\":3", "\"loops_started\":1", "\"loops_restarted\":0"});
  settings.groups[changed.group] = "assignor: roundrobin";
  reload({"\"message\":\"reloaded\"", "\"generation\":4", "\"loops_restarted\":1", "\"loops_stopped\":1"});
  CHECK(restarts(daemon, changed.group) == 1);

  settings.topics = {kept, changed};
  reload({"\"message\":\"reloaded\"", "\"generation\":5", "\"loops_restarted\":0", "\"loops_stopped\":1"});
  CHECK(within(work_deadline, [&] { return daemon.status().size("/loops") == 2; }));
  CHECK(rebalances(daemon, kept.group) == of_kept);
  CHECK(restarts(daemon, kept.group) == 0);

  const bool all_done = await_committed(brokers, kept) && await_committed(brokers, changed);
  INFO(daemon.log());
  REQUIRE(all_done);
  CHECK(stop(daemon) == 0);
  CHECK(ledgers[0].check(brokers, letters_of(kept)).text() == "");
  CHECK(ledgers[1].check(brokers, letters_of_any(changed)).text() == "");
  CHECK(ledgers[2].check(brokers, letters_of(added)).text() == "");
}

TEST_CASE("a static member that ends and comes back within its session costs the other member no rebalance") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("static");
  create_topic(brokers, topic.name, 4);
  DaemonSettings settings{
      .brokers = brokers, .topics = {topic}, .groups = {{topic.group, "static_membership: true"}}, .session_timeout_ms = "30000"};
  settings.kafka = "  node: left\n";
  DaemonProcess left(settings);
  settings.kafka = "  node: right\n";
  DaemonProcess right(settings);
  const auto shared = [&] {
    return strictly_ready(left) && strictly_ready(right) && left.metric("sluiced_assigned_partitions") == 2 &&
           right.metric("sluiced_assigned_partitions") == 2;
  };
  left.start();
  right.start();
  REQUIRE(within(work_deadline, shared));
  EventLedger ledger(91, 20'000);
  ledger.produce(brokers, topic.name);
  REQUIRE(await_committed(brokers, topic));
  const double before = rebalances(left, topic.group);

  CHECK(stop(right) == 0);
  CHECK(right.lines({"static member: the group keeps its partitions"}).size() == 1);
  right.start();
  REQUIRE(within(work_deadline, shared));
  EventLedger more(92, 10'000);
  more.produce(brokers, topic.name);
  const bool committed_all = await_committed(brokers, topic);
  INFO(left.log() << right.log());
  REQUIRE(committed_all);
  CHECK(rebalances(left, topic.group) == before);
  CHECK(stop(left) == 0);
  CHECK(stop(right) == 0);
  CHECK(TopicSize(brokers, topic.dead_letter_topic()).records() == ledger.broken() + more.broken());
}

}  // namespace
}  // namespace sluiced::testing
