// That the fast path and the slow one never disagree, nor the two views of a document: random schemas over a small vocabulary, random documents over the same.
#include <catch2/catch.hpp>
#include <random>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

namespace {

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::string document(int depth) {
    switch (below(depth > 0 ? 9 : 6)) {
      case 0: return "null";
      case 1: return below(2) == 0 ? "true" : "false";
      case 2: return pick({"0", "1", "2", "-1", "7"});
      case 3: return pick({"1.0", "1.5", "1e2", "-0.5"});
      case 4:
      case 5: return pick({"\"\"", "\"a\"", "\"bb\"", "\"abc\"", "\"2026-11-23T20:26:43Z\""});
      case 6: {
        std::string items;
        for (unsigned left = below(4); left != 0; --left) items += (items.empty() ? "" : ",") + document(depth - 1);
        return "[" + items + "]";
      }
      default: {
        std::string members;
        for (const char* name : {"a", "b", "cc", "x_1"})
          if (below(2) == 0) members += (members.empty() ? "\"" : ",\"") + std::string(name) + "\":" + document(depth - 1);
        return "{" + members + "}";
      }
    }
  }

  std::string schema(int depth) {
    if (below(12) == 0) return below(3) == 0 ? "false" : "true";
    if (below(5) == 0) return told_by_a_member(depth);
    std::string text;
    const auto add = [&](const std::string& keyword, const std::string& value) {
      if (text.find("\"" + keyword + "\":") == std::string::npos) text += (text.empty() ? "\"" : ",\"") + keyword + "\":" + value;
    };
    for (unsigned left = 1 + below(3); left != 0; --left)
      depth > 0 && below(2) == 0 ? applicator(add, depth - 1) : assertion(add);
    return "{" + text + "}";
  }

 private:
  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }
  std::string pick(std::initializer_list<const char*> from) { return from.begin()[below(static_cast<unsigned>(from.size()))]; }
  /// As alternatives that one member's value tells apart are written.
  std::string told_by_a_member(int depth) {
    const std::string name = pick({"a", "b", "cc"});
    const std::string value =
        below(2) == 0 ? "{\"const\":" + document(0) + "}" : "{\"enum\":[" + document(0) + "," + document(0) + "]}";
    std::string text = "{\"properties\":{\"" + name + "\":" + value;
    if (depth > 0 && below(2) == 0) text += ",\"x_1\":" + schema(depth - 1);
    text += "}";
    if (below(3) != 0) text += ",\"required\":[\"" + (below(3) == 0 ? pick({"a", "b", "cc"}) : name) + "\"]";
    if (below(4) == 0) text += ",\"additionalProperties\":false";
    return text + "}";
  }
  /// A schema that always steps into the document, so that "#" can stand in it.
  std::string inner(int depth) { return below(8) == 0 ? R"({"$ref":"#"})" : schema(depth); }

  template <class Add>
  void assertion(const Add& add) {
    switch (below(13)) {
      case 0:
        return add("type", pick({"\"string\"", "\"integer\"", "\"number\"", "\"object\"", "\"array\"", "[\"null\",\"integer\"]",
                                 "[\"boolean\",\"string\",\"array\"]"}));
      case 1: return add("enum", "[" + document(1) + "," + document(0) + "," + document(0) + "]");
      case 2: return add("const", document(1));
      case 3: return add(pick({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}), pick({"0", "1", "1.5", "100"}));
      case 4:
        return add(pick({"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}),
                   pick({"0", "1", "2"}));
      case 5: return add("multipleOf", pick({"1", "2", "0.5"}));
      case 6: return add("pattern", pick({"\"^a\"", "\"b+$\"", "\"^[a-c]{1,3}$\"", "\"a|^$\""}));
      case 7: return add("required", pick({"[\"a\"]", "[\"a\",\"cc\"]", "[]"}));
      case 8: return add("uniqueItems", "true");
      case 9: return add("dependentRequired", R"({"a":["b"],"cc":[]})");
      case 10: return add("minContains", pick({"0", "1", "2"}));
      case 11: return add("maxContains", pick({"0", "1", "2"}));
      default: return add("format", "\"date-time\"");
    }
  }

  template <class Add>
  void applicator(const Add& add, int depth) {
    switch (below(14)) {
      case 0: return add("properties", R"({"a":)" + inner(depth) + R"(,"cc":)" + inner(depth) + "}");
      case 1: return add("additionalProperties", inner(depth));
      case 2: return add("patternProperties", R"({"^x_":)" + inner(depth) + R"(,"c":)" + inner(depth) + "}");
      case 3: return add("items", inner(depth));
      case 4: return add("prefixItems", "[" + inner(depth) + "," + inner(depth) + "]");
      case 5: return add("not", schema(depth));
      case 6:
        add("if", schema(depth));
        add("then", schema(depth));
        return add("else", schema(depth));
      case 7: return add("unevaluatedProperties", inner(depth));
      case 8: return add("unevaluatedItems", inner(depth));
      case 9: return add("contains", inner(depth));
      case 10: return add("propertyNames", schema(depth));
      case 11: return add("dependentSchemas", R"({"b":)" + schema(depth) + R"(,"x_1":)" + schema(depth) + "}");
      default: return add(pick({"allOf", "anyOf", "oneOf"}), "[" + schema(depth) + "," + schema(depth) + "]");
    }
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("explain finds nothing exactly where validate says valid") {
  const auto seed = static_cast<std::uint32_t>(std::random_device{}());
  CAPTURE(seed);
  Generator generator(seed);
  int valid = 0;
  int invalid = 0;
  int passing = 0;
  Scratch scratch;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = generator.schema(3);
    CAPTURE(text);
    const Schema schema = compiled(text);
    for (int j = 0; j < 10; ++j) {
      const std::string document = generator.document(3);
      CAPTURE(document);
      const Instance instance(document);
      const Outcome outcome = instance.judged_by(schema, scratch);
      const auto found = schema.explain(instance.tree(), scratch, 1 + static_cast<std::size_t>(j));
      REQUIRE(outcome != Outcome::limit);
      REQUIRE((outcome == Outcome::valid) == found.empty());
      const std::string verdict = outcome == Outcome::valid ? R"({"valid":true,)" : R"({"valid":false,)";
      const std::string basic = schema.output(instance.tree(), scratch, OutputShape::basic);
      REQUIRE(basic.starts_with(verdict));
      REQUIRE(basic.find(R"("errors":[])") == std::string::npos);
      REQUIRE(schema.output(instance.tree(), scratch, OutputShape::detailed).starts_with(verdict));
      (outcome == Outcome::valid ? valid : invalid) += 1;
      passing += instance.passes(schema, scratch) ? 1 : 0;
      for (const auto& violation : found) {
        // Both locations must lead to something.
        REQUIRE(!violation.message.empty());
        REQUIRE(violation.place.line == 1);
      }
    }
  }
  CHECK(valid > 1000);
  CHECK(passing > 1000);
  CHECK(invalid > 1000);
}
