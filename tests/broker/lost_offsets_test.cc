// Retention overtakes a topic that is on hold.
#include "scene.h"

namespace sluiced::testing {
namespace {

/// A daemon that has read 100 records and is on hold while 500 more come, of which the broker then deletes 300.
struct Overtaken {
  explicit Overtaken(const std::string& on_lost_offsets, const std::string& delivery = "at_least_once")
      : topic(fresh_topic("overtaken-" + on_lost_offsets, "on_lost_offsets: " + on_lost_offsets)),
        daemon({.brokers = brokers, .topics = {topic}, .groups = {{topic.group, "delivery: " + delivery}}}) {
    create_topic(brokers, topic.name, 1);
    TestProducer producer(brokers, topic.name);
    const auto send = [&](int count) {
      for (int i = 1; i <= count; ++i) producer.send({.partition = 0, .value = i % 100 == 0 ? "{" : usage});
      producer.flush();
    };
    send(100);
    daemon.start();
    REQUIRE(await_committed(brokers, topic));
    REQUIRE(daemon.command({"hold", topic.name}).exit_code == 0);
    send(500);
    delete_records(brokers, topic.name, 0, 400);
    REQUIRE(daemon.command({"release", topic.name}).exit_code == 0);
    INFO(daemon.log());
    REQUIRE(daemon.await_line({"begins anew", topic.name}));
    REQUIRE(daemon.await_line({"does not hold the committed offset", topic.name, "\"committed\":100", "\"log_start\":400"}));
    CHECK(daemon.lines({"loop failed"}).empty());
  }
  /// Everything behind the gap is dealt with; the broken ones before it that were read have their letter too.
  void check_end() {
    const bool committed_all = await_committed(brokers, topic);
    INFO(daemon.log());
    REQUIRE(committed_all);
    CHECK(daemon.metric("sluiced_offsets_lost_total") == 300);
    CHECK(stop(daemon) == 0);
    std::vector<std::string> offsets;
    read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord& letter) {
      for (const HeaderView& header : letter.headers)
        if (header.name == "dlt.offset") offsets.emplace_back(*header.value);
    });
    CHECK(offsets == std::vector<std::string>{"99", "499", "599"});
  }

  const std::string brokers = tier_broker();
  const std::string usage = *make_event(71, 0, {.broken_every = 0, .tombstone_every = 0}).value;
  WatchedTopic topic;
  DaemonProcess daemon;
};

TEST_CASE("retention that overtakes a hold: the range is counted, and the log's start gone on from, without a failure") {
  Overtaken scene("continue");
  scene.check_end();
}

TEST_CASE("retention that overtakes a hold, with on_lost_offsets: hold: nothing is committed behind the gap until released") {
  Overtaken scene("hold");
  REQUIRE(within(seconds(10), [&] { return scene.daemon.metric("sluiced_held", {{"reason", "offsets_lost"}}) == 1; }));
  CHECK(holds_for(seconds(3), [&] {  // longer than commits take
    return committed(scene.brokers, scene.topic.group, scene.topic.name) == std::vector<std::int64_t>{100};
  }));
  CHECK(TopicSize(scene.brokers, scene.topic.dead_letter_topic()).records() == 1);
  REQUIRE(scene.daemon.command({"release", scene.topic.name}).exit_code == 0);
  scene.check_end();
}

TEST_CASE("retention that overtakes a hold, exactly once: the same, and each broken record has one letter") {
  Overtaken scene("hold", "exactly_once");
  REQUIRE(within(seconds(10), [&] { return scene.daemon.metric("sluiced_held", {{"reason", "offsets_lost"}}) == 1; }));
  CHECK(holds_for(seconds(6), [&] {
    return committed(scene.brokers, scene.topic.group, scene.topic.name) == std::vector<std::int64_t>{100};
  }));
  REQUIRE(scene.daemon.command({"release", scene.topic.name}).exit_code == 0);
  scene.check_end();
}

}  // namespace
}  // namespace sluiced::testing
