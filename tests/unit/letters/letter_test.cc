#include "letters/letter.h"

#include <catch2/catch.hpp>

#include "gate/dead_letter.h"
#include "letters/selection.h"

using namespace sluiced;
using namespace sluiced::letters;

namespace {

gate::OutgoingRecord written() {
  gate::Verdict verdict;
  verdict.code = VerdictCode::schema_violation;
  verdict.message = "/lines/3/amount: expected number, found string";
  schema::Violation violation;
  violation.keyword = "type";
  violation.keyword_location = "/properties/amount/type";
  violation.instance_location = "/lines/3/amount";
  violation.message = "expected number, found string";
  verdict.violations.push_back(violation);
  const Record record{.topic = "orders",
                      .partition = 5,
                      .offset = {17},
                      .timestamp_ms = 1234,
                      .timestamp_type = TimestampType::create_time,
                      .key = "k",
                      .value = "{}"};
  const gate::Rejecter rejecter{.group = "g",
                                .client = "sluiced/g/0",
                                .dead_letter_topic = "orders.dlt",
                                .schema_name = "order.json",
                                .schema_sha256 = "abc"};
  return gate::make_dead_letter(rejecter, record, {}, verdict, 12, WallTime{Duration{1'700'000'000'123}});
}

std::vector<HeaderView> views(const gate::OutgoingRecord& record) {
  std::vector<HeaderView> headers;
  for (const Header& header : record.headers) headers.push_back({header.name, header.value});
  return headers;
}

}  // namespace

TEST_CASE("everything that the gate writes of a letter is read back") {
  const auto record = written();
  const auto headers = views(record);
  const Letter letter = read_letter(headers);
  CHECK(letter.profile == Profile::sluiced);
  REQUIRE(letter.origin);
  CHECK(letter.origin->topic == "orders");
  CHECK(letter.origin->partition == 5);
  CHECK(letter.origin->offset == Offset{17});
  CHECK(letter.timestamp_ms == 1234);
  CHECK(letter.timestamp_type == "CreateTime");
  CHECK(letter.group == "g");
  CHECK(letter.client == "sluiced/g/0");
  CHECK(letter.at == "2023-11-14T22:13:20.123Z");
  CHECK(letter.hops == 1);
  CHECK(letter.code == "schema_violation");
  CHECK(letter.keyword == "type");
  CHECK(letter.keyword_location == "/properties/amount/type");
  CHECK(letter.instance_location == "/lines/3/amount");
  CHECK(letter.message == "/lines/3/amount: expected number, found string");
  CHECK(letter.violations.starts_with("[{\"keywordLocation\""));
  CHECK(letter.schema == "order.json");
  CHECK(letter.schema_sha256 == "abc");
  CHECK(letter.fingerprint.size() == 16);
  CHECK(letter.truncated.empty());
  const auto smaller = gate::reduced(record, gate::LetterForm::reference);
  const auto fewer = views(smaller);
  CHECK(read_letter(fewer).truncated == "value");
}

TEST_CASE("what came with the record is not taken for what is said of it") {
  const std::vector<HeaderView> headers{{"dlt.inbound.code", "limit"}, {"dlt.code", "not_json"}, {"dlt.byte-offset", "12"}};
  const Letter letter = read_letter(headers);
  CHECK(letter.code == "not_json");
  CHECK(letter.byte_offset == 12);
}

TEST_CASE("the same record dead-lettered as often has one identity, and another time, hop or topic another") {
  const Record stands{.topic = "orders.dlt", .partition = 0, .offset = {3}, .key = {}, .value = {}};
  const Record elsewhere{.topic = "orders.dlt", .partition = 0, .offset = {4}, .key = {}, .value = {}};
  const auto record = written();
  const auto headers = views(record);
  const std::string id = identity(read_letter(headers), stands);
  CHECK(identity(read_letter(headers), elsewhere) == id);
  for (const auto& [name, value] : {std::pair<std::string_view, std::string_view>{"dlt.hops", "2"},
                                    {"dlt.offset", "18"},
                                    {"dlt.timestamp", "1235"},
                                    {"dlt.partition", "6"},
                                    {"dlt.topic", "clicks"}}) {
    auto changed = headers;
    changed.push_back({name, value});  // the last one counts
    CHECK(identity(read_letter(changed), stands) != id);
  }
  CHECK(identity(Letter(), stands) == "orders.dlt:0/3");
}

TEST_CASE("timestamps of any size are times that can be written") {
  CHECK(wall_time(-1) == WallTime{});
  CHECK(wall_time(1234) == WallTime{Duration{1234}});
  CHECK(wall_time(INT64_MAX) == WallTime{Duration{253'402'300'799'999}});
}

TEST_CASE("letters are chosen by what they say, with * for any run of characters") {
  const auto record = written();
  auto headers = views(record);
  headers.push_back({"x-version", "cart 4.12.0"});
  const Letter letter = read_letter(headers);
  const auto fits = [&](std::string_view text) {
    const auto condition = parse_condition(text);
    REQUIRE(condition);
    return matches(std::span(&*condition, 1), letter, headers);
  };
  for (const std::string_view text :
       {"code=schema_*", "rule=*/amount/type", "place=/lines/*/amount", "schema=order.json", "schema=ab", "group=g",
        "system=sluiced", "origin=orders/5/*", "header:x-version=cart 4.*", "header:none="}) {
    CAPTURE(text);
    CHECK(fits(text));
  }
  for (const std::string_view text :
       {"code=schema", "rule=/amount", "schema=b", "origin=orders/4/*", "header:x-version=", "system=spring"}) {
    CAPTURE(text);
    CHECK_FALSE(fits(text));
  }
}
