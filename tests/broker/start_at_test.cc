// Where a group begins, and that it begins there once only.
#include <fmt/format.h>

#include <algorithm>

#include "scene.h"

namespace sluiced::testing {
namespace {

TEST_CASE("start_at latest: a new group gets what comes after its first start, over restarts, also where there was nothing yet") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("latest", "start_at: latest");
  create_topic(brokers, topic.name, 3);
  create_topic(brokers, topic.dead_letter_topic(), 3);
  TestProducer producer(brokers, topic.name);
  const auto write = [&](int partition, const std::string& key) {
    producer.send({.partition = partition, .key = key, .value = "broken"});
    producer.flush();
  };
  const auto letters_are = [&](const std::vector<std::string>& keys) {
    std::vector<std::string> found;
    read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord& letter) { found.emplace_back(*letter.record.key); });
    std::sort(found.begin(), found.end());
    CHECK(found == keys);
  };

  for (int i = 0; i < 10; ++i) write(0, "before");
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool assigned = daemon.await_line({"partitions assigned"});
  INFO(daemon.log());
  REQUIRE(assigned);
  // The start is committed before the first record is read, the start of empty partitions too.
  CHECK(committed(brokers, topic.group, topic.name) == std::vector<std::int64_t>{10, 0, 0});
  write(0, "a");
  write(1, "b");
  REQUIRE(await_committed(brokers, topic));
  letters_are({"a", "b"});
  CHECK(stop(daemon) == 0);

  write(2, "c");  // nobody reads; partition 2 has never had a record
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  letters_are({"a", "b", "c"});
  daemon.kill9();

  write(1, "d");
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  letters_are({"a", "b", "c", "d"});
  CHECK(committed(brokers, topic.group, topic.name) == std::vector<std::int64_t>{11, 2, 1});
}

TEST_CASE("start_at earliest: a group that comes late gets everything, and partitions without records are committed too") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("earliest");
  create_topic(brokers, topic.name, 4);
  TestProducer producer(brokers, topic.name);
  for (int i = 0; i < 100; ++i) producer.send({.partition = 2, .key = fmt::format("{}", i), .value = "broken"});
  producer.flush();
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(committed(brokers, topic.group, topic.name) == std::vector<std::int64_t>{0, 0, 100, 0});
  CHECK(stop(daemon) == 0);
  CHECK(log_ends(brokers, topic.dead_letter_topic()) == std::vector<std::int64_t>{0, 0, 100, 0});
}

}  // namespace
}  // namespace sluiced::testing
