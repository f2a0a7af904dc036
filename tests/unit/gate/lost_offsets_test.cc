// Offsets that the broker's log does not hold any more when they are to be read.
#include <catch2/catch.hpp>

#include "metrics/event.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition orders1{"orders", 1};

TopicSettings with(OnLostOffsets on_lost_offsets) {
  TopicSettings topic = topic_settings("orders");
  topic.on_lost_offsets = on_lost_offsets;
  return topic;
}

/// 5 is committed of partition 0, whose log begins at 10; nothing is wrong with partition 1.
struct Scene : LoopFixture {
  explicit Scene(OnLostOffsets on_lost_offsets) : LoopFixture({with(on_lost_offsets)}) {
    broker.log[orders0] = {10, 20};
    broker.log[orders1] = {0, 20};
    broker.committed_offsets = {{orders0, 5}, {orders1, 0}};
    assign({orders0, orders1});
  }
  void come_back() {
    restart();
    assign({orders0, orders1});
  }
  bool stopped() const { return held(0, HoldReason::offsets_lost); }
  std::uint64_t lost() const { return counters[0].offsets_lost; }
  void release() {
    control.post({.ticket = 0, .request = ReleaseTopic{"orders"}});
    step(2);
  }
};

}  // namespace

TEST_CASE("lost offsets are counted, and the log's start is committed at once: a loop that comes back counts nothing twice") {
  Scene f(OnLostOffsets::continue_reading);
  CHECK_FALSE(f.held(0));
  CHECK(f.lost() == 5);
  CHECK(f.broker.assigned[orders0] == 10);
  CHECK(f.broker.stored[orders0] == 10);
  f.come_back();  // before the client library has committed what was stored
  CHECK(f.lost() == 5);
}

TEST_CASE("where the configuration says hold, nothing behind lost offsets is judged or committed until released") {
  Scene f(OnLostOffsets::hold);
  CHECK(f.stopped());
  CHECK(f.lost() == 5);
  CHECK(f.broker.paused.contains(orders0));
  f.broker.put("orders", 0, 10, f.bad);
  f.broker.put("orders", 1, 0, f.good);
  f.broker.end_of("orders", 0, 11);
  f.step(3);
  CHECK(f.count(0, VerdictCode::schema_violation) == 0);
  CHECK(f.sink.sent.empty());
  CHECK(f.broker.stored.empty());

  f.release();
  CHECK_FALSE(f.held(0));
  CHECK(f.broker.stored[orders0] == 10);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 11);
  CHECK(f.broker.stored[orders1] == 1);
  CHECK(f.lost() == 5);
}

TEST_CASE("an empty log behind lost offsets is not committed either while they hold the topic") {
  Scene f(OnLostOffsets::hold);
  f.broker.end_of("orders", 0, 10);
  f.step(2);
  CHECK_FALSE(f.broker.stored.contains(orders0));
  f.release();
  CHECK(f.broker.stored[orders0] == 10);
}

TEST_CASE("whoever has the partition next finds the committed offset as it was") {
  for (const auto how : {Rebalance::Kind::revoked, Rebalance::Kind::lost}) {
    Scene f(OnLostOffsets::hold);
    f.broker.put("orders", 0, 10, f.good);
    f.step();
    f.broker.rebalance(how, {orders0});
    f.step(3);
    CHECK(f.broker.committed_offsets[orders0] == 5);
    CHECK_FALSE(f.held(0));  // what is left has no gap
  }
  Scene f(OnLostOffsets::hold);
  f.control.drain();
  f.step(5);
  REQUIRE(f.loop->over());
  CHECK(f.broker.committed_offsets[orders0] == 5);
}

TEST_CASE("a log that was cut below the committed offset is read from its start, once released") {
  Scene f(OnLostOffsets::hold);
  f.broker.committed_offsets[orders0] = 50;
  f.make();
  f.assign({orders0, orders1});
  CHECK(f.stopped());
  CHECK(f.lost() == 30);
  f.broker.put("orders", 0, 10, f.good);  // it was on its way before the pause
  f.step(2);
  f.broker.put("orders", 0, 11, f.good);
  f.step(2);
  CHECK_FALSE(f.broker.stored.contains(orders0));
  f.release();
  CHECK(f.broker.stored[orders0] == 12);
}

TEST_CASE("a loop that comes back before a gap waits there again, and counts only what was lost since") {
  Scene f(OnLostOffsets::hold);
  f.come_back();
  CHECK(f.stopped());
  CHECK(f.lost() == 5);
  f.broker.log[orders0] = {12, 20};
  f.come_back();
  CHECK(f.stopped());
  CHECK(f.lost() == 7);
}

TEST_CASE("a release stands for what the broker has deleted until then, but not for what it deletes later") {
  for (const std::int64_t committed : {5, 10}) {  // the release may or may not have been committed before the loop ended
    Scene f(OnLostOffsets::hold);
    f.release();
    f.broker.committed_offsets[orders0] = committed;
    f.broker.log[orders0] = {15, 20};
    f.come_back();
    CHECK_FALSE(f.stopped());
    CHECK(f.broker.stored[orders0] == 15);
    CHECK(f.lost() == 10);
    f.broker.committed_offsets[orders0] = 17;
    f.broker.log[orders0] = {19, 20};
    f.come_back();
    CHECK(f.stopped());
    CHECK(f.lost() == 12);
  }
}

TEST_CASE("a loop that the log has left behind finishes what it has, commits it, and ends to begin anew") {
  Scene f(OnLostOffsets::continue_reading);
  f.broker.put("orders", 0, 10, f.bad);
  f.step();
  f.broker.next_left_behind = {{orders0, "offset out of range"}};
  f.step(3);
  CHECK_FALSE(f.loop->over());  // its letter is under way
  f.sink.deliver_all();
  f.step(6);
  REQUIRE(f.loop->over());
  CHECK(f.loop->ended().how == Ended::How::left_behind);
  CHECK(f.loop->ended().why == "orders/0: offset out of range");
  CHECK(f.broker.committed_offsets[orders0] == 11);
}

TEST_CASE("what waits in a partition that the log has left behind is judged first, however long the topic is on hold") {
  Scene f(OnLostOffsets::continue_reading);
  f.control.post({.ticket = 0, .request = HoldTopic{"orders"}});
  f.broker.put("orders", 0, 10, f.good);
  f.broker.next_left_behind = {{orders0, "offset out of range"}};
  f.step(10);
  CHECK_FALSE(f.loop->over());
  f.release();
  f.step(6);
  REQUIRE(f.loop->over());
  CHECK(f.broker.committed_offsets[orders0] == 11);
}

TEST_CASE("a partition that is another member's by now leaves nobody behind") {
  Scene f(OnLostOffsets::continue_reading);
  f.control.post({.ticket = 0, .request = HoldTopic{"orders"}});
  f.broker.put("orders", 0, 10, f.good);
  f.broker.next_left_behind = {{orders0, "offset out of range"}};
  f.step(2);
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(10);
  CHECK_FALSE(f.loop->over());
}
