// That what is accepted in one pass is a document and valid, whatever else the bytes are; and what each specialisation makes of a
// schema.
#include <catch2/catch.hpp>
#include <random>

#include "compiling.h"
#include "flat_listing.h"

using namespace sluiced;
using namespace sluiced::schema;
using namespace sluiced::schema::testing;

namespace {

bool passes(const Schema& schema, const std::string& bytes, const DocumentLimits& limits = {}) {
  json::IndexedDocument document;
  Scratch scratch;
  return schema.accepts(bytes, limits, document, scratch);
}

constexpr const char* orders = R"({"type":"object","required":["id","kind"],"properties":{
  "id":{"type":"string","minLength":2},"kind":{"enum":["card","cash"]},"lines":{"type":"array","minItems":1,"items":{
  "type":"object","additionalProperties":{"type":"number"},"propertyNames":{"maxLength":3}}},"note":{"type":["string","null"]}},
  "oneOf":[{"properties":{"kind":{"const":"card"}},"required":["number"]},{"properties":{"kind":{"const":"cash"}}}]})";
constexpr const char* order =
    R"({"id":"a\u00e41","kind":"card","number":12,"lines":[{"a":1,"b":-2.5e3},{"c":0}],"note":null,"free":{"x":[true,{"y":"\n"}]}})";

}  // namespace

TEST_CASE("whatever becomes of a document's bytes, what is accepted in one pass is read by the strict reader and valid") {
  const Schema schema = compiled(orders);
  REQUIRE(passes(schema, order));
  const auto seed = static_cast<std::uint32_t>(std::random_device{}());
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::string alphabet = R"({}[]:,"\ 01-.eEtfnu)"
                               "\x01\x80\xc3";
  int accepted = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string bytes = order;
    for (auto left = 1 + random() % 3; left != 0; --left) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0: bytes[at] = alphabet[random() % alphabet.size()]; break;
        case 1: bytes.erase(at, 1 + random() % 4); break;
        case 2: bytes.insert(at, 1, alphabet[random() % alphabet.size()]); break;
        default: bytes.resize(at); break;
      }
      if (bytes.empty()) bytes = "{";
    }
    if (!passes(schema, bytes)) continue;
    CAPTURE(bytes);
    json::Tree tree;
    Scratch scratch;
    REQUIRE(json::read(bytes, {}, tree).code == json::ReadErrorCode::none);
    REQUIRE(schema.validate(tree, scratch) == Outcome::valid);
    ++accepted;
  }
  CHECK(accepted > 1000);
}

TEST_CASE("a member named twice is never accepted in one pass, declared or not, however many there are") {
  const Schema declared = compiled(R"({"properties":{"a":{},"b":{}}})");
  CHECK(passes(declared, R"({"a":1,"b":1})"));
  CHECK_FALSE(passes(declared, R"({"a":1,"b":1,"a":1})"));
  CHECK_FALSE(passes(declared, R"({"a":1,"\u0061":1})"));
  CHECK_FALSE(passes(declared, R"({"x":1,"y":1,"x":1})"));
  CHECK_FALSE(passes(declared, R"({"c":{"x":1,"y":1,"x":1}})"));
  for (const int count : {1, 63, 64, 65, 300}) {
    std::string members;
    for (int i = 0; i < count; ++i) members += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":0";
    CHECK(passes(declared, "{" + members + "}"));
    for (const int again : {0, count / 2, count - 1})
      CHECK_FALSE(passes(declared, "{" + members + ",\"m" + std::to_string(again) + "\":0}"));
  }
}

TEST_CASE("the limits hold in one pass as they do in the readers") {
  const Schema schema = compiled(R"({"properties":{"a":{"properties":{"a":{"items":{"items":{"type":"integer"}}}}}}})");
  const std::string nested = R"({"a":{"a":[[1]]}})";
  const std::string unseen = R"({"x":{"a":[[1]]}})";
  for (const std::string& document : {nested, unseen}) {
    CHECK(passes(schema, document, {.depth_max = 4}));
    CHECK_FALSE(passes(schema, document, {.depth_max = 3}));
    CHECK_FALSE(passes(schema, document, {.bytes_max = document.size() - 1}));
  }
  CHECK(passes(schema, R"({"a":{"a":[[12]],"b":1},"c":{"x":1,"y":22}})", {.members_max = 2, .number_chars_max = 2}));
  CHECK_FALSE(passes(schema, R"({"a":{"a":[[12]],"b":1,"c":1}})", {.members_max = 2}));
  CHECK_FALSE(passes(schema, R"({"c":{"x":1,"y":2,"z":3}})", {.members_max = 2}));
  CHECK_FALSE(passes(schema, R"({"a":{"a":[[123]]}})", {.number_chars_max = 2}));
  CHECK_FALSE(passes(schema, R"({"c":{"x":123}})", {.number_chars_max = 2}));
}

TEST_CASE("a document that nests without end is given up by every way, whatever its limits allow") {
  constexpr std::size_t deep = 200'000;
  const Schema schema = compiled(R"({"properties":{"a":{"$ref":"#"}},"items":{"$ref":"#"}})");
  std::string objects;
  for (std::size_t i = 0; i < deep; ++i) objects += "{\"a\":";
  const std::string arrays = std::string(deep, '[') + std::string(deep, ']');
  const DocumentLimits limits{.bytes_max = std::size_t{1} << 24U, .depth_max = 1'000'000};
  for (const std::string& document : {objects + "1" + std::string(deep, '}'), arrays}) {
    CHECK_FALSE(passes(schema, document, limits));
    json::Tree tree;
    Scratch scratch;
    REQUIRE(json::read(document, limits, tree).code == json::ReadErrorCode::none);
    CHECK(schema.validate(tree, scratch) == Outcome::limit);
  }
}

TEST_CASE("the valid path of real shapes is taken in one pass") {
  CHECK(passes(compiled(orders), order));
  CHECK(passes(compiled(R"({"$ref":"#/$defs/n","$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"}}}}})"),
               R"({"next":{"next":{"next":{}}}})"));
  CHECK(passes(compiled(R"({"items":{"anyOf":[{"type":"string"},{"type":"array","uniqueItems":true}]}})"), R"(["a",[1,2],[]])"));
}

// What the specialisations make of schemas (docs/schema-engine.md).

TEST_CASE("references and allOf are followed, and one walk asks what all of them ask") {
  CHECK(listing_of(R"({"allOf":[{"$ref":"#/$defs/a"},{"required":["b"],"properties":{"b":{"type":"string"}}}],
    "$defs":{"a":{"properties":{"a":{"type":"null"},"b":{"minLength":1}}}},"type":"object"})") ==
        Texts{"1 object(a:2 b!:3 *:0)", "2 null", "3 string(1)"});
}

TEST_CASE("alternatives for different types are settled by the type") {
  CHECK(listing_of(R"({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"integer"}},{"type":"object"}]})") ==
        Texts{"1 string array(*:2) object", "2 integer"});
  CHECK(listing_of(R"({"oneOf":[{"type":"string","minLength":2},{"type":"null"}]})") == Texts{"1 null string(1)"});
}

TEST_CASE("alternatives that one member's value tells apart are settled by looking at it first") {
  CHECK(listing_of(R"({"type":"object","oneOf":[
      {"properties":{"kind":{"const":"a"},"x":{"type":"null"}},"required":["kind"]},
      {"properties":{"kind":{"const":7}},"required":["kind","y"]}]})") ==
        Texts{"1 object(by kind \"a\"(kind!:2 x:3 *:0) 7(kind!:4 y!:0 *:0) true(evaluate) false(evaluate) null(evaluate) "
              "string(fail) else(evaluate) absent(fail))",
              "2 string(1)", "3 null", "4 integer(1) fraction(1)"});
}

TEST_CASE("conditions are settled by the member that they ask about, be it missing") {
  const auto lines = listing_of(R"({"type":"object","if":{"properties":{"k":{"const":true}},"required":["k"]},
      "then":{"required":["x"]},"else":{"required":["y"]}})");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0] ==
        "1 object(by k true(x!:0 *:0) false(y!:0 *:0) null(y!:0 *:0) string(y!:0 *:0) else(evaluate) absent(y!:0 *:0))");
}

TEST_CASE("names that match patterns are settled for declared names, and looked up by what they match for others") {
  CHECK(listing_of(R"({"properties":{"x_1":{}},"patternProperties":{"^x_":{"type":"null"}},"additionalProperties":false,
      "type":"object"})") == Texts{"1 object(x_1:2 *:3/2)", "2 null", "3"});
}

TEST_CASE("what keeps account, tells items apart or looks for some is left to the evaluator, at that value alone") {
  CHECK(listing_of(R"({"properties":{"a":{"uniqueItems":true},"b":{"contains":{"const":1}},"c":{"unevaluatedProperties":false}},
      "type":"object"})") == Texts{"1 object(a:2 b:3 c:4 *:0)", "2 null boolean integer fraction string array(evaluate) object",
                                   "3 null boolean integer fraction string array(evaluate) object",
                                   "4 null boolean integer fraction string array object(evaluate)"});
}
