// Bytes that are JSON and bytes that are not, through every reader of ours and through the gate's judge.
#include "conformance/json_rules.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "gate/judge.h"
#include "support/readers.h"
#include "support/schemas.h"

using namespace sluiced;
using json::ReadErrorCode;
using testing::JsonRule;

namespace {

VerdictCode verdict_of(ReadErrorCode code) {
  switch (code) {
    case ReadErrorCode::none: return VerdictCode::valid;
    case ReadErrorCode::empty: return VerdictCode::empty;
    case ReadErrorCode::not_utf8: return VerdictCode::not_utf8;
    case ReadErrorCode::not_json: return VerdictCode::not_json;
    case ReadErrorCode::duplicate_key: return VerdictCode::duplicate_key;
    case ReadErrorCode::limit: return VerdictCode::limit;
  }
  throw std::logic_error("a code without a verdict");
}

/// What all that read make of the bytes, as one line; what is expected of them is spelt the same way.
std::string said_of(VerdictCode code, std::optional<std::uint32_t> offset) {
  return offset ? fmt::format("{} at {}", to_string(code), *offset) : std::string(to_string(code));
}

std::string expected(const JsonRule& rule, std::uint32_t shift = 0) {
  const bool has_place = rule.code != ReadErrorCode::none;
  return said_of(verdict_of(rule.code), has_place ? std::optional(rule.offset + shift) : std::nullopt);
}

std::string judged(gate::Judge& judge, std::string_view bytes) {
  const VerdictCode quick = judge.judge(bytes);
  if (quick == VerdictCode::valid) return said_of(quick, std::nullopt);
  const gate::Verdict verdict = judge.explain(bytes);
  if (verdict.code != quick) return "judge() and explain() disagree";
  // An empty payload's place needs no telling.
  return said_of(quick, quick == VerdictCode::empty ? std::optional<std::uint32_t>(0) : verdict.byte_offset);
}

/// The names of the readers that do not give this answer.
std::string dissenters(std::string_view bytes, bool accepted) {
  std::string names;
  for (const testing::ReaderUnderTest& reader : testing::readers)
    if (reader.accepts(bytes, DocumentLimits{}) != accepted) names += std::string(names.empty() ? "" : ", ") + reader.name;
  return names;
}

gate::Judge judge_of_anything() { return gate::Judge(testing::schema_of("true"), DocumentLimits{}); }

}  // namespace

TEST_CASE("every reader reads what is JSON and nothing else") {
  for (const JsonRule& rule : testing::json_rules()) {
    CAPTURE(rule.what, rule.bytes.substr(0, 100));
    CHECK(dissenters(rule.bytes, rule.code == ReadErrorCode::none).empty());
  }
}

TEST_CASE("the judge gives what is no JSON its code and its byte") {
  gate::Judge judge = judge_of_anything();
  for (const JsonRule& rule : testing::json_rules()) {
    CAPTURE(rule.what, rule.bytes.substr(0, 100));
    CHECK(judged(judge, rule.bytes) == expected(rule));
  }
}

TEST_CASE("what is JSON stays so, and what is none stays none, wherever in a payload it begins") {
  gate::Judge judge = judge_of_anything();
  for (const JsonRule& rule : testing::json_rules()) {
    if (rule.bytes.empty()) continue;  // then there is nothing but blanks
    if (rule.bytes.size() > 1000) continue;
    for (std::uint32_t shift = 1; shift <= 130; ++shift) {
      const std::string bytes = std::string(shift, ' ') + rule.bytes;
      CAPTURE(rule.what, shift);
      if (judged(judge, bytes) != expected(rule, shift)) FAIL(judged(judge, bytes) << ", not " << expected(rule, shift));
      if (!dissenters(bytes, rule.code == ReadErrorCode::none).empty()) FAIL(dissenters(bytes, rule.code == ReadErrorCode::none));
    }
  }
}

TEST_CASE("a document within another is read like one alone") {
  gate::Judge judge = judge_of_anything();
  for (const JsonRule& rule : testing::rules_for_documents()) {
    if (rule.code != ReadErrorCode::none || rule.what.starts_with("nesting")) continue;
    for (std::size_t length = 0; length <= 70; ++length) {
      const std::string bytes = "{\"" + std::string(length, 'n') + "\":[" + rule.bytes + ",\"\\\\\"," + rule.bytes + "]}";
      CAPTURE(rule.what, bytes);
      if (judged(judge, bytes) != "valid") FAIL(judged(judge, bytes));
      if (!dissenters(bytes, true).empty()) FAIL(dissenters(bytes, true));
    }
  }
}

TEST_CASE("one byte beside a case, the readers still agree, and the judge says what the strict one says") {
  gate::Judge judge = judge_of_anything();
  json::Tree tree;
  for (const JsonRule& rule : testing::json_rules()) {
    if (rule.bytes.size() > 300) continue;
    for (std::size_t at = 0; at < rule.bytes.size(); ++at)
      for (const char byte : {'"', '\\', '{', ']', ',', ':', '0', 'e', 'u', ' ', '\0', '\x1f', '\x80', '\xf0'}) {
        std::string bytes = rule.bytes;
        bytes[at] = byte;
        const json::ReadError error = json::read(bytes, {}, tree);
        const JsonRule strict{"", "", error.code, error.offset};
        CAPTURE(rule.what, at, int{byte});
        if (judged(judge, bytes) != expected(strict)) FAIL(judged(judge, bytes) << ", not " << expected(strict));
        if (!dissenters(bytes, error.code == ReadErrorCode::none).empty())
          FAIL(dissenters(bytes, error.code == ReadErrorCode::none));
      }
  }
}
