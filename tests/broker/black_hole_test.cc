// The worst of all nights at once: dead letters that nobody takes, a broker that goes away for minutes, and an operator who ends it all.
#include "scene.h"
#include "support/cluster.h"
#include "support/fault_proxy.h"

namespace sluiced::testing {
namespace {

constexpr int first_port = 19540;
constexpr std::int16_t produce_request = 0;
constexpr std::int64_t for_ever_ms = 3'600'000;

TEST_CASE("dead letters into a black hole, the broker away meanwhile, SIGTERM then: out in time, and nothing is lost") {
  Cluster cluster("black-hole", first_port, 1);
  cluster.up();
  const WatchedTopic topic = fresh_topic("black-hole");
  create_topic(cluster.brokers(), topic.name, 4);
  EventLedger ledger(9, 100'000, {.broken_every = 50});
  ledger.produce(cluster.brokers(), topic.name);
  DaemonProcess daemon({.brokers = cluster.guarded(),
                        .topics = {topic},
                        .drain_timeout = "5s",
                        .kafka = cluster.gate_settings() + wide_open_window});
  TopicSize letters(cluster.brokers(), topic.dead_letter_topic());
  daemon.start();
  REQUIRE(within(work_deadline, [&] { return letters.records() >= 200; }));
  cluster.proxy(0).behave({.delayed_api_key = produce_request, .delay_ms = for_ever_ms});
  REQUIRE(within(work_deadline, [&] { return cluster.proxy(0).delayed() > 0; }));
  cluster.node(0).kill9();
  const seconds away(long_form() ? 120 : 8);
  CHECK(holds_for(away, [&] { return daemon.answers("/healthz", 200); }));
  cluster.node(0).up();
  REQUIRE_FALSE(everything_committed(cluster.brokers(), topic.group, topic.name));
  const auto asked = Stopwatch::now();
  CHECK(stop(daemon) == 0);
  CHECK(since(asked) < milliseconds(6'000));

  cluster.proxy(0).behave({});
  daemon.start();
  const bool committed_all = await_committed(cluster.brokers(), topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  const Findings found = ledger.check(cluster.brokers(), letters_of(topic));
  INFO(found.text());
  CHECK(found.lossless());
}

}  // namespace
}  // namespace sluiced::testing
