#include "gate/judge.h"

#include <catch2/catch.hpp>

#include "gate/offset_ledger.h"
#include "support/counted_allocations.h"
#include "support/schemas.h"

using namespace sluiced;
using namespace sluiced::gate;
using sluiced::testing::schema_of;

namespace {

Judge judge() {
  return Judge(schema_of(R"({"type":"object","properties":{"secret":{"type":"integer"},"list":{"items":{"maxLength":3}}}})"),
               {.bytes_max = 200, .depth_max = 4, .members_max = 3, .number_chars_max = 10});
}

}  // namespace

TEST_CASE("each kind of fault has its code, and the explanation agrees with the fast path") {
  struct Case {
    std::optional<std::string> payload;
    VerdictCode code;
    std::optional<std::uint32_t> byte_offset;
  };
  const Case cases[] = {
      {R"({"secret":1})", VerdictCode::valid, {}},
      {std::nullopt, VerdictCode::tombstone, {}},
      {"", VerdictCode::empty, {}},
      {"{\"a\":\"\xff\"}", VerdictCode::not_utf8, 6},
      {R"({"a":"\ud800"})", VerdictCode::not_utf8, 6},
      {R"({"a":1,})", VerdictCode::not_json, 7},
      {"\xef\xbb\xbf{}", VerdictCode::not_json, 0},
      {R"({"a":1,"\u0061":2})", VerdictCode::duplicate_key, 7},
      {"[[[[[]]]]]", VerdictCode::limit, 4},
      {R"({"a":12345678901})", VerdictCode::limit, 5},
      {R"({"a":1,"b":2,"c":3,"d":4})", VerdictCode::limit, 19},
      {std::string(201, ' '), VerdictCode::limit, 200},
      {R"({"secret":"4711"})", VerdictCode::schema_violation, {}},
      {"[]", VerdictCode::schema_violation, {}},
  };
  Judge judged = judge();
  for (const Case& item : cases) {
    CAPTURE(item.payload.value_or("(null)"));
    const std::optional<std::string_view> payload = item.payload ? std::optional<std::string_view>(*item.payload) : std::nullopt;
    CHECK(judged.judge(payload) == item.code);
    if (item.code == VerdictCode::valid) continue;
    const Verdict verdict = judged.explain(payload);
    CHECK(verdict.code == item.code);
    CHECK(verdict.byte_offset == item.byte_offset);
    CHECK(verdict.violations.empty() == (item.code != VerdictCode::schema_violation));
    CHECK_FALSE(verdict.message.empty());
  }
}

TEST_CASE("what passes has no explanation: to ask for one is told as the fault it is") {
  CHECK_THROWS_AS(judge().explain(R"({"secret":1})"), std::logic_error);
}

TEST_CASE("an explanation names places and types, never values of the payload") {
  Judge judged = judge();
  const Verdict verdict = judged.explain(R"({"secret":"4711-0815"})");
  CHECK(verdict.message == "/secret: expected integer, found string");
  for (const auto& violation : verdict.violations) CHECK(violation.message.find("4711") == std::string::npos);
}

TEST_CASE("at most five violations are listed") {
  Judge judged = judge();
  const Verdict verdict = judged.explain(R"({"list":["aaaa","bbbb","cccc","dddd","eeee","ffff","gggg"]})");
  CHECK(verdict.violations.size() == violations_max);
}

TEST_CASE("a record that passes takes no memory, once the judge is warm") {
  Judge judged = judge();
  OffsetLedger ledger({0});
  const std::string_view payload = R"({"secret":1,"list":["a","b\u00e9"]})";
  CHECK(judged.judge(payload) == VerdictCode::valid);
  const std::size_t before = allocations;
  bool all_valid = true;
  for (std::int64_t offset = 0; offset < 1'000; ++offset) {
    all_valid = all_valid && judged.judge(payload) == VerdictCode::valid;
    ledger.seen({offset});
  }
  CHECK(allocations == before);
  CHECK(all_valid);
}

TEST_CASE("choosing a schema by header or field takes no memory, once the judge is warm") {
  const schema::Schema any = schema_of("{}");
  Judge judged(
      SchemaTable({.header = "event-type", .field = "/event/type", .from = "{}.json"}, {{"order-was-paid-in-full", any}}), {});
  const std::vector<HeaderView> by_header{{"trace", "x"}, {"event-type", "order-was-paid-in-full"}};
  const std::string_view payload = R"({"id":[1,2,3],"event":{"type":"order-was-paid-in-f\u0075ll"}})";
  CHECK(judged.judge(payload, by_header) == VerdictCode::valid);
  CHECK(judged.judge(payload) == VerdictCode::valid);
  const std::size_t before = allocations;
  bool all_valid = true;
  for (int i = 0; i < 1'000; ++i)
    all_valid =
        all_valid && judged.judge(payload, by_header) == VerdictCode::valid && judged.judge(payload) == VerdictCode::valid;
  CHECK(allocations == before);
  CHECK(all_valid);
}

TEST_CASE("a small record that a recursive schema would make exponential is judged, and explained alike") {
  Judge judged(schema_of(R"({"anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["x"]},
                                      {"properties":{"a":{"$ref":"#"}},"required":["y"]},
                                      {"properties":{"a":{"$ref":"#"}},"required":["z"]}]})"),
               {});
  std::string payload = "1";
  for (int depth = 0; depth < 40; ++depth) payload = "{\"a\":" + payload + "}";
  CHECK(judged.judge(payload) == VerdictCode::schema_violation);
  CHECK(judged.explain(payload).code == VerdictCode::schema_violation);
}
