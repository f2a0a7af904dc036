// A record at which a fault of ours ends the loop, again and again.
#include <catch2/catch.hpp>

#include "metrics/event.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition clicks0{"clicks", 0};

/// The broken record 0/7, whose headers cannot be read for its letter: a fault `times` times.
struct Scene : LoopFixture {
  explicit Scene(int times) {
    for (const auto& id : {orders0, clicks0}) broker.log[id] = {0, 1'000};
    broker.committed_offsets[orders0] = 7;
    broker.committed_offsets[clicks0] = 0;
    broker.headers_throw[7] = times;
    begin();
  }
  void begin() {
    assign({orders0, clicks0});
    broker.put("orders", 0, 7, bad);
    broker.put("orders", 0, 8, good);
    broker.put("clicks", 0, 0, good);
  }
  /// What ended the loop; "" = nothing did. After that it comes back.
  std::string fault() {
    try {
      step(2);
      return "";
    } catch (const std::exception& what) {
      restart();
      begin();
      return what.what();
    }
  }
  void until_poison() {
    for (int i = 0; i < 2; ++i) REQUIRE(fault() != "");
    REQUIRE(fault() == "");
    REQUIRE(poisoned());
  }
  bool poisoned() const { return held(0, HoldReason::poison); }
  void settle() {
    for (int turn = 0; turn < 3; ++turn) {
      sink.deliver_all();
      step();
    }
  }
};

}  // namespace

TEST_CASE("a fault of ours names the record, and where it passes nothing is on hold") {
  Scene f(2);
  CHECK(f.fault() == "orders/0/7: no headers of it");
  CHECK(f.fault() == "orders/0/7: no headers of it");
  CHECK(f.fault() == "");
  f.settle();
  CHECK_FALSE(f.held(0));
  CHECK(f.sink.sent.size() == 1);
  CHECK(f.broker.stored[orders0] == 9);
}

TEST_CASE("the third fault at one record puts its topic on hold before it, and the group's others go on") {
  const auto told = count_of(Event::topic_poisoned);
  Scene f(1'000);
  f.until_poison();
  CHECK(count_of(Event::topic_poisoned) == told + 1);
  const StoppedAt place = f.counters[0].stopped_at.get();
  CHECK(place.partition == 0);
  CHECK(place.offset == Offset{7});
  CHECK_FALSE(place.code);
  CHECK(f.counters[0].hold_why.get() == "no headers of it");
  f.settle();
  CHECK(f.sink.sent.empty());
  CHECK_FALSE(f.broker.stored.contains(orders0));
  CHECK(f.broker.stored[clicks0] == 1);
  CHECK_FALSE(f.held(1));
}

TEST_CASE("a loop that comes back stops before the record without trying it again") {
  Scene f(1'000);
  f.until_poison();
  const int left = f.broker.headers_throw[7];
  f.restart();
  CHECK_FALSE(f.poisoned());
  f.begin();
  f.step(2);
  CHECK(f.poisoned());
  CHECK(f.broker.headers_throw[7] == left);
}

TEST_CASE("faults at different records are not added up") {
  Scene f(0);
  f.broker.headers_throw = {{7, 2}, {9, 2}};
  CHECK(f.fault() != "");
  CHECK(f.fault() != "");
  CHECK(f.fault() == "");
  f.broker.put("orders", 0, 9, f.bad);
  CHECK(f.fault() == "orders/0/9: no headers of it");
  CHECK_FALSE(f.poisoned());
}

TEST_CASE("a skip by hand, a release and any reload each let a topic go on that a fault of ours has stopped") {
  Scene f(3);
  f.until_poison();
  const auto ask = [&](LoopRequest request) {
    f.control.post({.ticket = 1, .request = std::move(request)});
    f.step();
  };
  SECTION("skip") {
    ask(SkipRecord{orders0, {8}, "another one"});
    CHECK(f.poisoned());
    ask(SkipRecord{orders0, {7}, "not ours"});
    f.settle();
    CHECK(f.count(0, VerdictCode::skipped) == 2);
  }
  SECTION("release") {
    ask(ReleaseTopic{"orders"});
    CHECK(f.control.take_answers().at(0).text ==
          "released: poison; the record is tried again, and stops it again where it fails as before");
    f.settle();
    CHECK(f.count(0, VerdictCode::schema_violation) == 1);
  }
  SECTION("reload") {
    ask(SwapSchemas{.generation = 2, .schemas = {f.settings.topics[0].schema, f.settings.topics[1].schema}});
    f.settle();
    CHECK(f.count(0, VerdictCode::schema_violation) == 1);
  }
  SECTION("reload that restarts the loop") {
    f.settings.generation = 2;
    f.restart();
    f.begin();
    f.step(2);
    f.settle();
    CHECK(f.count(0, VerdictCode::schema_violation) == 1);
  }
  CHECK_FALSE(f.poisoned());
  CHECK(f.broker.stored[orders0] == 9);
}

TEST_CASE("a released record that fails once more ends the loop as the first time did") {
  Scene f(1'000);
  f.until_poison();
  f.control.post({.ticket = 0, .request = ReleaseTopic{"orders"}});
  f.until_poison();
}

TEST_CASE("a topic goes on with its other partitions once the one with the poisonous record is another member's") {
  Scene f(1'000);
  const TopicPartition orders1{"orders", 1};
  f.broker.log[orders1] = {0, 10};
  f.until_poison();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(3);
  CHECK_FALSE(f.poisoned());
}
