// What passes is written on: mode forward.
#include <catch2/catch.hpp>

#include "gate/consumer_loop.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition orders1{"orders", 1};

TopicSettings forwarding() {
  TopicSettings topic = topic_settings("orders");
  topic.mode = Mode::forward;
  topic.forward_topic = "orders.valid";
  return topic;
}

struct Forwarding : LoopFixture {
  Forwarding() : LoopFixture({forwarding()}) { assign({orders0, orders1}); }
  void put(std::int64_t offset, const std::string& value) { broker.put("orders", 1, offset, value); }
};

}  // namespace

TEST_CASE(
    "a record that passes goes on with its key, bytes, headers, timestamp and partition, one that fails to its dead letters") {
  Forwarding f;
  f.broker.put({.topic = "orders",
                .partition = 1,
                .offset = 4,
                .key = "k",
                .value = f.good,
                .headers = {{"a", "1"}, {"a", std::nullopt}, {"dlt.topic", "elsewhere"}},
                .timestamp_ms = 1'700'000'000'123});
  f.put(5, f.bad);
  f.step();
  REQUIRE(f.sink.sent.size() == 2);
  const OutgoingRecord& passed = f.sink.sent[0].letter;
  CHECK(passed.topic == "orders.valid");
  CHECK(passed.partition == 1);
  CHECK(passed.key == "k");
  CHECK(passed.value == f.good);
  CHECK(passed.headers == std::vector<Header>{{"a", "1"}, {"a", std::nullopt}, {"dlt.topic", "elsewhere"}});
  CHECK(passed.timestamp_ms == 1'700'000'000'123);
  CHECK(f.sink.sent[1].letter.topic == "orders.dlt");
  CHECK(f.sink.sent[1].letter.timestamp_ms == 0);
}

TEST_CASE("a record that passes is committed only once its copy is acknowledged") {
  Forwarding f;
  f.put(0, f.good);
  f.put(1, f.good);
  f.step();
  CHECK_FALSE(f.broker.stored.contains(orders1));
  f.sink.report(std::nullopt);
  f.step();
  CHECK(f.broker.stored[orders1] == 1);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders1] == 2);
  CHECK(f.counters[0].forwarded == 2);
  CHECK(f.delivered(0) == 0);
}

TEST_CASE("where the forward topic has another number of partitions than the source, the key chooses") {
  Forwarding f;
  f.admin.forward_like_source = false;
  f.loop.reset();
  f.make();
  f.assign({orders1});
  f.put(0, f.good);
  f.step();
  CHECK(f.sink.sent.at(0).letter.partition == any_partition);
}

TEST_CASE("a forward topic that is not there holds the topic before the first record, and nothing is lost") {
  Forwarding f;
  f.admin.forward_error = IoError{.kind = IoError::Kind::missing, .text = "no such topic"};
  f.loop.reset();
  f.make();
  f.assign({orders1});
  f.put(0, f.good);
  f.put(1, f.bad);
  f.step();
  CHECK(f.held(0, HoldReason::forward_missing));
  CHECK(f.sink.sent.empty());
  f.admin.forward_error.reset();
  f.after(Duration{2'000});
  f.step();
  CHECK_FALSE(f.held(0));
  CHECK(f.sink.sent.size() == 2);
}

TEST_CASE("a forward topic that is denied is told apart from a dead-letter topic that is") {
  Forwarding f;
  f.put(0, f.good);
  f.step();
  f.sink.fail_all(IoError::Kind::denied);
  f.step();
  CHECK(f.held(0, HoldReason::forward_denied));
  CHECK_FALSE(f.held(0, HoldReason::dlt_denied));
}

TEST_CASE("what was written behind a failed record of the same partition is not sent before it") {
  Forwarding f;
  f.put(0, f.bad);
  f.put(1, f.good);
  f.step();
  f.sink.fail_all(IoError::Kind::denied);  // both, for different topics
  f.step();
  REQUIRE(f.held(0, HoldReason::dlt_denied));
  REQUIRE(f.held(0, HoldReason::forward_denied));
  f.sink.sent.clear();
  f.admin.error = IoError{.kind = IoError::Kind::missing, .text = "gone"};
  f.after(Duration{20'000});
  f.after(Duration{20'000});
  CHECK(f.sink.sent.empty());
  f.admin.error.reset();
  f.after(Duration{20'000});
  f.after(Duration{20'000});
  REQUIRE(f.sink.sent.size() == 2);
  CHECK(f.sink.sent[0].letter.topic == "orders.dlt");
  CHECK(f.sink.sent[1].letter.topic == "orders.valid");
  f.sink.deliver_all();
  f.step(2);
  CHECK_FALSE(f.held(0));
  CHECK(f.broker.stored[orders1] == 2);
}
