#include "letters/replay.h"

#include <catch2/catch.hpp>

namespace sluiced::letters {
namespace {

const std::vector<HeaderView> ours{{"x-version", "4.12.0"},
                                   {"dlt.inbound.note", "kept"},
                                   {"dlt.topic", "orders"},
                                   {"dlt.partition", "3"},
                                   {"dlt.offset", "51200433"},
                                   {"dlt.timestamp", "1795719110000"},
                                   {"dlt.timestamp-type", "CreateTime"},
                                   {"dlt.hops", "2"},
                                   {"dlt.code", "schema_violation"},
                                   {"dlt.message", "expected number"}};

Record standing() { return {.topic = "orders.dlt", .partition = 1, .offset = {7}, .key = "k", .value = "{}"}; }

std::vector<std::string> names_of(const gate::OutgoingRecord& record) {
  std::vector<std::string> names;
  for (const Header& header : record.headers) names.push_back(header.name);
  return names;
}

TEST_CASE(
    "a replayed record keeps key, value, its own headers, partition and timestamp, and of ours what the gate needs to know it") {
  const Letter letter = read_letter(ours);
  const auto record = make_replayed(letter, standing(), ours, {.topic = "orders", .partitions = 12});
  CHECK(record.topic == "orders");
  CHECK(record.partition == 3);
  CHECK(record.key == "k");
  CHECK(record.value == "{}");
  CHECK(record.timestamp_ms == 1795719110000);
  CHECK(names_of(record) == std::vector<std::string>{"x-version", "dlt.inbound.note", "dlt.topic", "dlt.partition", "dlt.offset",
                                                     "dlt.timestamp", "dlt.timestamp-type", "dlt.hops"});
  CHECK(record.headers.back().value == "2");
}

TEST_CASE("a partition that its topic has not got any more becomes one that it has") {
  const auto record = make_replayed(read_letter(ours), standing(), ours, {.topic = "orders", .partitions = 2});
  CHECK(record.partition == 1);
}

TEST_CASE("a record that retention would take at once gets today's timestamp") {
  const Destination to{.topic = "orders", .partitions = 12, .kept_from_ms = 1795719110001};
  CHECK(make_replayed(read_letter(ours), standing(), ours, to).timestamp_ms == 0);
}

TEST_CASE("a record that its topic refuses for being ahead of the clock gets today's timestamp") {
  Destination to{.topic = "orders", .partitions = 12, .taken_until_ms = 1795719110000};
  CHECK(make_replayed(read_letter(ours), standing(), ours, to).timestamp_ms == 1795719110000);
  --to.taken_until_ms;
  CHECK(make_replayed(read_letter(ours), standing(), ours, to).timestamp_ms == 0);
}

TEST_CASE("what another system has added to a record's headers does not go back with it") {
  const std::string partition("\0\0\0\2", 4);
  const std::string offset("\0\0\0\0\0\0\0\7", 8);
  const std::vector<HeaderView> headers{{"mine", "1"},
                                        {"kafka_dlt-original-topic", "orders"},
                                        {"kafka_dlt-original-partition", partition},
                                        {"kafka_dlt-original-offset", offset},
                                        {"kafka_dlt-exception-fqcn", "java.lang.IllegalStateException"}};
  const Letter letter = read_letter(headers);
  REQUIRE(letter.origin);
  const auto record = make_replayed(letter, standing(), headers, {.topic = "orders", .partitions = 12});
  CHECK(names_of(record) == std::vector<std::string>{"mine", "dlt.topic", "dlt.partition", "dlt.offset", "dlt.timestamp",
                                                     "dlt.timestamp-type", "dlt.hops"});
  CHECK(record.partition == 2);
}

TEST_CASE("what Spring's retries have added to a record's headers does not go back with it either") {
  const std::string partition("\0\0\0\2", 4);
  const std::string offset("\0\0\0\0\0\0\0\7", 8);
  const std::vector<HeaderView> headers{{"mine", "1"},
                                        {"kafka_original-topic", "orders"},
                                        {"kafka_original-partition", partition},
                                        {"kafka_original-offset", offset},
                                        {"kafka_dlt-original-consumer-group", "refunding"},
                                        {"retry_topic-attempts", "2"},
                                        {"kafka_exception-cause-fqcn", "java.lang.IllegalStateException"},
                                        {"kafka_key-exception-fqcn", "java.lang.IllegalStateException"},
                                        {"kafka_deliveryAttempt", "2"},
                                        {"kafka_mine", "2"}};
  const auto record = make_replayed(read_letter(headers), standing(), headers, {.topic = "orders", .partitions = 12});
  CHECK(names_of(record) == std::vector<std::string>{"mine", "kafka_mine", "dlt.topic", "dlt.partition", "dlt.offset",
                                                     "dlt.timestamp", "dlt.timestamp-type", "dlt.hops"});
}

TEST_CASE("a record whose timestamp only its letter has goes back with it: Connect and Streams keep it there") {
  const std::vector<HeaderView> headers{
      {"__connect.errors.topic", "orders"}, {"__connect.errors.partition", "1"}, {"__connect.errors.offset", "7"}};
  Record stands = standing();
  stands.timestamp_ms = 1795719110000;
  stands.timestamp_type = TimestampType::create_time;
  const auto record = make_replayed(read_letter(headers), stands, headers, {.topic = "orders", .partitions = 12});
  CHECK(record.timestamp_ms == 1795719110000);
  REQUIRE(record.headers.size() == 6);
  CHECK(record.headers[3].value == "1795719110000");
}

TEST_CASE("two letters of one record have one identity, and a record that came back another one") {
  const auto identity_with = [](std::string_view name, std::string_view value) {
    std::vector<HeaderView> headers = ours;
    for (HeaderView& header : headers)
      if (header.name == name) header.value = value;
    Record stands = standing();
    stands.offset = {8};
    return identity(read_letter(headers), stands);
  };
  const std::string first = identity(read_letter(ours), standing());
  CHECK(identity_with("dlt.message", "otherwise said") == first);
  CHECK(identity_with("dlt.hops", "3") != first);
  CHECK(identity_with("dlt.offset", "51200434") != first);
  CHECK(identity_with("dlt.timestamp", "1795719110001") != first);  // a topic made anew
}

}  // namespace
}  // namespace sluiced::letters
