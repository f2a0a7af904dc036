#include "letters/envelope.h"

#include <catch2/catch.hpp>

#include "json/reader.h"

using namespace sluiced;
using namespace sluiced::letters;

namespace {

Record stands(std::optional<std::string_view> value, std::optional<std::string_view> key = "k") {
  return {.topic = "orders.dlt",
          .partition = 3,
          .offset = {88121},
          .timestamp_ms = 1'700'000'000'123,
          .timestamp_type = TimestampType::create_time,
          .key = key,
          .value = value};
}

std::string line_of(const Record& record, const std::vector<HeaderView>& headers = {}) {
  return envelope(record, headers, read_letter(headers));
}

/// What comes back of a record with this value.
std::optional<std::string> value_back(std::optional<std::string_view> value) {
  const std::string line = line_of(stands(value));
  INFO(line);
  CHECK(line.find('\n') == std::string::npos);
  const auto edited = read_envelope(line);
  REQUIRE(edited);
  return edited->value;
}

std::string complaint_of(std::string_view line) {
  const auto edited = read_envelope(line);
  return edited ? "none" : edited.error();
}

}  // namespace

TEST_CASE("an envelope says where the letter stands, what it holds and where it comes from") {
  const std::vector<HeaderView> headers{
      {"x", "1"},          {"none", std::nullopt},       {"dlt.topic", "orders"}, {"dlt.partition", "2"},
      {"dlt.offset", "9"}, {"dlt.timestamp", "1234567"}, {"dlt.code", "not_json"}};
  CHECK(line_of(stands("{\"a\": 1.0}"), headers) ==
        R"({"id":"orders.dlt/3/88121","topic":"orders.dlt","partition":3,"offset":88121,"timestamp":"2023-11-14T22:13:20.123Z",)"
        R"("key":"k","value":{"a": 1.0},"headers":[{"name":"x","value":"1"},{"name":"none","value":null},)"
        R"({"name":"dlt.topic","value":"orders"},{"name":"dlt.partition","value":"2"},{"name":"dlt.offset","value":"9"},)"
        R"({"name":"dlt.timestamp","value":"1234567"},{"name":"dlt.code","value":"not_json"}],)"
        R"("origin":{"topic":"orders","partition":2,"offset":9,"timestamp":"1970-01-01T00:20:34.567Z"},"code":"not_json"})");
}

TEST_CASE("a value on one line comes back byte for byte, whatever it is") {
  for (const std::string_view value :
       {R"({"n":1e400,"s":"\u00e9 é","deep":[[{"a":"}]\"\\"}]]})", "0.10000000000000001", "true", "\"a\\\"b\"", "[]", "[1 , 2]"})
    CHECK(value_back(value) == value);
}

TEST_CASE("a value on several lines becomes one, with its numbers as they were") {
  CHECK(value_back("{\r\n  \"n\": 1.00,\n  \"m\": 1e400\n}") == R"({"n":1.00,"m":1e400})");
}

TEST_CASE("what is no JSON comes back byte for byte too") {
  for (const std::string_view value :
       {std::string_view("\xff\x00{", 3), std::string_view(), std::string_view("{"), std::string_view("{\"a\":1,\"a\":1}"),
        std::string_view("null"), std::string_view(" null ")})
    CHECK(value_back(value) == value);
}

TEST_CASE("no value, an empty one and the document null are three things") {
  CHECK(value_back(std::nullopt) == std::nullopt);
  CHECK(value_back("") == "");
  CHECK(value_back("null") == "null");
  CHECK(line_of(stands(std::nullopt)).find(R"("value":null)") != std::string::npos);
}

TEST_CASE("keys and headers come back byte for byte") {
  const std::string binary("\xfe\x00\xff", 3);
  const std::vector<HeaderView> headers{{"a", "é"}, {"a", std::nullopt}, {"\xff", binary}, {"empty", ""}};
  for (const auto& key :
       {std::optional<std::string_view>(), std::optional<std::string_view>(""), std::optional<std::string_view>(binary)}) {
    const auto edited = read_envelope(line_of(stands("1", key), headers));
    REQUIRE(edited);
    CHECK(edited->id == "orders.dlt/3/88121");
    CHECK(edited->key == key);
    CHECK(edited->headers == std::vector<Header>{{"a", "é"}, {"a", std::nullopt}, {"\xff", binary}, {"empty", ""}});
  }
}

TEST_CASE("what was edited is what comes back") {
  const auto edited = read_envelope(R"({"id":"t/0/1","extra":[],"headers":[],"value": {"amount" : 12.50} ,"key":null})");
  REQUIRE(edited);
  CHECK(*edited == Edited{.id = "t/0/1", .key = std::nullopt, .value = R"({"amount" : 12.50})", .headers = {}});
}

TEST_CASE("a line that is no envelope is refused with what is wrong") {
  CHECK(complaint_of("") == "byte 0: no bytes at all");
  CHECK(complaint_of("{\"id\" 1}") == "byte 6: expected ':' after a member name");
  CHECK(complaint_of("[]") == "expected an object");
  CHECK(complaint_of(R"({"key":null})") == "expected 'id', a string");
  CHECK(complaint_of(R"({"id":"a","value":1,"headers":[]})") == "expected 'key' or 'key_base64'");
  CHECK(complaint_of(R"({"id":"a","key":1,"value":1,"headers":[]})") == "'key': expected a string or null");
  CHECK(complaint_of(R"({"id":"a","key":null,"headers":[]})") == "expected 'value' or 'value_base64'");
  CHECK(complaint_of(R"({"id":"a","key":null,"value":1,"value_base64":"","headers":[]})") ==
        "found both 'value' and 'value_base64'");
  CHECK(complaint_of(R"({"id":"a","key":null,"value_base64":"x","headers":[]})") == "'value_base64': expected base64");
  CHECK(complaint_of(R"({"id":"a","key":null,"value":1})") == "expected 'headers', an array");
  CHECK(complaint_of(R"({"id":"a","key":null,"value":1,"headers":[1]})") == "header 1: expected an object");
  CHECK(complaint_of(R"({"id":"a","key":null,"value":1,"headers":[{"name":null,"value":""}]})") ==
        "header 1: 'name': expected a string");
  CHECK(complaint_of(R"({"id":"a","key":null,"value":1,"headers":[{"name":"a","value":""},{"name":"b"}]})") ==
        "header 2: expected 'value' or 'value_base64'");
}
