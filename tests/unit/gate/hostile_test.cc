// Payloads made to cost the gate time or memory: each gets its code, cheaply, and the next record is judged as ever.
#include <catch2/catch.hpp>

#include "gate/judge.h"
#include "support/costs.h"
#include "support/schemas.h"

using namespace sluiced;
using gate::Judge;
using sluiced::testing::Cost;
using sluiced::testing::cost_of;
using sluiced::testing::list_of;
using sluiced::testing::repeat;
using sluiced::testing::schema_of;
using std::chrono::seconds;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

/// The verdict in full, and that it took neither long nor much.
gate::Verdict judged(Judge& judge, std::string_view payload, seconds time_max, std::size_t bytes_max) {
  gate::Verdict verdict;
  const Cost cost = cost_of([&] {
    const VerdictCode quick = judge.judge(payload);
    verdict = judge.explain(payload);
    CHECK(verdict.code == quick);
  });
  INFO(cost.text());
  CHECK(cost.within(time_max, bytes_max));
  CHECK(judge.judge(R"({"id":1})") == VerdictCode::valid);
  CHECK(judge.judge(R"({"id":"1"})") == VerdictCode::schema_violation);
  return verdict;
}

schema::Schema of_orders() {
  return schema_of(R"({"properties":{"id":{"type":"integer"}},"additionalProperties":{"type":"string"}})");
}

}  // namespace

TEST_CASE("a hundred megabytes of brackets are over the size, or over the depth where they may be as large") {
  const std::string brackets(100'000'000, '[');
  Judge judge(of_orders(), DocumentLimits{});
  gate::Verdict verdict = judged(judge, brackets, seconds(1), mebibyte);
  CHECK(verdict.code == VerdictCode::limit);
  CHECK(verdict.byte_offset == mebibyte);
  Judge wide(of_orders(), DocumentLimits{.bytes_max = brackets.size()});
  verdict = judged(wide, brackets, seconds(40), mebibyte);
  CHECK(verdict.code == VerdictCode::limit);
  CHECK(verdict.byte_offset == 128);
}

TEST_CASE("a million members are over a limit, or judged where they may be so many") {
  const std::string members = "{" + list_of(1'000'000, [](std::size_t i) { return "\"m" + std::to_string(i) + "\":0"; }) + "}";
  Judge judge(of_orders(), DocumentLimits{});
  CHECK(judged(judge, members, seconds(1), mebibyte).byte_offset == mebibyte);
  Judge large(of_orders(), DocumentLimits{.bytes_max = members.size()});
  gate::Verdict verdict = judged(large, members, seconds(10), 16 * mebibyte);
  CHECK(verdict.code == VerdictCode::limit);
  CHECK(verdict.byte_offset == members.find("\"m10000\""));
  Judge wide(of_orders(), DocumentLimits{.bytes_max = members.size(), .members_max = 1'000'000});
  verdict = judged(wide, members, seconds(60), 80 * members.size());
  CHECK(verdict.code == VerdictCode::schema_violation);
  CHECK(verdict.violations.size() == gate::violations_max);
}

TEST_CASE("a lone surrogate is no UTF-8, in a value or a name, whatever the schema would say") {
  Judge judge(of_orders(), DocumentLimits{});
  CHECK(judged(judge, R"({"id":"\ud800"})", seconds(1), mebibyte).code == VerdictCode::not_utf8);
  CHECK(judged(judge, R"({"\udc00":1})", seconds(1), mebibyte).code == VerdictCode::not_utf8);
}

TEST_CASE("a payload that fails everywhere is explained in five violations, at no great cost") {
  Judge judge(of_orders(), DocumentLimits{});
  const std::string wrong =
      "{" + list_of(10'000, [](std::size_t i) { return "\"" + testing::alike(i) + repeat("\\u0041", 5) + "\":[[]]"; }) + "}";
  const gate::Verdict verdict = judged(judge, wrong, seconds(5), 80 * wrong.size());
  CHECK(verdict.code == VerdictCode::schema_violation);
  CHECK(verdict.violations.size() == gate::violations_max);
  CHECK(verdict.message.size() < 1024);
}
