// Dead letters as each system writes them, byte for byte.
#include "letters/profile.h"

#include <catch2/catch.hpp>

#include "gate/dead_letter.h"
#include "letters/letter.h"

using namespace sluiced;
using namespace sluiced::letters;

namespace {

using std::string_literals::operator""s;

bool comes_from(const Letter& letter, std::string_view topic, PartitionId partition, std::int64_t offset) {
  return letter.origin && letter.origin->topic == topic && letter.origin->partition == partition &&
         letter.origin->offset == Offset{offset};
}

}  // namespace

TEST_CASE("a dead letter of Spring Kafka is read: numbers are big-endian bytes") {
  const std::string partition("\x00\x00\x00\x03", 4);
  const std::string offset("\x00\x00\x00\x00\x03\x0d\x40\x41", 8);
  const std::string timestamp("\x00\x00\x01\x8b\xcf\xe5\x68\x7b", 8);
  const std::vector<HeaderView> headers{
      {"traceparent", "00-4bf9"},
      {"kafka_dlt-original-topic", "orders"},
      {"kafka_dlt-original-partition", partition},
      {"kafka_dlt-original-offset", offset},
      {"kafka_dlt-original-timestamp", timestamp},
      {"kafka_dlt-original-timestamp-type", "CreateTime"},
      {"kafka_dlt-original-consumer-group", "billing"},
      {"kafka_dlt-exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"},
      {"kafka_dlt-exception-cause-fqcn", "java.lang.IllegalArgumentException"},
      {"kafka_dlt-exception-message", "no amount"}};
  const Letter letter = read_letter(headers);
  CHECK(letter.profile == Profile::spring);
  CHECK(comes_from(letter, "orders", 3, 51'200'065));
  CHECK(letter.timestamp_ms == 1'700'000'000'123);
  CHECK(letter.timestamp_type == "CreateTime");
  CHECK(letter.group == "billing");
  CHECK(letter.code == "java.lang.IllegalArgumentException");
  CHECK(letter.message == "no amount");
  CHECK(letter.hops == 1);
}

TEST_CASE("a dead letter of Kafka Connect is read: numbers are text") {
  const std::vector<HeaderView> headers{
      {"__connect.errors.topic", "orders"},
      {"__connect.errors.partition", "2"},
      {"__connect.errors.offset", "17"},
      {"__connect.errors.connector.name", "sink"},
      {"__connect.errors.task.id", "0"},
      {"__connect.errors.stage", "VALUE_CONVERTER"},
      {"__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter"},
      {"__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException"},
      {"__connect.errors.exception.message", "Converting byte[] failed"},
      {"__connect.errors.exception.stacktrace", std::nullopt}};
  const Letter letter = read_letter(headers);
  CHECK(letter.profile == Profile::connect);
  CHECK(comes_from(letter, "orders", 2, 17));
  CHECK(letter.group == "sink");
  CHECK(letter.code == "org.apache.kafka.connect.errors.DataException");
  CHECK(letter.message == "Converting byte[] failed");
}

TEST_CASE("dead letters of Kafka Streams, share groups, SmallRye and Karafka are read") {
  const auto read = [](std::vector<HeaderView> headers) { return read_letter(headers); };
  const Letter streams = read({{"__streams.errors.exception", "java.lang.RuntimeException"},
                               {"__streams.errors.message", "boom"},
                               {"__streams.errors.topic", "orders"},
                               {"__streams.errors.partition", "1"},
                               {"__streams.errors.offset", "5"}});
  CHECK(streams.profile == Profile::streams);
  CHECK(comes_from(streams, "orders", 1, 5));
  CHECK(streams.code == "java.lang.RuntimeException");

  const Letter share = read({{"__dlq.errors.topic", "orders"},
                             {"__dlq.errors.partition", "1"},
                             {"__dlq.errors.offset", "5"},
                             {"__dlq.errors.group", "share"},
                             {"__dlq.errors.delivery.count", "5"},
                             {"__dlq.errors.message", "rejected"}});
  CHECK(share.profile == Profile::share_group);
  CHECK(comes_from(share, "orders", 1, 5));
  CHECK(share.group == "share");

  const Letter smallrye = read({{"dead-letter-exception-class-name", "java.lang.Exception"},
                                {"dead-letter-reason", "no amount"},
                                {"dead-letter-topic", "orders"},
                                {"dead-letter-partition", "1"},
                                {"dead-letter-offset", "5"}});
  CHECK(smallrye.profile == Profile::smallrye);
  CHECK(comes_from(smallrye, "orders", 1, 5));
  CHECK(smallrye.message == "no amount");

  const Letter karafka = read({{"source_topic", "orders"},
                               {"source_partition", "1"},
                               {"source_offset", "5"},
                               {"source_consumer_group", "app"},
                               {"source_attempts", "3"}});
  CHECK(karafka.profile == Profile::karafka);
  CHECK(comes_from(karafka, "orders", 1, 5));
  CHECK(karafka.group == "app");
}

TEST_CASE("a header that stands twice counts as it stands last: SmallRye appends") {
  const std::vector<HeaderView> headers{
      {"dead-letter-topic", "orders"}, {"dead-letter-partition", "1"}, {"dead-letter-offset", "5"}, {"dead-letter-offset", "9"}};
  CHECK(comes_from(read_letter(headers), "orders", 1, 9));
}

TEST_CASE("numbers that are none leave a letter without an origin, and are no reason to fail") {
  const auto origin = [](std::string_view partition, std::string_view offset) {
    const std::vector<HeaderView> headers{{"kafka_dlt-original-topic", "orders"},
                                          {"kafka_dlt-original-partition", partition},
                                          {"kafka_dlt-original-offset", offset}};
    return read_letter(headers).origin.has_value();
  };
  const std::string good_partition("\x00\x00\x00\x03", 4);
  const std::string good_offset("\x00\x00\x00\x00\x03\x0d\x40\x41", 8);
  CHECK(origin(good_partition, good_offset));
  CHECK_FALSE(origin("3", good_offset));                  // as text
  CHECK_FALSE(origin("\xff\xff\xff\xff"s, good_offset));  // -1
  CHECK_FALSE(origin(good_partition, "\x80\x00\x00\x00\x00\x00\x00\x01"s));
  CHECK_FALSE(origin(good_partition, ""));
}

TEST_CASE("ours go before others: a record that another system rejected and that we rejected again is ours") {
  const std::vector<HeaderView> headers{{"__connect.errors.topic", "elsewhere"},
                                        {"__connect.errors.partition", "2"},
                                        {"__connect.errors.offset", "17"},
                                        {"dlt.code", "not_json"},
                                        {"dlt.topic", "orders"},
                                        {"dlt.partition", "0"},
                                        {"dlt.offset", "4"}};
  const Letter letter = read_letter(headers);
  CHECK(letter.profile == Profile::sluiced);
  CHECK(comes_from(letter, "orders", 0, 4));
}

TEST_CASE("a record without such headers is nobody's letter") {
  const std::vector<HeaderView> headers{{"x", "1"}, {"kafka_dlt-original-topic", std::nullopt}};
  const Letter letter = read_letter(headers);
  CHECK(letter.profile == Profile::none);
  CHECK_FALSE(letter.origin);
  CHECK(to_string(letter.profile) == "unknown");
}

TEST_CASE("what a header profile writes is read as that system's, once ours are gone") {
  gate::Verdict verdict;
  verdict.code = VerdictCode::not_json;
  verdict.message = "no amount";
  const Record record{.topic = "orders",
                      .partition = 3,
                      .offset = {17},
                      .timestamp_ms = 1'700'000'000'123,
                      .timestamp_type = TimestampType::create_time,
                      .key = {},
                      .value = "{"};
  const std::pair<HeaderProfile, Profile> profiles[] = {{HeaderProfile::spring, Profile::spring},
                                                        {HeaderProfile::connect, Profile::connect},
                                                        {HeaderProfile::streams, Profile::streams}};
  for (const auto& [written, read] : profiles) {
    const gate::Rejecter rejecter{.group = "g",
                                  .client = {},
                                  .dead_letter_topic = "orders.dlt",
                                  .schema_name = {},
                                  .schema_sha256 = {},
                                  .header_profiles = {written}};
    const auto letter = gate::make_dead_letter(rejecter, record, {}, verdict, 12, WallTime{});
    std::vector<HeaderView> theirs;
    for (const Header& header : letter.headers)
      if (!header.name.starts_with("dlt.")) theirs.push_back({header.name, header.value});
    const Letter told = read_letter(theirs);
    CHECK(told.profile == read);
    CHECK(comes_from(told, "orders", 3, 17));
    CHECK(told.code == "sluiced.not_json");
    CHECK(told.message == "no amount");
  }
}
