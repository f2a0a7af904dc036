// That judging takes no memory: this binary's operator new counts.
#include <catch2/catch.hpp>

#include "compiling.h"
#include "schema/format.h"
#include "support/counted_allocations.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

TEST_CASE("judging takes no memory, whatever the verdict") {
  const Schema schema = compiled(R"-({"type":"object","required":["id","at"],"additionalProperties":false,"properties":{
    "id":{"type":"string","format":"uuid"},"at":{"format":"date-time"},"kind":{"enum":["a","b",{"c":[1,2.5]}]},
    "code":{"pattern":"^[A-Z]{3}$"},"free":{"pattern":"a+(b|c)"},"amount":{"type":"number","minimum":0.01,"maximum":1e6,
     "multipleOf":0.01},
    "next":{"anyOf":[{"type":"null"},{"$ref":"#"}]},"list":{"oneOf":[{"items":{"type":"integer"}},{"maxItems":0,"not":{}}]}}})-");
  const std::string id = R"("id":"2eb8aa08-aa98-11ea-b4aa-73b441d16380","at":"2026-11-23T20:26:43Z")";
  const Instance good("{" + id + R"(,"kind":{"c":[1.0,2.5]},"code":"EUR","free":"xaab","amount":12.50,"list":[1,2.0],"next":{)" +
                      id + "}}");
  const Instance bad("{" + id + R"(,"amount":12.505})");
  Scratch scratch;
  for (int warm_up = 0; warm_up < 3; ++warm_up) {
    REQUIRE(good.judged_by(schema, scratch) == Outcome::valid);
    REQUIRE(bad.judged_by(schema, scratch) == Outcome::invalid);
  }
  const std::size_t before = allocations;
  schema.validate(good.tree(), scratch);
  schema.validate(bad.tree(), scratch);
  CHECK(allocations == before);
  const auto explained = schema.explain(bad.tree(), scratch, 5);
  CHECK(allocations > before);  // the counter counts
  CHECK(explained.size() == 1);
}

TEST_CASE("accepting a document in one pass takes no memory, once warm") {
  const Schema schema = compiled(R"-({"required":["id"],"properties":{"id":{"type":"string"},"tags":{"uniqueItems":true},
    "kind":{"enum":["a","b"]}},"patternProperties":{"^x-":{"pattern":"a+(b|c)"}},
    "oneOf":[{"properties":{"kind":{"const":"a"}},"required":["kind"]},{"properties":{"kind":{"const":"b"}}}]})-");
  const std::string document = R"({"id":"a\u00e4","kind":"a","tags":[1,2,3,4,5,"x"],"x-y":"xaab","free":{"n":[{"o":null}]}})";
  Scratch scratch;
  sluiced::json::IndexedDocument index;
  for (int warm_up = 0; warm_up < 3; ++warm_up) REQUIRE(schema.accepts(document, {}, index, scratch));
  const std::size_t before = allocations;
  const bool accepted = schema.accepts(document, {}, index, scratch);
  CHECK(allocations == before);
  CHECK(accepted);
}

TEST_CASE("nor does keeping account, remembering, or telling items apart, once warm") {
  const Schema schema =
      compiled(R"-({"anyOf":[{"properties":{"l":{"$ref":"#"},"v":{"uniqueItems":true,"contains":{"type":"string"}}}},
    {"properties":{"l":{"$ref":"#"},"w":true}}],"dependentRequired":{"w":["v"]},"propertyNames":{"maxLength":1},
    "unevaluatedProperties":false})-");
  const Instance good(R"({"l":{"l":{"v":[1,2,{"a":1},{"a":2},"x","y",[1],[2]],"w":1}}})");
  const Instance bad(R"({"l":{"l":{"v":[1,2,{"a":1},{"a":2},"x",1.0,[1],[2]],"w":1}}})");
  Scratch scratch;
  for (int warm_up = 0; warm_up < 3; ++warm_up) {
    REQUIRE(good.judged_by(schema, scratch) == Outcome::valid);
    REQUIRE(bad.judged_by(schema, scratch) == Outcome::invalid);
  }
  const std::size_t before = allocations;
  schema.validate(good.tree(), scratch);
  schema.validate(bad.tree(), scratch);
  CHECK(allocations == before);
}

TEST_CASE("no format takes memory for what is ASCII, but a regular expression") {
  for (const std::string_view name : format_names()) {
    if (name == "regex") continue;
    const Format format = *format_named(name);
    for (const std::string_view text :
         {"2026-11-23T20:26:43Z", "a.shop@example.com", "https://shop.example.com/a?b#c", "::ffff:1.2.3.4"}) {
      const std::size_t before = allocations;
      conforms(format, text);
      const std::size_t after = allocations;
      CAPTURE(name, text);
      CHECK(after == before);
    }
  }
}
