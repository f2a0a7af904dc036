#include "gate/dead_letter.h"

#include <catch2/catch.hpp>
#include <map>

#include "json/reader.h"
#include "support/schemas.h"

using namespace sluiced;
using namespace sluiced::gate;

namespace {

const Rejecter rejecter{.group = "g",
                        .client = "sluiced/g/0",
                        .dead_letter_topic = "orders.dlt",
                        .schema_name = "order.json",
                        .schema_sha256 = "abc"};
constexpr WallTime now{Duration{1'700'000'000'123}};

Record record(std::optional<std::string_view> value) {
  return {.topic = "orders",
          .partition = 5,
          .offset = {17},
          .timestamp_ms = 1234,
          .timestamp_type = TimestampType::create_time,
          .key = "k",
          .value = value};
}

Verdict bad_amount() {
  Verdict verdict{.code = VerdictCode::schema_violation,
                  .message = "/lines/3/amount: expected number, found string",
                  .byte_offset = {},
                  .violations = {}};
  schema::Violation violation;
  violation.keyword = "type";
  violation.keyword_location = "/properties/lines/items/$ref/properties/amount/type";
  violation.instance_location = "/lines/3/amount";
  violation.message = "expected number, found string";
  verdict.violations.push_back(violation);
  return verdict;
}

std::map<std::string, std::string> by_name(const OutgoingRecord& letter) {
  std::map<std::string, std::string> map;
  for (const Header& header : letter.headers) {
    INFO(header.name);
    CHECK(map.emplace(header.name, header.value.value_or("(null)")).second);  // never twice
  }
  return map;
}

OutgoingRecord make(std::vector<HeaderView> headers, const Verdict& verdict = bad_amount(), PartitionId partitions = 12) {
  return make_dead_letter(rejecter, record("{}"), headers, verdict, partitions, now);
}

}  // namespace

TEST_CASE("a dead letter says where the record stood, who rejected it and why") {
  const auto headers = by_name(make({{"traceparent", "00-abc"}}));
  CHECK(
      headers ==
      std::map<std::string, std::string>{
          {"traceparent", "00-abc"},
          {"dlt.topic", "orders"},
          {"dlt.partition", "5"},
          {"dlt.offset", "17"},
          {"dlt.timestamp", "1234"},
          {"dlt.timestamp-type", "CreateTime"},
          {"dlt.group", "g"},
          {"dlt.client", "sluiced/g/0"},
          {"dlt.at", "2023-11-14T22:13:20.123Z"},
          {"dlt.hops", "1"},
          {"dlt.code", "schema_violation"},
          {"dlt.keyword", "type"},
          {"dlt.keyword-location", "/properties/lines/items/$ref/properties/amount/type"},
          {"dlt.instance-location", "/lines/3/amount"},
          {"dlt.message", "/lines/3/amount: expected number, found string"},
          {"dlt.violations",
           R"([{"keywordLocation":"/properties/lines/items/$ref/properties/amount/type","instanceLocation":"/lines/3/amount","error":"expected number, found string"}])"},
          {"dlt.fingerprint", fingerprint(bad_amount())},
          {"dlt.schema", "order.json"},
          {"dlt.schema-sha256", "abc"}});
}

TEST_CASE("a parse error says at which byte") {
  const auto headers = by_name(
      make({}, {.code = VerdictCode::not_json, .message = "at byte 4: expected a value", .byte_offset = 4, .violations = {}}));
  CHECK(headers.at("dlt.code") == "not_json");
  CHECK(headers.at("dlt.byte-offset") == "4");
  CHECK(headers.count("dlt.keyword") == 0);
  CHECK(headers.count("dlt.violations") == 0);
}

TEST_CASE("key and value are the original bytes, null kept apart from empty") {
  Record original = record(std::string_view("\xff\x00 x", 4));
  original.key = std::string_view("");
  const OutgoingRecord letter = make_dead_letter(rejecter, original, {}, bad_amount(), 1, now);
  CHECK(letter.value == std::string("\xff\x00 x", 4));
  CHECK(letter.key == "");
  original.value = std::nullopt;
  original.key = std::nullopt;
  const OutgoingRecord null = make_dead_letter(rejecter, original, {}, bad_amount(), 1, now);
  CHECK_FALSE(null.value);
  CHECK_FALSE(null.key);
}

TEST_CASE("the partition's number is kept while the dead-letter topic has it") {
  CHECK(letter_partition(5, 12) == 5);
  CHECK(letter_partition(5, 6) == 5);
  CHECK(letter_partition(5, 5) == 0);
  CHECK(letter_partition(5, 3) == 2);
}

TEST_CASE("original headers keep their order, null values and doubles") {
  const OutgoingRecord letter = make({{"b", "1"}, {"a", std::nullopt}, {"b", "2"}, {"a", ""}});
  REQUIRE(letter.headers.size() > 4);
  CHECK(letter.headers[0] == Header{"b", "1"});
  CHECK(letter.headers[1] == Header{"a", std::nullopt});
  CHECK(letter.headers[2] == Header{"b", "2"});
  CHECK(letter.headers[3] == Header{"a", ""});
}

TEST_CASE("a replayed record keeps its first origin and counts its hops") {
  const auto headers = by_name(make({{"dlt.topic", "orders"},
                                     {"dlt.partition", "2"},
                                     {"dlt.offset", "9"},
                                     {"dlt.timestamp", "77"},
                                     {"dlt.timestamp-type", "LogAppendTime"},
                                     {"dlt.hops", "2"},
                                     {"dlt.code", "not_json"}}));
  CHECK(headers.at("dlt.partition") == "2");
  CHECK(headers.at("dlt.offset") == "9");
  CHECK(headers.at("dlt.timestamp-type") == "LogAppendTime");
  CHECK(headers.at("dlt.hops") == "3");
  CHECK(headers.at("dlt.code") == "schema_violation");
}

TEST_CASE("inbound dlt headers that speak of another topic are kept aside and not believed") {
  const auto headers = by_name(make({{"dlt.topic", "elsewhere"},
                                     {"dlt.hops", "7"},
                                     {"dlt.offset", "1"},
                                     {"dlt.partition", "1"},
                                     {"dlt.timestamp", "1"},
                                     {"dlt.timestamp-type", "CreateTime"}}));
  CHECK(headers.at("dlt.topic") == "orders");
  CHECK(headers.at("dlt.hops") == "1");
  CHECK(headers.at("dlt.inbound.topic") == "elsewhere");
  CHECK(headers.at("dlt.inbound.hops") == "7");
}

TEST_CASE("half a set of inbound dlt headers, or a hop count that is none, is not believed") {
  CHECK(by_name(make({{"dlt.topic", "orders"}, {"dlt.hops", "2"}})).at("dlt.hops") == "1");
  CHECK(by_name(make({{"dlt.topic", "orders"},
                      {"dlt.partition", "2"},
                      {"dlt.offset", "9"},
                      {"dlt.timestamp", "77"},
                      {"dlt.timestamp-type", "CreateTime"},
                      {"dlt.hops", "many"}}))
            .at("dlt.hops") == "1");
  CHECK(by_name(make({{"dlt.topic", "orders"},
                      {"dlt.partition", "2"},
                      {"dlt.offset", "nine"},
                      {"dlt.timestamp", "77"},
                      {"dlt.timestamp-type", "CreateTime"},
                      {"dlt.hops", "1"}}))
            .at("dlt.offset") == "17");
}

TEST_CASE("inbound dlt headers with an origin that there cannot be are kept aside and not believed") {
  const std::map<std::string, std::string> whole{{"dlt.topic", "orders"},
                                                 {"dlt.partition", "2"},
                                                 {"dlt.offset", "9"},
                                                 {"dlt.timestamp", "-1"},
                                                 {"dlt.timestamp-type", "NoTimestampType"},
                                                 {"dlt.hops", "1"}};
  const auto hops_with = [&](const std::string& name, const std::string& value) {
    auto inbound = whole;
    inbound[name] = value;
    std::vector<HeaderView> headers;
    for (const auto& [key, text] : inbound) headers.push_back({key, text});
    const auto letter = by_name(make(headers));
    if (letter.at("dlt.hops") == "1") CHECK(letter.at("dlt.inbound." + name.substr(4)) == value);
    return letter.at("dlt.hops");
  };
  CHECK(hops_with("dlt.partition", "2147483647") == "2");
  CHECK(hops_with("dlt.partition", "2147483648") == "1");
  CHECK(hops_with("dlt.partition", "-1") == "1");
  CHECK(hops_with("dlt.offset", "9223372036854775807") == "2");
  CHECK(hops_with("dlt.offset", "-1") == "1");
  CHECK(hops_with("dlt.offset", std::string(2'000, '0')) == "1");
  CHECK(hops_with("dlt.timestamp-type", "LogAppendTime") == "2");
  CHECK(hops_with("dlt.timestamp-type", "\xff\n") == "1");
}

TEST_CASE("records that fail alike have one fingerprint, whatever the index") {
  Verdict other = bad_amount();
  other.violations[0].instance_location = "/lines/12/amount";
  CHECK(fingerprint(other) == fingerprint(bad_amount()));
  CHECK(fingerprint(other).size() == 16);
  other.violations[0].instance_location = "/lines/12/price";
  CHECK(fingerprint(other) != fingerprint(bad_amount()));
}

TEST_CASE("places that differ in their indices alone are one") {
  std::string place = "at ";
  append_without_indices(place, "/lines/14/a1/0");
  CHECK(place == "at /lines/*/a1/*");
}

TEST_CASE("violations stay within 1 KiB and are always JSON") {
  Verdict verdict = bad_amount();
  verdict.violations[0].message = std::string(350, 'x');
  verdict.violations.resize(5, verdict.violations[0]);
  const std::string text = by_name(make({}, verdict)).at("dlt.violations");
  CHECK(text.size() <= violations_bytes_max);
  json::Tree tree;
  CHECK(json::read(text, file_limits, tree).code == json::ReadErrorCode::none);
  CHECK(tree.root().count == 2);
}

TEST_CASE("a long message is cut at a character's boundary") {
  Verdict verdict = bad_amount();
  const std::string cut(1023, 'x');
  verdict.message = cut;
  verdict.message += "\xc3\xa9";
  CHECK(by_name(make({}, verdict)).at("dlt.message") == cut);
}
