// `dead_letter.header_profile`: a dead letter in the words of other systems, beside ours.
#include <algorithm>
#include <catch2/catch.hpp>

#include "gate/dead_letter.h"

using namespace sluiced;
using namespace sluiced::gate;

namespace {

constexpr WallTime now{Duration{1'700'000'000'123}};

Rejecter rejecter_with(std::vector<HeaderProfile> profiles) {
  return {.group = "g",
          .client = "sluiced/g/0",
          .dead_letter_topic = "orders.dlt",
          .schema_name = "order.json",
          .schema_sha256 = "abc",
          .header_profiles = std::move(profiles)};
}

std::vector<Header> headers_of(std::vector<HeaderProfile> profiles, const std::vector<HeaderView>& given = {}) {
  Verdict verdict;
  verdict.code = VerdictCode::not_json;
  verdict.message = "at byte 1: expected a value";
  const Record record{.topic = "orders",
                      .partition = 5,
                      .offset = {51'200'065},
                      .timestamp_ms = 1'700'000'000'123,
                      .timestamp_type = TimestampType::create_time,
                      .key = {},
                      .value = "{"};
  return make_dead_letter(rejecter_with(std::move(profiles)), record, given, verdict, 12, now).headers;
}

/// All of that name, in order.
std::vector<std::string> named(const std::vector<Header>& headers, std::string_view name) {
  std::vector<std::string> values;
  for (const Header& header : headers)
    if (header.name == name) values.push_back(header.value.value_or("(null)"));
  return values;
}

std::size_t count_with(const std::vector<Header>& headers, std::string_view prefix) {
  return static_cast<std::size_t>(
      std::count_if(headers.begin(), headers.end(), [&](const Header& header) { return header.name.starts_with(prefix); }));
}

using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("without a profile a letter has no headers but its record's and ours") {
  const auto headers = headers_of({});
  CHECK(count_with(headers, "dlt.") == headers.size());
}

TEST_CASE("Spring's headers have Spring's bytes") {
  const auto headers = headers_of({HeaderProfile::spring});
  CHECK(named(headers, "kafka_dlt-original-topic") == Values{"orders"});
  CHECK(named(headers, "kafka_dlt-original-partition") == Values{std::string("\x00\x00\x00\x05", 4)});
  CHECK(named(headers, "kafka_dlt-original-offset") == Values{std::string("\x00\x00\x00\x00\x03\x0d\x40\x41", 8)});
  CHECK(named(headers, "kafka_dlt-original-timestamp") == Values{std::string("\x00\x00\x01\x8b\xcf\xe5\x68\x7b", 8)});
  CHECK(named(headers, "kafka_dlt-original-timestamp-type") == Values{"CreateTime"});
  CHECK(named(headers, "kafka_dlt-original-consumer-group") == Values{"g"});
  CHECK(named(headers, "kafka_dlt-exception-fqcn") == Values{"sluiced.not_json"});
  CHECK(named(headers, "kafka_dlt-exception-message") == Values{"at byte 1: expected a value"});
  CHECK(named(headers, "dlt.code") == Values{"not_json"});
}

TEST_CASE("Connect's and Streams' headers are text, and stand behind ours in the order that was asked for") {
  const auto headers = headers_of({HeaderProfile::streams, HeaderProfile::connect});
  CHECK(named(headers, "__connect.errors.topic") == Values{"orders"});
  CHECK(named(headers, "__connect.errors.partition") == Values{"5"});
  CHECK(named(headers, "__connect.errors.offset") == Values{"51200065"});
  CHECK(named(headers, "__connect.errors.stage") == Values{"VALUE_CONVERTER"});
  CHECK(named(headers, "__connect.errors.exception.class.name") == Values{"sluiced.not_json"});
  CHECK(named(headers, "__streams.errors.exception") == Values{"sluiced.not_json"});
  CHECK(named(headers, "__streams.errors.topic") == Values{"orders"});
  CHECK(named(headers, "__streams.errors.partition") == Values{"5"});
  CHECK(named(headers, "__streams.errors.offset") == Values{"51200065"});
  CHECK(headers.back().name == "__connect.errors.exception.message");
}

TEST_CASE("a record that comes back keeps its first origin in every profile, and has each header once") {
  const std::vector<HeaderView> replayed{{"kafka_dlt-original-offset", "old"},
                                         {"__connect.errors.topic", "old"},
                                         {"dlt.topic", "orders"},
                                         {"dlt.partition", "2"},
                                         {"dlt.offset", "7"},
                                         {"dlt.timestamp", "99"},
                                         {"dlt.timestamp-type", "LogAppendTime"},
                                         {"dlt.hops", "1"}};
  const auto headers = headers_of({HeaderProfile::spring}, replayed);
  CHECK(named(headers, "kafka_dlt-original-partition") == Values{std::string("\x00\x00\x00\x02", 4)});
  CHECK(named(headers, "kafka_dlt-original-offset") == Values{std::string("\x00\x00\x00\x00\x00\x00\x00\x07", 8)});
  CHECK(named(headers, "kafka_dlt-original-timestamp") == Values{std::string("\x00\x00\x00\x00\x00\x00\x00\x63", 8)});
  CHECK(named(headers, "kafka_dlt-original-timestamp-type") == Values{"LogAppendTime"});
  CHECK(named(headers, "__connect.errors.topic") == Values{"old"});  // of a profile that is not asked for: the record's own
}

TEST_CASE("what another system has said of a record stays, before what is said of it now") {
  const auto headers = headers_of({HeaderProfile::connect}, {{"__connect.errors.topic", "elsewhere"}});
  CHECK(named(headers, "__connect.errors.topic") == Values{"elsewhere", "orders"});
}

TEST_CASE("a letter that is too large does without the messages of all profiles") {
  const OutgoingRecord letter{.topic = "orders.dlt",
                              .partition = 0,
                              .key = {},
                              .value = "{",
                              .headers = headers_of({HeaderProfile::spring, HeaderProfile::connect, HeaderProfile::streams})};
  const auto headers = reduced(letter, LetterForm::without_detail).headers;
  for (const auto& header : headers) CHECK(header.value != "at byte 1: expected a value");
  CHECK(named(headers, "kafka_dlt-original-topic") == Values{"orders"});
}
