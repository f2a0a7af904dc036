// What is promised of a record on its way: docs/delivery-guarantees.md.
#include "gate/consumer_loop.h"

#include <catch2/catch.hpp>

#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition orders1{"orders", 1};
const TopicPartition clicks0{"clicks", 0};

}  // namespace

TEST_CASE("a valid record is stored as done, and nothing is written") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.good);
  f.broker.put("orders", 0, 5, f.good);
  f.step();
  CHECK(f.broker.stored[orders0] == 6);
  CHECK(f.sink.sent.empty());
  CHECK(f.count(0, VerdictCode::valid) == 2);
  CHECK(f.broker.handed_out == 0);
}

TEST_CASE("a rejected record's offset is stored only once its dead letter is acknowledged") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.good);
  f.broker.put("orders", 0, 1, f.bad);
  f.broker.put("orders", 0, 2, f.good);
  f.step(5);
  CHECK(f.broker.stored[orders0] == 1);
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(f.sink.sent[0].letter.topic == "orders.dlt");
  CHECK(f.sink.sent[0].letter.value == std::string(f.bad));
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 3);
  CHECK(f.count(0, VerdictCode::schema_violation) == 1);
  CHECK(f.delivered(0) == 1);
}

TEST_CASE("acknowledgements out of order store no further than the lowest outstanding") {
  LoopFixture f;
  f.assign({orders0});
  for (int offset = 0; offset < 3; ++offset) f.broker.put("orders", 0, offset, f.bad);
  f.step();
  std::swap(f.sink.under_way[0], f.sink.under_way[2]);
  f.sink.report(std::nullopt);
  f.step();
  CHECK(f.broker.stored.count(orders0) == 0);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 3);
}

TEST_CASE("a failed delivery puts the topic on hold, sends the letter again and stores nothing meanwhile") {
  LoopFixture f;
  f.assign({orders0, clicks0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  f.sink.fail_all(IoError::Kind::denied);
  f.step();
  CHECK(f.broker.paused == std::set<TopicPartition>{orders0});
  CHECK(f.held(0));

  // The group's other topic goes on.
  f.broker.put("clicks", 0, 0, f.good);
  f.step();
  CHECK(f.broker.stored[clicks0] == 1);
  CHECK(f.broker.stored.count(orders0) == 0);

  f.after(Duration{1'000});
  REQUIRE(f.sink.sent.size() == 2);
  CHECK(f.sink.sent[1].id == f.sink.sent[0].id);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 1);
  CHECK(f.broker.paused.empty());
  CHECK_FALSE(f.held(0));
}

TEST_CASE("while a topic is on hold, one letter asks again, at growing intervals") {
  LoopFixture f;
  f.assign({orders0});
  for (int offset = 0; offset < 50; ++offset) f.broker.put("orders", 0, offset, f.bad);
  f.step();
  f.sink.fail_all(IoError::Kind::denied);
  f.step();
  CHECK(f.sink.sent.size() == 50);
  for (int probe = 0; probe < 5; ++probe) {
    f.after(Duration{15'000});
    CHECK(f.sink.under_way.size() == 1);
    f.sink.fail_all(IoError::Kind::denied);
    f.step();
  }
  CHECK(f.sink.sent.size() == 55);
  f.after(Duration{15'000});
  f.sink.deliver_all();
  f.step(2);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 50);
  CHECK(f.delivered(0) == 50);
}

TEST_CASE("the rest of a batch is kept when the topic is put on hold in its middle, in order and once") {
  LoopFixture f;
  f.assign({orders0, orders1});
  f.admin.error = IoError{.kind = IoError::Kind::missing, .text = "no such topic"};
  f.make();  // the dead-letter topic is not known yet
  f.assign({orders0, orders1});
  f.broker.put("orders", 0, 0, f.good);
  f.broker.put("orders", 0, 1, f.bad);
  f.broker.put("orders", 0, 2, f.good);
  f.broker.put("orders", 1, 0, f.good);
  f.broker.put("orders", 0, 3, f.bad);
  f.step();
  CHECK(f.broker.stored[orders0] == 1);
  CHECK(f.sink.sent.empty());
  CHECK(f.broker.handed_out == 4);

  f.admin.error.reset();
  f.after(Duration{1'000});
  f.step();
  REQUIRE(f.sink.sent.size() == 2);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 4);
  CHECK(f.broker.stored[orders1] == 1);
  CHECK(f.broker.handed_out == 0);
  CHECK(f.count(0, VerdictCode::valid) == 3);
  CHECK(f.count(0, VerdictCode::schema_violation) == 2);
}

TEST_CASE("at the bound of outstanding letters the topic waits in mid-batch, and goes on when half are gone") {
  LoopFixture f;
  f.settings.in_flight = {.letters_max = 4, .bytes_max = 1'000'000};
  f.make();
  f.assign({orders0, clicks0});
  for (int offset = 0; offset < 10; ++offset) f.broker.put("orders", 0, offset, f.bad);
  f.broker.put("clicks", 0, 0, f.bad);
  f.step();
  CHECK(f.sink.sent.size() == 5);  // four of orders, and the other topic's own
  CHECK(f.broker.paused == std::set<TopicPartition>{orders0});
  f.sink.report(std::nullopt);
  f.step();
  CHECK(f.broker.paused.count(orders0) == 1);
  for (int turn = 0; turn < 10; ++turn) {
    f.sink.deliver_all();
    f.step();
  }
  CHECK(f.sink.sent.size() == 11);
  CHECK(f.broker.stored[orders0] == 10);
  CHECK(f.broker.paused.empty());
}

TEST_CASE("a partition's end is stored, so that lag reaches zero behind gaps, but not before what waits in front of it") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 3, f.good);
  f.broker.end_of("orders", 0, 9);
  f.step();
  CHECK(f.broker.stored[orders0] == 9);

  f.admin.error = IoError{.kind = IoError::Kind::denied, .text = "denied"};
  f.make();
  f.broker.committed_offsets[orders0] = 9;
  f.broker.log[orders0] = {0, 12};
  f.assign({orders0});
  f.broker.put("orders", 0, 9, f.bad);
  f.broker.end_of("orders", 0, 12);
  f.step();
  CHECK(f.broker.stored[orders0] == 9);
  f.admin.error.reset();
  f.after(Duration{1'000});
  f.step();
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 12);
}

TEST_CASE("a tombstone passes and is counted apart, and an empty payload is rejected") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put({.topic = "orders", .partition = 0, .offset = 0, .key = "k", .value = std::nullopt, .headers = {}});
  f.broker.put("orders", 0, 1, "");
  f.step();
  CHECK(f.count(0, VerdictCode::tombstone) == 1);
  CHECK(f.count(0, VerdictCode::empty) == 1);
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(f.sink.sent[0].letter.value == "");
}

TEST_CASE("observe counts verdicts and writes nothing") {
  auto topic = topic_settings("orders");
  topic.mode = Mode::observe;
  LoopFixture f({topic});
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  CHECK(f.broker.stored[orders0] == 1);
  CHECK(f.sink.sent.empty());
  CHECK(f.admin.asked == 0);
  CHECK(f.count(0, VerdictCode::schema_violation) == 1);
}

TEST_CASE("verdicts: pass lets such a record through, hold stops the topic before it") {
  auto passing = topic_settings("orders");
  passing.verdicts.set(VerdictCode::not_json, Action::pass);
  auto holding = topic_settings("clicks");
  holding.verdicts.set(VerdictCode::not_json, Action::hold);
  LoopFixture f({passing, holding});
  f.assign({orders0, clicks0});
  f.broker.put("orders", 0, 0, "{");
  f.broker.put("clicks", 0, 0, f.good);
  f.broker.put("clicks", 0, 1, "{");
  f.broker.put("clicks", 0, 2, f.good);
  f.step(3);
  f.after(Duration{100'000});
  CHECK(f.broker.stored[orders0] == 1);
  CHECK(f.broker.stored[clicks0] == 1);
  CHECK(f.broker.paused == std::set<TopicPartition>{clicks0});
  CHECK(f.sink.sent.empty());
}

TEST_CASE("a topic that waits for its broker is tried the moment the broker answers again, however long it was away") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  f.broker.answers = false;
  f.admin.error = {.kind = gate::IoError::Kind::unreachable, .text = "no answer"};
  f.after(Duration{11'000});
  f.broker.rebalance(gate::Rebalance::Kind::lost, {orders0});  // its letters are forgotten: no report ends the hold
  f.step();
  for (int second = 0; second < 120; ++second) f.after(Duration{1'000});
  REQUIRE(f.held(0, HoldReason::dlt_unreachable));
  f.broker.answers = true;
  f.admin.error.reset();
  f.after(Duration{1'000});
  f.step();
  CHECK_FALSE(f.held(0));
}

TEST_CASE("letters that nobody reports on for long put the topic on hold as unreachable, until one is acknowledged") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  f.after(Duration{9'000});
  CHECK_FALSE(f.held(0));
  f.after(Duration{2'000});
  CHECK(f.held(0));
  CHECK(f.sink.sent.size() == 1);
  f.sink.deliver_all();
  f.step();
  CHECK_FALSE(f.held(0));
  CHECK(f.broker.stored[orders0] == 1);
}
