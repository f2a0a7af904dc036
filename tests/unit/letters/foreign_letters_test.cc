// Headers as scripts/foreign-letters found them, byte for byte, in what the systems themselves wrote.
#include <catch2/catch.hpp>

#include "letters/letter.h"

namespace sluiced::letters {
namespace {

using std::string_literals::operator""s;

const std::string partition_1 = "\0\0\0\1"s;
const std::string offset_2 = "\0\0\0\0\0\0\0\2"s;
const std::string produced = "\0\0\x01\xa2\x19\x43\x3f\x8e"s;

/// @RetryableTopic of Spring Kafka 4.1.2: other names than DeadLetterPublishingRecoverer's, and what its retries have left behind.
const std::vector<HeaderView> retryable{
    {"x-version", "4.12.0"},
    {"kafka_original-topic", "refunds"},
    {"kafka_original-partition", partition_1},
    {"kafka_original-offset", offset_2},
    {"kafka_original-timestamp", produced},
    {"kafka_original-timestamp-type", "CreateTime"},
    {"kafka_dlt-original-consumer-group", "refunding"},
    {"retry_topic-original-timestamp", "\x01\xa2\x19\x43\x3f\x8e"},
    {"kafka_exception-fqcn", "org.springframework.kafka.listener.ListenerExecutionFailedException"},
    {"kafka_exception-cause-fqcn", "java.lang.IllegalStateException"},
    {"kafka_exception-message", "Listener failed; no customer for refunds-1"}};

/// A share group of Kafka 4.4.0.
const std::vector<HeaderView> shared{
    {"__dlq.errors.topic", "returns"},    {"__dlq.errors.partition", "1"},
    {"__dlq.errors.offset", "2"},         {"__dlq.errors.group", "returning"},
    {"__dlq.errors.delivery.count", "1"}, {"__dlq.errors.message", "Offset rejected by client."}};

/// Kafka Streams 4.4.0.
const std::vector<HeaderView> streams{{"x-version", "4.12.0"},
                                      {"__streams.errors.exception", "java.lang.IllegalStateException"},
                                      {"__streams.errors.message", "no page for clicks-2"},
                                      {"__streams.errors.topic", "clicks"},
                                      {"__streams.errors.partition", "1"},
                                      {"__streams.errors.offset", "0"}};

Record standing(std::int64_t timestamp_ms) {
  return {.topic = "clicks-dlq",
          .partition = 0,
          .offset = {7},
          .timestamp_ms = timestamp_ms,
          .timestamp_type = TimestampType::create_time,
          .key = "k",
          .value = "{}"};
}

TEST_CASE("a letter of Spring's @RetryableTopic is read, by names that DeadLetterPublishingRecoverer does not use") {
  const Letter letter = read_letter(retryable);
  CHECK(letter.profile == Profile::spring);
  REQUIRE(letter.origin);
  CHECK(letter.origin->topic == "refunds");
  CHECK(letter.origin->partition == 1);
  CHECK(letter.origin->offset == Offset{2});
  CHECK(letter.timestamp_ms == 1'795'720'167'310);
  CHECK(letter.timestamp_type == "CreateTime");
  CHECK(letter.group == "refunding");
  CHECK(letter.message == "Listener failed; no customer for refunds-1");
}

TEST_CASE("the exception of a Spring letter is its cause, where it has one: what is thrown around it is always the same") {
  std::vector<HeaderView> headers = retryable;
  CHECK(read_letter(headers).code == "java.lang.IllegalStateException");
  std::erase_if(headers, [](const HeaderView& header) { return header.name == "kafka_exception-cause-fqcn"; });
  CHECK(read_letter(headers).code == "org.springframework.kafka.listener.ListenerExecutionFailedException");
}

TEST_CASE("a letter of Streams or Connect has its record's timestamp as its own, and a share group's has not") {
  const Record stands = standing(1'795'720'167'619);
  CHECK(produced_ms(read_letter(streams), stands) == 1'795'720'167'619);
  const std::vector<HeaderView> connect{{"__connect.errors.topic", "payments"}};
  CHECK(produced_ms(read_letter(connect), stands) == 1'795'720'167'619);
  CHECK(produced_ms(read_letter(shared), stands) == std::nullopt);
  CHECK(produced_ms(read_letter(retryable), stands) == 1'795'720'167'310);
}

TEST_CASE("a dead-letter topic that stamps what it takes has no record's timestamp") {
  Record stands = standing(1'795'720'167'619);
  stands.timestamp_type = TimestampType::log_append_time;
  CHECK(produced_ms(read_letter(streams), stands) == std::nullopt);
}

TEST_CASE("a topic that was made anew counts its offsets from 0 again: its letters are others, whoever wrote them") {
  CHECK(identity(read_letter(streams), standing(1)) == identity(read_letter(streams), standing(1)));
  CHECK(identity(read_letter(streams), standing(1)) != identity(read_letter(streams), standing(2)));
}

TEST_CASE("a letter of a share group that copies no records has no value, and is no tombstone") {
  Record stands = standing(1);
  CHECK(has_value(read_letter(shared), stands));
  stands.value.reset();
  CHECK(has_value(read_letter(shared), stands));  // a tombstone has a key
  stands.key.reset();
  CHECK_FALSE(has_value(read_letter(shared), stands));
  CHECK_FALSE(has_value(read_letter(streams), stands));
  CHECK(has_value(read_letter(retryable), stands));  // Spring always has them: that is a record
}

TEST_CASE("what we have cut ourselves has no value") {
  for (const auto& [truncated, whole] : {std::pair("value", false), std::pair("redacted", false), std::pair("headers", true)}) {
    const std::vector<HeaderView> headers{{"dlt.code", "not_json"}, {"dlt.truncated", truncated}};
    CHECK(has_value(read_letter(headers), standing(1)) == whole);
  }
}

}  // namespace
}  // namespace sluiced::letters
