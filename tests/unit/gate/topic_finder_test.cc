// Topics that match, as a loop finds them: docs/configuration.md, "Topics by pattern".
#include "gate/topic_finder.h"

#include <catch2/catch.hpp>

#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

using Names = std::vector<std::string>;

struct Scene : LoopFixture {
  explicit Scene(StartPosition start = {}, std::vector<TopicSettings> named = {}) : LoopFixture(std::move(named)) {
    settings.rules = {.entries = {{.pattern = "other.*", .exclude = {}, .letters = {"", ".dlt"}},
                                  {.pattern = "shop.*", .exclude = {"shop.test.*"}, .letters = {"dead.", ""}}},
                      .never = {"shop.named"}};
    settings.matches = {{.entry = 1, .topic = topic_settings("")}};
    settings.matches[0].topic.start_at = start;
    make();
  }
  void topics(const Names& names) {
    broker.partition_counts.clear();
    for (const std::string& name : names) broker.partition_counts[name] = 2;
  }
  void look() { after(Duration{10'000}); }
  Names found() const { return gauges.matched.get(); }
  std::uint64_t judged(const std::string& topic, VerdictCode code) { return counters.book.of(topic).records[index_of(code)]; }
};

const TopicPartition orders0{"shop.orders", 0};
const TopicPartition clicks0{"shop.clicks", 0};

}  // namespace

TEST_CASE("a loop reads what matches its own entry, and has a lane, a dead-letter topic and counters for each") {
  Scene f;
  f.topics({"shop.orders", "shop.clicks", "shop.test.x", "shop.named", "dead.shop.orders", "other.x", "__consumer_offsets"});
  f.step();
  CHECK(f.broker.subscribed == Names{"shop.clicks", "shop.orders"});
  CHECK(f.found() == Names{"shop.clicks", "shop.orders"});
  f.assign({orders0, clicks0});
  f.broker.put("shop.orders", 0, 0, f.bad);
  f.broker.put("shop.clicks", 0, 0, f.good);
  f.step();
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(f.sink.sent[0].letter.topic == "dead.shop.orders");
  CHECK(f.judged("shop.orders", VerdictCode::schema_violation) == 1);
  CHECK(f.judged("shop.clicks", VerdictCode::valid) == 1);
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[orders0] == 1);
  CHECK(f.broker.stored[clicks0] == 1);
}

TEST_CASE("a topic made later is found within ten seconds, and what is read already goes on where it was") {
  Scene f;
  f.topics({"shop.orders"});
  f.step();
  f.assign({orders0});
  f.topics({"shop.orders", "shop.clicks"});
  f.after(Duration{9'000});
  CHECK(f.broker.subscribed == Names{"shop.orders"});
  f.after(Duration{1'000});
  CHECK(f.broker.subscribed == Names{"shop.clicks", "shop.orders"});
  f.assign({orders0, clicks0});
  f.broker.put("shop.clicks", 0, 0, f.bad);
  f.broker.put("shop.orders", 0, 0, f.bad);
  f.step();
  f.sink.deliver_all();
  f.step();
  CHECK(f.broker.stored[clicks0] == 1);
  CHECK(f.broker.stored[orders0] == 1);
}

TEST_CASE("named topics are read beside those that match, and their schemas are swapped apart") {
  Scene f({}, {topic_settings("shop.named")});
  f.topics({"shop.named", "shop.orders"});
  f.step();
  CHECK(f.broker.subscribed == Names{"shop.orders", "shop.named"});
  f.assign({{"shop.named", 0}, orders0});
  const SchemaTable any(schema_of("{}"));
  const SchemaTable none(schema_of("false"));
  f.control.post({.ticket = 0, .request = SwapSchemas{.generation = 2, .schemas = {any}, .of_matches = {none}}});
  f.broker.put("shop.named", 0, 0, f.bad);
  f.broker.put("shop.orders", 0, 0, f.good);
  f.step();
  CHECK(f.judged("shop.named", VerdictCode::valid) == 1);
  CHECK(f.judged("shop.orders", VerdictCode::schema_violation) == 1);
  // One that is found afterwards is judged by the newer one too.
  f.topics({"shop.named", "shop.orders", "shop.clicks"});
  f.look();
  f.assign({{"shop.named", 0}, orders0, clicks0});
  f.broker.put("shop.clicks", 0, 0, f.good);
  f.step();
  CHECK(f.judged("shop.clicks", VerdictCode::schema_violation) == 1);
}

TEST_CASE("a topic is let go of after three looks without it, and taken up again when it is back") {
  Scene f;
  f.topics({"shop.orders", "shop.clicks"});
  f.step();
  f.topics({"shop.orders"});
  f.look();
  f.look();
  CHECK(f.broker.subscribed.size() == 2);
  f.topics({"shop.orders", "shop.clicks"});
  f.look();
  f.topics({"shop.orders"});
  for (int looks = 0; looks < 3; ++looks) f.look();
  CHECK(f.broker.subscribed == Names{"shop.orders"});
  CHECK(f.found() == Names{"shop.orders"});
  f.topics({"shop.orders", "shop.clicks"});
  f.look();
  CHECK(f.broker.subscribed == Names{"shop.clicks", "shop.orders"});
}

TEST_CASE("a broker that does not answer moves nothing, and is asked again") {
  Scene f;
  f.topics({"shop.orders"});
  f.broker.answers = false;
  f.step();
  CHECK(f.broker.subscribed.empty());
  CHECK(f.gauges.complaint.get() == "topics cannot be listed: no answer");
  f.broker.answers = true;
  f.after(Duration{1'000});
  CHECK(f.broker.subscribed == Names{"shop.orders"});
  f.broker.answers = false;
  for (int looks = 0; looks < 5; ++looks) f.look();
  CHECK(f.broker.subscribed == Names{"shop.orders"});
}

TEST_CASE("a loop for which no topic is there yet says so, and asks once in ten seconds") {
  Scene f;
  f.topics({"other.x"});
  f.step(5);
  CHECK(f.gauges.complaint.get() == "no topic matches shop.* yet");
  CHECK(f.broker.listings == 1);
  f.topics({"shop.orders"});
  f.look();
  f.after(Duration{1'000});
  CHECK(f.gauges.complaint.get().empty());
}

TEST_CASE("a loop without matches never asks for the cluster's topics") {
  LoopFixture f;
  f.step();
  f.after(Duration{60'000});
  CHECK(f.broker.listings == 0);
}

TEST_CASE("start_at counts for what was there at the group's first start, and what appears later begins at its log start") {
  Scene f({.kind = StartPosition::Kind::latest});
  f.topics({"shop.orders"});
  f.broker.log[orders0] = {5, 10};
  f.broker.log[{"shop.orders", 1}] = {0, 7};
  f.broker.log[clicks0] = {3, 20};
  f.step();
  f.assign({orders0});
  CHECK(f.broker.assigned[orders0] == 10);
  f.topics({"shop.orders", "shop.clicks"});
  f.look();
  f.assign({orders0, clicks0});
  CHECK(f.broker.assigned[clicks0] == 3);
}

TEST_CASE("a topic made while nobody ran is one that appeared later: the group has begun on another") {
  Scene f({.kind = StartPosition::Kind::latest});
  f.topics({"shop.orders", "shop.clicks"});
  f.broker.committed_offsets[orders0] = 8;
  f.broker.log[orders0] = {0, 10};
  f.broker.log[clicks0] = {3, 20};
  f.step();
  f.assign({orders0, clicks0});
  CHECK(f.broker.assigned[orders0] == 8);
  CHECK(f.broker.assigned[clicks0] == 3);
}

TEST_CASE("an operator holds and releases a topic that matches, and is told where it is not read") {
  Scene f;
  f.topics({"shop.orders"});
  f.step();
  f.assign({orders0});
  f.control.post({.ticket = 1, .request = HoldTopic{"shop.orders"}});
  f.control.post({.ticket = 2, .request = HoldTopic{"shop.clicks"}});
  f.step();
  auto answers = f.control.take_answers();
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].done);
  CHECK_FALSE(answers[1].done);
  CHECK(answers[1].text == "it does not read that topic yet");
  CHECK(f.broker.paused.contains(orders0));
  // The wish stands when the topic comes.
  f.topics({"shop.orders", "shop.clicks"});
  f.look();
  f.assign({orders0, clicks0});
  f.step();
  CHECK(f.broker.paused.contains(clicks0));
  f.control.post({.ticket = 3, .request = ReleaseTopic{"shop.clicks"}});
  f.step(2);
  CHECK_FALSE(f.broker.paused.contains(clicks0));
}
