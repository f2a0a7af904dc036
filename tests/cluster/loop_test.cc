// The loop with librdkafka's clients on its mock cluster: what the client library does to us. No proof of loss or of exactly once: the
// mock evicts and forgets; those stand in tests/broker/.
#include <catch2/catch.hpp>
#include <set>

#include "support/mock_loop.h"

using namespace sluiced;
using namespace sluiced::testing;

namespace {

constexpr std::int16_t produce_key = 0;
constexpr int unknown_topic_or_partition = 3;
constexpr int topic_authorization_failed = 29;
constexpr int not_enough_replicas = 19;

gate::LoopSettings settings_for(const std::string& group, const std::vector<std::string>& topics) {
  gate::LoopSettings settings;
  settings.group = group;
  settings.client = "test/" + group + "/0";
  for (const std::string& topic : topics) settings.topics.push_back(topic_settings(topic));
  settings.drain_timeout = Duration{5'000};
  settings.hold_backoff = {.initial = Duration{50}, .max = Duration{200}};
  return settings;
}

/// `count` values, every tenth broken.
std::vector<std::string> values(std::size_t count, const std::string& mark) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(i % 10 == 5 ? R"({"n":")" + mark + std::to_string(i) + R"("})" : R"({"n":)" + std::to_string(i) + "}");
  return out;
}

std::uint64_t judged(const RunningLoop& runner, std::size_t topic = 0) {
  std::uint64_t sum = 0;
  for (const auto& count : runner.counters()[topic].records) sum += count;
  return sum;
}

std::uint64_t delivered(const RunningLoop& runner, std::size_t topic = 0) {
  std::uint64_t sum = 0;
  for (const auto& count : runner.counters()[topic].letters_delivered) sum += count;
  return sum;
}

gate::Ended drained(RunningLoop& runner) {
  runner.drain();
  std::optional<gate::Ended> ended;
  REQUIRE(eventually([&] { return (ended = runner.take_ended()).has_value(); }));
  return *ended;
}

}  // namespace

TEST_CASE("records in, dead letters out, and a second loop of the group goes on where the first one stopped") {
  MockWorld world;
  world.cluster.create_topic("orders", 2);
  world.produce("orders", 0, values(500, "a"));
  world.produce("orders", 1, values(500, "b"));
  const auto settings = settings_for("g", {"orders"});
  {
    auto runner = world.runner(settings);
    REQUIRE(eventually([&] { return delivered(*runner) == 100; }));
    CHECK(judged(*runner) == 1000);
    CHECK(drained(*runner).in_time);
  }
  const auto letters = world.read("orders.dlt", 0, 50);
  CHECK(letters.size() == 50);
  CHECK(letters.front() == R"({"n":"a5"})");

  world.produce("orders", 0, values(10, "c"));
  auto runner = world.runner(settings);
  REQUIRE(eventually([&] { return delivered(*runner) == 1; }));
  CHECK(judged(*runner) == 10);
}

TEST_CASE("a broker that goes away and comes back: the same loop goes on, and every broken record has its letter") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.produce("orders", 0, values(200, "a"));
  auto runner = world.runner(settings_for("g", {"orders"}));
  REQUIRE(eventually([&] { return delivered(*runner) == 20; }));
  world.cluster.set_broker_down(1);
  world.cluster.set_broker_up(1);
  world.produce("orders", 0, values(200, "b"));
  REQUIRE(eventually([&] { return delivered(*runner) == 40; }));
  const auto letters = world.read("orders.dlt", 0, 40);
  CHECK(std::set<std::string>(letters.begin(), letters.end()).size() == 40);
  CHECK_FALSE(runner->take_ended());
}

TEST_CASE("a denied write holds its topic and is sent again until it is allowed") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.produce("orders", 0, values(100, "a"));
  // Nobody else produces from here on: the next requests are the letters'.
  world.cluster.push_errors(produce_key, std::vector<int>(3, topic_authorization_failed));
  auto runner = world.runner(settings_for("g", {"orders"}));
  REQUIRE(eventually([&] { return delivered(*runner) == 10; }));
  CHECK(runner->counters()[0].letters_failed > 0);
  CHECK(judged(*runner) == 100);
  CHECK(world.read("orders.dlt", 0, 10).size() == 10);
}

// A partition that is new to its broker takes any sequence number first. So with two requests on their way the second may be stored
// after the first was refused, and librdkafka then takes the first for stored as well.
TEST_CASE("a letter whose request failed while another could have been on its way is written all the same") {
  MockWorld world;
  world.cluster.create_topic("orders.dlt", 1);
  world.client.producer_properties = {{"batch.num.messages", "1"}, {"linger.ms", "0"}};
  world.cluster.set_round_trip(1, Duration{200});
  world.cluster.push_errors(produce_key, {unknown_topic_or_partition});
  Wakeup wakeup;
  kafka::Producer producer(world.client, wakeup);
  for (gate::OutgoingId id = 0; id < 3; ++id)
    REQUIRE_FALSE(producer.send(id, {.topic = "orders.dlt", .key = std::nullopt, .value = std::to_string(id), .headers = {}}));
  std::size_t acknowledged = 0;
  std::vector<gate::DeliveryReport> reports;
  REQUIRE(eventually([&] {
    producer.take_reports(reports);
    for (const gate::DeliveryReport& report : reports) acknowledged += report.error ? 0U : 1U;
    return acknowledged == 3;
  }));
  CHECK(world.read("orders.dlt", 0, 3) == std::vector<std::string>{"0", "1", "2"});
}

TEST_CASE("too few in-sync replicas: a letter counts only once all of them have it") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.produce("orders", 0, values(100, "a"));
  world.cluster.push_errors(produce_key, std::vector<int>(4, not_enough_replicas));
  auto runner = world.runner(settings_for("g", {"orders"}));
  REQUIRE(eventually([&] { return delivered(*runner) == 10; }));
  CHECK(world.read("orders.dlt", 0, 10).size() == 10);
}

TEST_CASE("a member that joins takes its share, one that leaves gives it back, and no broken record is without its letter") {
  MockWorld world;
  world.cluster.create_topic("orders", 2);
  auto first = world.runner(settings_for("g", {"orders"}));
  world.produce("orders", 0, values(300, "a"));
  world.produce("orders", 1, values(300, "b"));
  REQUIRE(eventually([&] { return delivered(*first) == 60; }));
  auto second = world.runner(settings_for("g", {"orders"}));
  REQUIRE(eventually([&] {
    (void)second->take_ended();
    return second->joined();
  }));
  world.produce("orders", 0, values(300, "c"));
  world.produce("orders", 1, values(300, "d"));
  REQUIRE(eventually([&] { return delivered(*second) > 0; }));
  CHECK(world.read_distinct("orders.dlt", 120).size() == 120);
  drained(*first);
  world.produce("orders", 0, values(300, "e"));
  world.produce("orders", 1, values(300, "f"));
  CHECK(world.read_distinct("orders.dlt", 180).size() == 180);
}

TEST_CASE("at the bound of outstanding letters nothing of a paused batch is dropped") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  std::vector<std::string> all_broken;
  for (int i = 0; i < 5'000; ++i) all_broken.push_back(R"({"n":"x)" + std::to_string(i) + R"("})");
  world.produce("orders", 0, all_broken);
  auto settings = settings_for("g", {"orders"});
  settings.in_flight = {.letters_max = 100, .bytes_max = 1'000'000};
  auto runner = world.runner(settings);
  REQUIRE(eventually([&] { return delivered(*runner) == 5'000; }));
  const auto letters = world.read("orders.dlt", 0, 5'000);
  CHECK(std::vector<std::string>(letters.begin(), letters.end()) == all_broken);
}

TEST_CASE("a topic that appears after the loop has started is read") {
  MockWorld world;
  auto runner = world.runner(settings_for("g", {"orders"}));
  CHECK_FALSE(runner->take_ended());
  world.cluster.create_topic("orders", 1);
  world.produce("orders", 0, values(100, "a"));
  REQUIRE(eventually([&] { return delivered(*runner) == 10; }));
}
