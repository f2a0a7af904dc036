// A topic that a record's verdict has stopped, and what lets it go on.
#include <poll.h>

#include <catch2/catch.hpp>

#include "gate/consumer_loop.h"
#include "metrics/event.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition orders1{"orders", 1};

TopicSettings stopping() {
  TopicSettings topic = topic_settings("orders");
  topic.verdicts.set(VerdictCode::not_json, Action::hold);
  return topic;
}

/// A record that is no JSON stands at 0/7 with a good one behind it, and one waits in the other partition.
struct Stopped : LoopFixture {
  Stopped() : LoopFixture({stopping()}) {
    for (const auto& id : {orders0, orders1}) broker.log[id] = {0, 10};
    assign({orders0, orders1});
    broker.put("orders", 0, 7, "{");
    broker.put("orders", 0, 8, good);
    step(2);
    broker.put("orders", 1, 3, good);
    step(2);
    REQUIRE(held(0, HoldReason::verdict));
  }
  LoopAnswer skip(PartitionId partition, std::int64_t offset) {
    control.post({.ticket = 1, .request = SkipRecord{{"orders", partition}, {offset}, "not ours"}});
    step(2);
    const auto answers = control.take_answers();
    REQUIRE(answers.size() == 1);
    return answers.front();
  }
};

}  // namespace

TEST_CASE("a topic that a verdict stopped names the record, and skipping that one lets the topic go on") {
  Stopped f;
  const StoppedAt place = f.counters[0].stopped_at.get();
  CHECK(place.partition == 0);
  CHECK(place.offset == Offset{7});
  CHECK(place.code == VerdictCode::not_json);
  CHECK(f.skip(place.partition, place.offset.value).done);
  CHECK_FALSE(f.held(0));
  CHECK(f.count(0, VerdictCode::skipped) == 1);
  CHECK(f.count(0, VerdictCode::valid) == 2);
  CHECK(f.sink.sent.size() == 1);
}

TEST_CASE("skipping another record than the one that stopped the topic lets nothing through") {
  Stopped f;
  CHECK(f.skip(1, 3).done);
  CHECK(f.held(0, HoldReason::verdict));
  CHECK(f.count(0, VerdictCode::not_json) == 0);
  CHECK_FALSE(f.skip(2, 0).done);
  CHECK(f.held(0, HoldReason::verdict));
}

TEST_CASE("whoever watches the loop hears of a hold, and of its end, at once") {
  Stopped f;
  const auto told = [&] {
    pollfd waited{.fd = f.outside.fd(), .events = POLLIN, .revents = 0};
    const bool signalled = poll(&waited, 1, 0) == 1;
    f.outside.clear();
    return signalled;
  };
  CHECK(told());
  f.step();
  CHECK_FALSE(told());
  f.control.post({.ticket = 0, .request = SkipRecord{orders0, {7}, "not ours"}});
  f.step();
  CHECK_FALSE(f.held(0));
  CHECK(told());
}

TEST_CASE("a topic that a verdict stopped is not said to go on where all of its partitions are given up") {
  const auto before = count_of(Event::topic_released);
  for (const auto how : {Rebalance::Kind::revoked, Rebalance::Kind::lost}) {
    Stopped one_by_one;
    one_by_one.broker.rebalance(how, {orders1});
    one_by_one.step(3);
    CHECK(one_by_one.held(0, HoldReason::verdict));
    one_by_one.broker.rebalance(how, {orders0});
    one_by_one.step(3);
    CHECK_FALSE(one_by_one.held(0));

    Stopped together;
    together.broker.rebalance(how, {orders0, orders1});
    together.step(3);
    CHECK_FALSE(together.held(0));
  }
  CHECK(count_of(Event::topic_released) == before);
}

TEST_CASE("a topic goes on with its other partitions once the one with the record that stopped it is another member's") {
  Stopped f;
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(3);
  CHECK_FALSE(f.held(0));
  CHECK(f.broker.stored[orders1] == 4);
  CHECK(f.count(0, VerdictCode::valid) == 1);
}
