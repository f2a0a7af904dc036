// Partitions that are added while the daemon runs.
#include "scene.h"

namespace sluiced::testing {
namespace {

TEST_CASE("partitions added to a topic in use are read from their start, and its dead-letter topic gets them too") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("growing");
  create_topic(brokers, topic.name, 1);
  EventLedger valid(21, 2'000, {.broken_every = 0});
  valid.produce(brokers, topic.name);

  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  REQUIRE(partition_count(brokers, topic.dead_letter_topic()) == 1);

  grow_topic(brokers, topic.name, 3);
  EventLedger mixed(22, 6'000, {.broken_every = 10});
  mixed.produce(brokers, topic.name);  // before the daemon has heard of them
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  CHECK(partition_count(brokers, topic.dead_letter_topic()) == 3);
  CHECK(mixed.check(brokers, letters_of(topic)).text() == "");  // each letter on the partition of the same number
  CHECK(daemon.lines({"\"level\":\"error\""}).empty());
}

}  // namespace
}  // namespace sluiced::testing
