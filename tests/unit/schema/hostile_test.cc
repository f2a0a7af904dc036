// Schemas whose recursion could explode, each bounded and with a clear outcome.
#include <catch2/catch.hpp>
#include <chrono>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

namespace {

std::string nested(int depth, const std::string& name, const std::string& innermost) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "{\"" + name + "\":";
  return text + innermost + std::string(static_cast<std::size_t>(depth), '}');
}

/// The quickest of some runs, so that a busy machine does not count.
std::chrono::microseconds time_of(const Schema& schema, const std::string& document, Outcome expected) {
  const Instance instance(document);
  Scratch scratch;
  std::chrono::microseconds best = std::chrono::seconds(100);
  for (int run = 0; run < 5; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    CHECK(schema.validate(instance.tree(), scratch) == expected);
    best = std::min(best, std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin));
  }
  CHECK(schema.explain(instance.tree(), scratch, 5).empty() == (expected == Outcome::valid));
  return best;
}

}  // namespace

TEST_CASE("alternatives that all go the same way down are asked once per value, thirty levels deep") {
  const auto millisecond = std::chrono::milliseconds(1);
  for (const std::string keyword : {"anyOf", "oneOf", "allOf"}) {
    const Schema tree = compiled("{\"" + keyword + R"(":[{"properties":{"l":{"$ref":"#"},"v":{"type":"null"}}},
                                                          {"properties":{"l":{"$ref":"#"},"v":{"type":"null"}}}]})");
    CHECK(time_of(tree, nested(30, "l", R"({"v":1})"), Outcome::invalid) < millisecond);
  }
  const Schema both = compiled(R"({"properties":{"l":{"$ref":"#"}},"patternProperties":{"^l":{"$ref":"#"}}})");
  CHECK(time_of(both, nested(30, "l", "{}"), Outcome::valid) < millisecond);
  const Schema condition = compiled(R"({"if":{"properties":{"l":{"$ref":"#"}}},"then":{"properties":{"l":{"$ref":"#"}}},
                                        "else":{"properties":{"l":{"$ref":"#"}}}})");
  CHECK(time_of(condition, nested(30, "l", "{}"), Outcome::valid) < millisecond);
}

TEST_CASE("what is kept of one document says nothing about the next") {
  const Schema tree = compiled(R"({"anyOf":[{"properties":{"l":{"$ref":"#"},"v":{"type":"null"}}},
                                            {"properties":{"l":{"$ref":"#"},"v":{"type":"null"}}}]})");
  const Instance good(nested(5, "l", R"({"v":null})"));
  const Instance bad(nested(5, "l", R"({"v":1})"));
  Scratch scratch;
  for (int i = 0; i < 3; ++i) {
    CHECK(tree.validate(good.tree(), scratch) == Outcome::valid);
    CHECK(tree.validate(bad.tree(), scratch) == Outcome::invalid);
  }
}

TEST_CASE("references that double at every step without going down end as limit, not as a verdict") {
  std::string text = R"({"$ref":"#/$defs/n0","$defs":{)";
  for (int i = 0; i < 60; ++i) {
    const std::string next = R"({"$ref":"#/$defs/n)" + std::to_string(i + 1) + "\"}";
    text += "\"n" + std::to_string(i) + "\":{\"allOf\":[" + next + "," + next + "]},";
  }
  const Schema doubling = compiled(text + R"("n60":{"minimum":0}}})");
  const Instance document("1");
  Scratch scratch;
  CHECK(doubling.validate(document.tree(), scratch) == Outcome::limit);
}

TEST_CASE("references that lead to themselves are refused, whatever the way round") {
  CHECK(fault_of(R"({"$ref":"#"})").find("s.json:1:") == 0);
  CHECK(fault_of(R"({"allOf":[{"anyOf":[{"not":{"$ref":"#"}}]}]})").find("s.json:1:") == 0);
  CHECK(fault_of(R"({"$dynamicAnchor":"a","$dynamicRef":"#a"})").find("s.json:1:") == 0);
  CHECK(fault_of(R"({"if":{"$ref":"#/$defs/a"},"$defs":{"a":{"else":true,"if":{"dependentSchemas":{"x":{"$ref":"#"}}}}}})")
            .find("s.json:1:") == 0);
  std::string circle = R"({"$ref":"#/$defs/n0","$defs":{)";
  for (int i = 0; i < 10'000; ++i)
    circle +=
        (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + R"(":{"$ref":"#/$defs/n)" + std::to_string((i + 1) % 10'000) + "\"}";
  CHECK(fault_of(circle + "}}").find("s.json:1:") == 0);
}

TEST_CASE("a lone surrogate in a schema is refused at its place") {
  CHECK_THROWS_WITH(fault_of("{\n\"const\":\"\\ud800\"}"), Catch::StartsWith("s.json:2:10: not UTF-8"));
  CHECK_THROWS_WITH(fault_of(R"({"properties":{"\udc00":true}})"), Catch::StartsWith("s.json:1:17: not UTF-8"));
}
