// What an operator asks of a loop that runs: hold, release, skip, another schema.
#include <catch2/catch.hpp>

#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition clicks0{"clicks", 0};

struct Scene : LoopFixture {
  Scene() { has_many_records(); }
  explicit Scene(Action on_violation)
      : LoopFixture([&] {
          auto topic = topic_settings("orders");
          topic.verdicts.set(VerdictCode::schema_violation, on_violation);
          return std::vector{topic};
        }()) {
    has_many_records();
  }
  void has_many_records() { broker.log[orders0] = {0, 1'000'000}; }

  /// Asks, lets the loop take a turn, and says what it answered.
  std::string ask(LoopRequest request) {
    control.post({.ticket = ++last_ticket, .request = std::move(request)});
    step();
    const auto answers = control.take_answers();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].ticket == last_ticket);
    return (answers[0].done ? "done: " : "refused: ") + answers[0].text;
  }
  void put(std::int64_t offset, const char* value) { broker.put("orders", 0, offset, value); }
  std::uint64_t last_ticket = 0;
};

std::string header_of(const OutgoingRecord& letter, const std::string& name) {
  for (const Header& header : letter.headers)
    if (header.name == name) return header.value.value_or("(null)");
  return "(none)";
}

}  // namespace

TEST_CASE("a topic held by hand judges nothing, keeps what was fetched, and is paused, and the other goes on") {
  Scene f;
  f.assign({orders0, clicks0});
  CHECK(f.ask(HoldTopic{"orders"}) == "done: on hold");
  f.put(0, f.bad);
  f.put(1, f.good);
  f.broker.put("clicks", 0, 0, f.good);
  f.step(3);
  CHECK(f.held(0, HoldReason::by_hand));
  CHECK(f.broker.paused.contains(orders0));
  CHECK(f.count(0, VerdictCode::valid) == 0);
  CHECK(f.sink.sent.empty());
  CHECK(f.broker.stored.count(orders0) == 0);
  CHECK(f.count(1, VerdictCode::valid) == 1);
  CHECK(f.ask(ReleaseTopic{"orders"}) == "done: released: by_hand");
  f.step();
  CHECK_FALSE(f.held(0));
  CHECK(f.count(0, VerdictCode::valid) == 1);
  CHECK(f.sink.sent.size() == 1);
  CHECK_FALSE(f.broker.paused.contains(orders0));
}

TEST_CASE("the time on hold is counted by its reason") {
  Scene f;
  f.assign({orders0});
  f.ask(HoldTopic{"orders"});
  f.after(Duration{3'000});
  f.ask(ReleaseTopic{"orders"});
  CHECK(f.counters[0].held_ms[index_of(HoldReason::by_hand)] == 3'000);
  CHECK(f.counters[0].held_ms[index_of(HoldReason::verdict)] == 0);
}

TEST_CASE("a record that stopped its topic is dead-lettered as skipped with the reason given, and the topic goes on") {
  Scene f(Action::hold);
  f.assign({orders0});
  f.put(0, f.good);
  f.put(1, f.bad);
  f.put(2, f.good);
  f.step();
  REQUIRE(f.held(0, HoldReason::verdict));
  CHECK(f.ask(SkipRecord{orders0, {1}, "ticket 4711"}) == "done: skipped");
  CHECK_FALSE(f.held(0));
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(header_of(f.sink.sent[0].letter, "dlt.code") == "skipped");
  CHECK(header_of(f.sink.sent[0].letter, "dlt.message") == "ticket 4711");
  CHECK(header_of(f.sink.sent[0].letter, "dlt.offset") == "1");
  CHECK(f.broker.stored[orders0] == 1);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 3);
  CHECK(f.count(0, VerdictCode::skipped) == 1);
  CHECK(f.count(0, VerdictCode::valid) == 2);
}

TEST_CASE("a skip ahead of its record is noted, and takes that record alone") {
  Scene f;
  f.assign({orders0});
  CHECK(f.ask(SkipRecord{orders0, {1}, "why not"}) == "done: noted: it is skipped when its turn comes");
  f.put(0, f.good);
  f.put(1, f.good);
  f.put(2, f.good);
  f.step();
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(header_of(f.sink.sent[0].letter, "dlt.code") == "skipped");
  CHECK(f.count(0, VerdictCode::valid) == 2);
}

TEST_CASE("what has been dealt with, is not ours, or is not there yet, cannot be skipped") {
  Scene f;
  f.broker.log[orders0] = {0, 10};
  f.assign({orders0});
  f.put(0, f.good);
  f.step();
  CHECK(f.ask(SkipRecord{orders0, {0}, "x"}).starts_with("refused: it has been dealt with"));
  CHECK(f.ask(SkipRecord{{"orders", 1}, {0}, "x"}) == "refused: partition 1 is not assigned here");
  CHECK(f.ask(SkipRecord{orders0, {10}, "x"}).starts_with("refused: there is no such record yet"));
}

TEST_CASE("a release lets the record that stopped its topic be judged again, and stops there again") {
  Scene f(Action::hold);
  f.assign({orders0});
  f.put(0, f.bad);
  f.step();
  REQUIRE(f.held(0, HoldReason::verdict));
  CHECK(f.ask(ReleaseTopic{"orders"}).starts_with("done: released: verdict; the record is judged again"));
  f.step();
  CHECK(f.held(0, HoldReason::verdict));
  CHECK(f.broker.stored.count(orders0) == 0);
}

TEST_CASE("another schema counts from the next batch on: what was judged stays judged, what waits is judged by the new one") {
  Scene f(Action::hold);
  f.assign({orders0});
  f.put(0, f.good);
  f.put(1, f.bad);
  f.step();
  REQUIRE(f.held(0, HoldReason::verdict));
  f.control.post({.ticket = 0, .request = SwapSchemas{.generation = 7, .schemas = {schema_of(R"({"type":"object"})")}}});
  f.step(2);
  CHECK_FALSE(f.held(0));
  CHECK(f.count(0, VerdictCode::valid) == 2);
  CHECK(f.gauges.generation == 7);
  CHECK(f.broker.stored[orders0] == 2);
  CHECK(f.broker.calls == std::vector<std::string>{"commit", "assign"});
}

TEST_CASE("a dead letter carries the hash of the schema that rejected it, across a swap") {
  Scene f;
  f.assign({orders0});
  f.put(0, f.bad);
  f.step();
  const auto other = schema_of(R"({"type":"string"})");
  f.control.post({.ticket = 0, .request = SwapSchemas{.generation = 2, .schemas = {other, other}}});
  f.put(1, f.good);
  f.step();
  REQUIRE(f.sink.sent.size() == 2);
  CHECK(header_of(f.sink.sent[0].letter, "dlt.schema-sha256") == f.settings.topics[0].schema.sha256());
  CHECK(header_of(f.sink.sent[1].letter, "dlt.schema-sha256") == other.sha256());
}

TEST_CASE("a hold ends with its loop: nobody is shown as held whom nobody holds") {
  Scene f;
  f.assign({orders0});
  f.ask(HoldTopic{"orders"});
  REQUIRE(f.held(0));
  f.loop.reset();
  CHECK_FALSE(f.held(0));
  CHECK(f.counters[0].partitions == 0);
}

TEST_CASE("lag is shown for a paused topic too: its log ends are asked for") {
  Scene f;
  f.broker.log[orders0] = {0, 100};
  f.assign({orders0});
  f.ask(HoldTopic{"orders"});
  f.after(Duration{10'000});
  CHECK(f.counters[0].lag_records == 100);
  f.after(Duration{2'000});
  CHECK(f.counters[0].lag_ms >= 2'000);
}

TEST_CASE("the oldest dead letter without an acknowledgement has an age") {
  Scene f;
  f.assign({orders0});
  f.put(0, f.bad);
  f.step();
  f.after(Duration{5'000});
  CHECK(f.counters[0].unacknowledged == 1);
  CHECK(f.clock.now().time_since_epoch().count() - f.counters[0].oldest_unacknowledged_at_ms == 5'000);
  f.sink.deliver_all();
  f.after(Duration{1'000});
  CHECK(f.counters[0].unacknowledged == 0);
  CHECK(f.counters[0].oldest_unacknowledged_at_ms == 0);
}

TEST_CASE("a loop that has given up its partitions has not joined until it is given some again") {
  Scene f;
  f.assign({orders0});
  CHECK(f.gauges.joined);
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(3);
  CHECK_FALSE(f.gauges.joined);
  f.assign({});
  CHECK(f.gauges.joined);
  CHECK(f.gauges.rebalances == 3);
}

TEST_CASE("a topic that goes on in the very turn of an incremental assignment leaves no partition of it paused") {
  Scene f;
  f.assign({orders0});
  f.ask(HoldTopic{"orders"});
  REQUIRE(f.broker.paused.contains(orders0));
  f.broker.rebalance(Rebalance::Kind::assigned, {{"orders", 1}});
  f.step();
  f.control.post({.ticket = 0, .request = ReleaseTopic{"orders"}});
  f.step(3);
  CHECK_FALSE(f.broker.paused.contains(orders0));
}

TEST_CASE("where there is room for few letters every partition gets its turn") {
  Scene f;
  f.settings.in_flight = {.letters_max = 2, .bytes_max = 1'000'000};
  f.make();
  f.assign({orders0, {"orders", 1}});
  for (int offset = 0; offset < 20; ++offset)
    for (PartitionId partition : {0, 1}) f.broker.put("orders", partition, offset, f.bad);
  f.step(2);
  for (int turn = 0; turn < 5; ++turn) {
    f.sink.deliver_all();
    f.step(2);
  }
  std::array<int, 2> sent{};
  for (const auto& one : f.sink.sent) ++sent[static_cast<std::size_t>(one.letter.partition)];
  CHECK(sent[0] >= 4);
  CHECK(sent[1] >= 4);
}
