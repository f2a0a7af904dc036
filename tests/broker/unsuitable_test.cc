// A dead-letter topic that would refuse letters, or not keep them.
#include "scene.h"

namespace sluiced::testing {
namespace {

const Properties compacted{{"cleanup.policy", "compact"}};

TEST_CASE("a compacted dead-letter topic holds its topic, which goes on once it is altered, or deleted") {
  const std::string brokers = tier_broker();
  const WatchedTopic altered = fresh_topic("altered");
  WatchedTopic deleted = fresh_topic("deleted");
  deleted.group = altered.group;
  EventLedger altered_ledger(31, 1'000, {.broken_every = 10});
  EventLedger deleted_ledger(32, 1'000, {.broken_every = 10});
  for (const WatchedTopic& topic : {altered, deleted}) {
    create_topic(brokers, topic.name, 1);
    create_topic(brokers, topic.dead_letter_topic(), 1, compacted);
  }
  altered_ledger.produce(brokers, altered.name);
  deleted_ledger.produce(brokers, deleted.name);

  DaemonProcess daemon({.brokers = brokers, .topics = {altered, deleted}});
  daemon.start();
  for (const WatchedTopic& topic : {altered, deleted}) {
    const bool held = daemon.await_line({"topic on hold", topic.name, "\"reason\":\"dlt_unsuitable\"", "cleanup.policy"});
    INFO(daemon.log());
    REQUIRE(held);
    CHECK(log_ends(brokers, topic.dead_letter_topic()) == std::vector<std::int64_t>{0});
  }
  set_topic_config(brokers, altered.dead_letter_topic(), {{"cleanup.policy", "delete"}});
  delete_topic(brokers, deleted.dead_letter_topic());
  for (const WatchedTopic& topic : {altered, deleted}) {
    const bool committed_all = await_committed(brokers, topic);
    INFO(daemon.log());
    REQUIRE(committed_all);
  }
  CHECK(stop(daemon) == 0);
  CHECK(altered_ledger.check(brokers, letters_of(altered)).text() == "");
  CHECK(deleted_ledger.check(brokers, letters_of(deleted)).text() == "");
  CHECK(topic_config(brokers, deleted.dead_letter_topic(), "cleanup.policy") == "delete");
}

TEST_CASE("a dead-letter topic compacted under the daemon refuses a letter without a key, and gets it once mended") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("compacted-later");
  create_topic(brokers, topic.name, 1);
  TestProducer producer(brokers, topic.name);
  producer.send({.value = "{"});
  producer.flush();

  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  set_topic_config(brokers, topic.dead_letter_topic(), compacted);
  producer.send({.value = "{"});
  producer.flush();
  const bool held = daemon.await_line({"topic on hold", "\"reason\":\"dlt_unsuitable\"", "INVALID_RECORD"});
  INFO(daemon.log());
  REQUIRE(held);
  CHECK(committed(brokers, topic.group, topic.name) == std::vector<std::int64_t>{1});

  set_topic_config(brokers, topic.dead_letter_topic(), {{"cleanup.policy", "delete"}});
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  CHECK(TopicSize(brokers, topic.dead_letter_topic()).records() == 2);
}

}  // namespace
}  // namespace sluiced::testing
