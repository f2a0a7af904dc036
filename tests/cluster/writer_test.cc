// What commands write through, on librdkafka's mock cluster.
#include "kafka/writer.h"

#include <catch2/catch.hpp>
#include <map>

#include "support/mock_loop.h"

using namespace sluiced;
using namespace sluiced::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::int16_t produce_key = 0;
constexpr int invalid_record = 87;

gate::OutgoingRecord record(const std::string& value) {
  return {.topic = "orders", .partition = 0, .key = std::nullopt, .value = value, .headers = {}};
}

/// How the records fared, by id.
std::map<gate::OutgoingId, gate::DeliveryReport> reports_of(kafka::Writer& writer) {
  std::vector<gate::DeliveryReport> reports;
  writer.take_reports(reports);
  std::map<gate::OutgoingId, gate::DeliveryReport> by_id;
  for (auto& report : reports) CHECK(by_id.emplace(report.id, report).second);
  return by_id;
}

}  // namespace

TEST_CASE("after a flush each record that was sent has one report, with the place it stands at") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  kafka::Writer writer(world.client);
  for (gate::OutgoingId id = 0; id < 100; ++id) REQUIRE_FALSE(writer.send(id, record(std::to_string(id)), 30s));
  REQUIRE_FALSE(writer.flush(30s));
  CHECK(writer.unreported() == 0);
  const auto reports = reports_of(writer);
  REQUIRE(reports.size() == 100);
  for (const auto& [id, report] : reports) {
    CHECK_FALSE(report.error);
    CHECK(report.partition == 0);
    CHECK(report.offset.value == static_cast<std::int64_t>(id));
  }
}

TEST_CASE("a queue that is full is waited for, and everything comes through in order") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.client.producer_properties = {{"queue.buffering.max.messages", "10"}};
  world.cluster.set_round_trip(1, Duration{50});
  kafka::Writer writer(world.client);
  std::vector<std::string> sent;
  for (gate::OutgoingId id = 0; id < 50; ++id) {
    sent.push_back(std::to_string(id));
    REQUIRE_FALSE(writer.send(id, record(sent.back()), 30s));
    CHECK(writer.unreported() <= 10);
  }
  REQUIRE_FALSE(writer.flush(30s));
  CHECK(world.read("orders", 0, 50) == sent);
}

TEST_CASE("without an answer a full queue and a flush are given up when their time is over") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.client.producer_properties = {{"queue.buffering.max.messages", "1"}};
  kafka::Writer writer(world.client);
  REQUIRE_FALSE(writer.send(0, record("a"), 30s));
  REQUIRE_FALSE(writer.flush(30s));
  world.cluster.set_broker_down(1);
  REQUIRE_FALSE(writer.send(1, record("b"), 30s));
  const auto full = writer.send(2, record("c"), 100ms);
  REQUIRE(full);
  CHECK(full->kind == gate::IoError::Kind::full);
  const auto late = writer.flush(100ms);
  REQUIRE(late);
  CHECK(late->kind == gate::IoError::Kind::unreachable);
  CHECK(writer.unreported() == 1);
  world.cluster.set_broker_up(1);
  REQUIRE_FALSE(writer.flush(30s));
  CHECK(reports_of(writer).size() == 2);
}

TEST_CASE("what was sent in a transaction is committed, and the next record begins another") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.client.transactional_id = "test";
  kafka::Writer writer(world.client);
  REQUIRE_FALSE(writer.prepare(30s));
  REQUIRE_FALSE(writer.commit(30s));  // nothing was sent
  REQUIRE_FALSE(writer.send(0, record("a"), 30s));
  REQUIRE_FALSE(writer.commit(30s));
  REQUIRE_FALSE(writer.send(1, record("b"), 30s));
  REQUIRE_FALSE(writer.commit(30s));
  CHECK(reports_of(writer).size() == 2);
}

TEST_CASE("a record that is refused takes its transaction with it, and the writer goes on with another") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.client.transactional_id = "test";
  kafka::Writer writer(world.client);
  REQUIRE_FALSE(writer.prepare(30s));
  world.cluster.push_errors(produce_key, {invalid_record});
  REQUIRE_FALSE(writer.send(0, record("a"), 30s));
  const auto refused = writer.commit(30s);
  REQUIRE(refused);
  CHECK(refused->kind == gate::IoError::Kind::aborted);
  CHECK(refused->text.find("the transaction was aborted: record to orders: ") == 0);
  // The gap that the refused record left in the sequence costs the client one more transaction, and then a new epoch.
  REQUIRE_FALSE(writer.send(1, record("b"), 30s));
  if (writer.commit(30s)) {
    REQUIRE_FALSE(writer.send(2, record("b"), 30s));
    REQUIRE_FALSE(writer.commit(30s));
  }
  const auto reports = reports_of(writer);
  CHECK(reports.at(0).error);
  CHECK_FALSE(reports.rbegin()->second.error);
}

TEST_CASE("an abort reports what was under way as not having taken place") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.client.transactional_id = "test";
  kafka::Writer writer(world.client);
  REQUIRE_FALSE(writer.prepare(30s));
  REQUIRE_FALSE(writer.send(0, record("a"), 30s));
  REQUIRE_FALSE(writer.abort(30s));
  REQUIRE_FALSE(writer.flush(30s));
  CHECK(reports_of(writer).size() == 1);
  REQUIRE_FALSE(writer.abort(30s));  // nothing is open
}

TEST_CASE("a commit without an answer says that nobody knows") {
  MockWorld world;
  world.cluster.create_topic("orders", 1);
  world.client.transactional_id = "test";
  kafka::Writer writer(world.client);
  REQUIRE_FALSE(writer.prepare(30s));
  REQUIRE_FALSE(writer.send(0, record("a"), 30s));
  REQUIRE_FALSE(writer.flush(30s));
  world.cluster.set_broker_down(1);
  const auto unknown = writer.commit(200ms);
  REQUIRE(unknown);
  CHECK(unknown->kind == gate::IoError::Kind::other);
  CHECK(unknown->text.find("nobody knows whether the transaction took place") == 0);
}
