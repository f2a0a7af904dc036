// A topic whose records fail by the thousand: how little of it is written, and how it goes on.
#include <catch2/catch.hpp>

#include "metrics/event.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

constexpr Duration first_probe = Breaker::first_probe_after;
const TopicPartition orders0{"orders", 0};
const TopicPartition orders1{"orders", 1};

const SchemaTable& takes_all() {
  static const SchemaTable table = schema_of(R"({"type":"object"})");
  return table;
}
const SchemaTable& takes_none() {
  static const SchemaTable table = schema_of(R"({"not":{}})");
  return table;
}

TopicSettings guarded(const std::string& name = "orders") {
  TopicSettings topic = topic_settings(name);
  topic.breaker = {.armed = BreakerSettings::Armed::always, .ratio = 0.5, .min_records = 10};
  return topic;
}

struct Scene : LoopFixture {
  explicit Scene(TopicSettings topic = guarded()) : LoopFixture({std::move(topic)}) {
    for (const auto& id : {orders0, orders1}) broker.log[id] = {0, 1'000};
    assign({orders0, orders1});
  }
  /// They stand behind what was put there before.
  void put(int count, const char* value, PartitionId partition = 0) {
    for (int i = 0; i < count; ++i) broker.put("orders", partition, next[partition]++, value);
    step(2);
  }
  void swap(const SchemaTable& schema) {
    control.post({.ticket = 0, .request = SwapSchemas{.generation = 2, .schemas = {schema}}});
    step();
  }
  std::string release() {
    control.post({.ticket = 1, .request = ReleaseTopic{"orders"}});
    step(2);
    return control.take_answers().at(0).text;
  }
  /// Everything acknowledged, as often as it takes.
  void settle() {
    for (int turn = 0; turn < 20; ++turn) {
      sink.deliver_all();
      step();
    }
  }
  bool tripped() const { return held(0, HoldReason::breaker); }
  std::uint64_t judged() const {
    std::uint64_t sum = 0;
    for (const VerdictCode code : all_verdict_codes) sum += count(0, code);
    return sum;
  }
  std::map<PartitionId, std::int64_t> next;
};

}  // namespace

TEST_CASE("a topic whose records all fail writes fewer letters than min_records, and all behind them waits") {
  const auto told = count_of(Event::breaker_tripped);
  Scene f;
  f.put(30, f.bad);
  CHECK(f.tripped());
  CHECK(f.sink.sent.size() == 9);
  f.settle();
  CHECK(f.sink.sent.size() == 9);
  CHECK(f.broker.stored[orders0] == 9);
  CHECK(f.broker.handed_out == 21);
  CHECK(f.broker.paused.contains(orders1));
  CHECK(f.counters[0].breaker_trips == 1);
  CHECK(count_of(Event::breaker_tripped) == told + 1);
  CHECK(f.counters[0].hold_why.get() == "10 of the last 10 records fail");
}

TEST_CASE("a record that waits for room, and is judged again, counts once") {
  TopicSettings topic = guarded();
  topic.breaker.ratio = 1;
  Scene f(topic);
  f.settings.in_flight.letters_max = 2;
  f.make();
  f.assign({orders0, orders1});
  f.put(9, f.bad);
  f.step(20);  // the third waits, and is judged each time
  f.settle();
  CHECK_FALSE(f.tripped());
  CHECK(f.sink.sent.size() == 9);
  f.put(1, f.bad);
  CHECK(f.tripped());
}

TEST_CASE("records that pass count against those that fail, and a skip by hand counts for nothing") {
  Scene f;
  f.put(6, f.good);
  f.put(4, f.bad);
  CHECK_FALSE(f.tripped());
  f.control.post({.ticket = 1, .request = SkipRecord{orders0, {10}, "not ours"}});
  f.put(1, f.bad);
  CHECK_FALSE(f.tripped());
  CHECK(f.count(0, VerdictCode::skipped) == 1);
  f.put(1, f.bad);
  CHECK(f.tripped());
}

TEST_CASE("a probe writes, counts and commits nothing, and while enough fail the topic stays on hold") {
  const auto probes = count_of(Event::breaker_probed);
  Scene f;
  f.put(30, f.bad);
  f.settle();
  f.after(first_probe - Duration{1});
  CHECK(count_of(Event::breaker_probed) == probes);
  f.after(Duration{1});
  CHECK(count_of(Event::breaker_probed) == probes + 1);
  f.after(2 * first_probe);
  CHECK(count_of(Event::breaker_probed) == probes + 2);
  CHECK(f.tripped());
  CHECK(f.sink.sent.size() == 9);
  CHECK(f.judged() == 9);
  CHECK(f.broker.stored[orders0] == 9);
  CHECK(f.counters[0].hold_why.get() == "21 of 21 records that wait fail");
}

TEST_CASE("another schema is tried on what waits at once, and the topic goes on by itself where it fails less") {
  Scene f;
  f.put(30, f.bad);
  f.put(5, f.good, 1);
  f.swap(takes_none());
  CHECK(f.tripped());
  f.swap(takes_all());
  f.settle();
  CHECK_FALSE(f.tripped());
  CHECK(f.sink.sent.size() == 9);
  CHECK(f.count(0, VerdictCode::valid) == 26);
  CHECK(f.broker.stored[orders0] == 30);
  CHECK(f.broker.stored[orders1] == 5);
}

TEST_CASE("a probe with too few records lets more come, and after 10 s goes by what there is") {
  Scene f;
  f.put(10, f.bad);  // the last one waits
  f.settle();
  CHECK(f.broker.paused.contains(orders0));
  f.after(first_probe);
  CHECK_FALSE(f.broker.paused.contains(orders0));
  f.put(3, f.good);
  CHECK(f.tripped());
  CHECK(f.judged() == 9);
  f.after(Duration{9'999});
  CHECK(f.tripped());
  f.after(Duration{1});
  CHECK_FALSE(f.tripped());
  f.settle();
  CHECK(f.sink.sent.size() == 10);
  CHECK(f.broker.stored[orders0] == 13);
}

TEST_CASE("a probe lets no more come than it needs, in number and in bytes") {
  TopicSettings topic = guarded();
  topic.breaker.ratio = 0.9;
  SECTION("number") {
    Scene f(topic);
    f.put(10, f.bad);
    f.settle();
    f.after(first_probe);
    f.put(8, f.bad);
    CHECK_FALSE(f.broker.paused.contains(orders0));
    f.put(1, f.bad);
    CHECK(f.broker.paused.contains(orders0));
    CHECK(f.tripped());
  }
  SECTION("bytes") {
    Scene f(topic);
    f.settings.in_flight.bytes_max = 1'000;
    f.make();
    f.assign({orders0, orders1});
    f.put(10, f.bad);
    for (int turn = 0; turn < 20; ++turn) f.settle();
    REQUIRE(f.tripped());
    f.after(first_probe);
    CHECK_FALSE(f.broker.paused.contains(orders0));
    const std::string large = R"({"n":")" + std::string(1'000, 'x') + "\"}";
    f.put(1, large.c_str());
    CHECK(f.broker.paused.contains(orders0));
    CHECK(f.tripped());
  }
}

TEST_CASE("an operator's release lets everything through until the schema changes, over restarts of the loop too") {
  Scene f;
  f.put(30, f.bad);
  CHECK(f.release() == "released: breaker; it does not trip again before its schema is another one");
  f.settle();
  CHECK(f.sink.sent.size() == 30);
  f.restart();
  f.assign({orders0, orders1});
  f.put(30, f.bad);
  f.settle();
  CHECK_FALSE(f.tripped());
  CHECK(f.sink.sent.size() == 60);
  f.swap(takes_none());
  f.put(30, f.bad);
  CHECK(f.tripped());
  CHECK(f.sink.sent.size() == 69);
}

TEST_CASE("a release of something else does not overrule the breaker") {
  Scene f;
  f.control.post({.ticket = 1, .request = HoldTopic{"orders"}});
  f.step();
  f.control.take_answers();
  CHECK(f.release() == "released: by_hand");
  f.put(30, f.bad);
  CHECK(f.tripped());
}

TEST_CASE("a loop that comes back remembers that its topic stood still, and asks as it would have asked") {
  Scene f;
  f.put(30, f.bad);
  f.settle();
  f.restart();
  f.broker.committed_offsets[orders0] = 9;
  f.assign({orders0, orders1});
  CHECK(f.tripped());
  f.next[0] = 9;
  f.put(21, f.bad);
  CHECK(f.sink.sent.size() == 9);
  CHECK(f.counters[0].breaker_trips == 1);
  f.swap(takes_all());
  f.settle();
  CHECK_FALSE(f.tripped());
  CHECK(f.broker.stored[orders0] == 30);
}

TEST_CASE("a loop that comes back by another schema tries that one on what waits") {
  Scene f;
  f.put(30, f.bad);
  f.settings.topics[0].schema = takes_all();
  f.settings.topics[0].schema_since = f.clock.now();
  f.restart();
  f.assign({orders0, orders1});
  f.next[0] = 9;
  f.put(21, f.bad);
  f.settle();
  CHECK_FALSE(f.tripped());
  CHECK(f.count(0, VerdictCode::valid) == 21);
}

TEST_CASE("after_change, a topic trips only within half an hour of its schema's change") {
  TopicSettings topic = guarded();
  topic.breaker.armed = BreakerSettings::Armed::after_change;
  Scene f(topic);
  f.settings.topics[0].schema_since = f.clock.now() - Breaker::armed_for;
  f.make();
  f.assign({orders0, orders1});
  f.put(30, f.bad);
  CHECK_FALSE(f.tripped());
  f.swap(takes_none());
  f.put(30, f.bad);
  CHECK(f.tripped());
}

TEST_CASE("what else keeps the topic from going on comes first: nothing is probed meanwhile") {
  const auto probes = count_of(Event::breaker_probed);
  Scene f;
  f.put(30, f.bad);
  f.control.post({.ticket = 0, .request = HoldTopic{"orders"}});
  f.after(first_probe);
  CHECK(count_of(Event::breaker_probed) == probes);
  CHECK(f.broker.paused.contains(orders0));
  f.control.post({.ticket = 0, .request = ReleaseTopic{"orders"}});
  f.step(2);
  CHECK_FALSE(f.tripped());  // a release is one of all that waits for an operator's word
}

TEST_CASE("in mode observe nothing trips, and a topic that is only observed from now on stands still no longer") {
  Scene f;
  f.put(30, f.bad);
  CHECK(f.tripped());
  f.settings.topics[0].mode = Mode::observe;
  f.restart();
  f.assign({orders0, orders1});
  CHECK_FALSE(f.tripped());
  f.put(30, f.bad);
  CHECK_FALSE(f.tripped());
}

TEST_CASE("a topic that tripped and whose partitions are all given up is not said to go on") {
  const auto told = count_of(Event::topic_released);
  Scene f;
  f.put(30, f.bad);
  f.settle();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0, orders1});
  f.step(3);
  CHECK(f.tripped());  // the group may hand them out again in the next moment
  f.after(first_probe);
  f.after(Duration{10'000});
  CHECK_FALSE(f.tripped());
  CHECK(count_of(Event::topic_released) == told);
}
