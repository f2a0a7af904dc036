// The output shapes of 2020-12 core, section 12; the suite's own tests of them stand in tests/conformance.
#include <catch2/catch.hpp>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

namespace {

std::string output(const Schema& schema, const std::string& document, OutputShape shape) {
  const Instance instance(document);
  Scratch scratch;
  return schema.output(instance.tree(), scratch, shape);
}

/// One unit, its URI left to other tests.
std::string unit(bool valid, const std::string& keyword, const std::string& instance, const std::string& rest) {
  return R"({"valid":)" + std::string(valid ? "true" : "false") + R"(,"keywordLocation":")" + keyword +
         R"(","absoluteKeywordLocation":"https://example.com/s#)" + keyword + R"(","instanceLocation":")" + instance + "\"" +
         (rest.empty() ? "" : "," + rest) + "}";
}
std::string error(const std::string& keyword, const std::string& instance, const std::string& text) {
  return unit(false, keyword, instance, R"("error":")" + text + "\"");
}
std::string note(const std::string& keyword, const std::string& instance, const std::string& value) {
  return unit(true, keyword, instance, R"("annotation":)" + value);
}
std::string errors(const std::string& units) { return R"("errors":[)" + units + "]"; }
std::string notes(const std::string& units) { return R"("annotations":[)" + units + "]"; }

Schema named(const std::string& rest) { return compiled(R"({"$id":"https://example.com/s",)" + rest + "}"); }

}  // namespace

TEST_CASE("flag says no more than the verdict") {
  CHECK(output(named(R"("type":"null","title":"T")"), "null", OutputShape::flag) == R"({"valid":true})");
  CHECK(output(named(R"("type":"null")"), "1", OutputShape::flag) == R"({"valid":false})");
}

TEST_CASE("basic lists every error, those of every alternative too") {
  const Schema schema = named(R"("anyOf":[{"type":"null"},{"minimum":5,"multipleOf":2}])");
  CHECK(output(schema, "3", OutputShape::basic) == unit(false, "", "",
                                                        errors(error("/anyOf", "", "matches none of the 2 alternatives") + "," +
                                                               error("/anyOf/0/type", "", "expected null, found number") + "," +
                                                               error("/anyOf/1/minimum", "", "must be at least 5") + "," +
                                                               error("/anyOf/1/multipleOf", "", "must be a multiple of 2"))));
}

TEST_CASE("detailed has them as the schemas stand within each other, and a node with one child is that child") {
  const Schema schema = named(R"("required":["b"],"properties":{"a":{"items":{"minimum":5,"multipleOf":2}}})");
  CHECK(output(schema, R"({"a":[3],"b":1})", OutputShape::detailed) ==
        unit(false, "/properties/a/items", "/a/0",
             errors(error("/properties/a/items/minimum", "/a/0", "must be at least 5") + "," +
                    error("/properties/a/items/multipleOf", "/a/0", "must be a multiple of 2"))));
  CHECK(output(schema, R"({"a":[6,7]})", OutputShape::detailed) ==
        unit(false, "", "",
             errors(error("/required", "", "missing required member 'b'") + "," +
                    error("/properties/a/items/multipleOf", "/a/1", "must be a multiple of 2"))));
  CHECK(output(schema, R"({"a":[6]})", OutputShape::detailed) == error("/required", "", "missing required member 'b'"));
  const Schema choice = named(R"("anyOf":[{"type":"null"},{"minimum":5,"multipleOf":2}])");
  CHECK(output(choice, "3", OutputShape::detailed) ==
        unit(false, "/anyOf", "",
             R"("error":"matches none of the 2 alternatives",)" +
                 errors(error("/anyOf/0/type", "", "expected null, found number") + "," +
                        unit(false, "/anyOf/1", "",
                             errors(error("/anyOf/1/minimum", "", "must be at least 5") + "," +
                                    error("/anyOf/1/multipleOf", "", "must be a multiple of 2"))))));
}

TEST_CASE("what is valid has annotations: of the schemas that hold, with their values as they are written") {
  const Schema schema = named(R"("title":"T","default":{"a":[1.50,null,true]},"x-mine":"é","$comment":"none",
      "anyOf":[{"title":"no","type":"string"},{"description":"yes","minimum":1}],"not":{"title":"never","type":"null"})");
  const std::string expected =
      unit(true, "", "",
           notes(note("/title", "", R"("T")") + "," + note("/default", "", R"({"a":[1.50,null,true]})") + "," +
                 note("/x-mine", "", R"("é")") + "," + note("/anyOf/1/description", "", R"("yes")")));
  CHECK(output(schema, "2", OutputShape::basic) == expected);
  CHECK(output(schema, "2", OutputShape::detailed) == expected);
}

TEST_CASE("applicators say what they have applied to") {
  const Schema schema =
      named(R"("properties":{"a":true},"patternProperties":{"^x":true},"additionalProperties":{},"$defs":{"none":{}})");
  CHECK(output(schema, R"({"a":1,"xa":1,"b":1})", OutputShape::basic) ==
        unit(true, "", "",
             notes(note("/properties", "", R"(["a"])") + "," + note("/patternProperties", "", R"(["xa"])") + "," +
                   note("/additionalProperties", "", R"(["b"])"))));
}

TEST_CASE("the annotations of arrays, of what is left over, and of drafts that know none of applicators") {
  CHECK(output(named(R"("prefixItems":[true,{"title":"T"}],"items":true,"contains":{"minimum":2})"), "[1,2,3]",
               OutputShape::basic) ==
        unit(true, "", "",
             notes(note("/prefixItems/1/title", "/1", R"("T")") + "," + note("/prefixItems", "", "1") + "," +
                   note("/items", "", "true") + "," + note("/contains", "", "[1,2]"))));
  CHECK(
      output(named(R"("properties":{"a":true},"unevaluatedProperties":{"title":"T"})"), R"({"a":1,"b":2})", OutputShape::basic) ==
      unit(true, "", "",
           notes(note("/properties", "", R"(["a"])") + "," + note("/unevaluatedProperties/title", "/b", R"("T")") + "," +
                 note("/unevaluatedProperties", "", R"(["b"])"))));
  CHECK(output(named(R"("$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"format":"email"}},"x":1)"),
               R"({"a":1})", OutputShape::basic) == unit(true, "", "", notes(note("/properties/a/format", "/a", R"("email")"))));
}

TEST_CASE("a document of millions of faults has an output that says it is cut") {
  std::string document = "[0";
  for (int i = 0; i < 3000; ++i) document += ",0";
  document += "]";
  const std::string cut = output(named(R"("items":{"type":"null"})"), document, OutputShape::detailed);
  CHECK(cut.ends_with(R"("truncated":true})"));
  const std::string long_name(100'000, 'n');
  const std::string wide = output(named(R"("additionalProperties":{"items":{"type":"null"}})"),
                                  R"({")" + long_name + "\":" + document + "}", OutputShape::basic);
  CHECK(wide.ends_with(R"("truncated":true})"));
  CHECK(wide.size() < 20'000'000);
  const std::string notes_cut = output(named(R"("items":{"title":"T"})"), document, OutputShape::basic);
  CHECK(notes_cut.starts_with(R"({"valid":true)"));
  CHECK(notes_cut.ends_with(R"("truncated":true})"));
}
