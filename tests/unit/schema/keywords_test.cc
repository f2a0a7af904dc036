// The keywords whose traps the official suite leaves open.
#include <catch2/catch.hpp>
#include <chrono>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

namespace {

Schema in(const std::string& dialect, const std::string& text) {
  Options options;
  options.default_dialect = dialect;
  return compiled(text, options);
}

}  // namespace

TEST_CASE("items are the same where their values are, whatever their spelling") {
  const Schema unique = compiled(R"({"uniqueItems":true})");
  for (const char* same : {"[1,1.0]", "[100,1e2]", "[0,-0.0]", R"([{"a":1,"b":[2]},{"b":[2.0],"a":1.0}])",
                           R"(["a",2,3,4,5,6,"\u0061"])", "[1e400,10e399]", "[1,2,3,4,5,[6,7],[6.0,70e-1]]"})
    CHECK_FALSE(accepts(unique, same));
  for (const char* other : {"[1,true]", "[0,false,null,\"\",[],{}]", "[9007199254740993,9007199254740992]",
                            "[0.1,0.10000000000000001]", "[1,\"1\",[1],[[1]],{\"a\":1},{\"b\":1}]", "[1e400,1e401]",
                            R"([{"a":1},{"a":1,"b":1}])", "[[1,2],[2,1],[12],[1,[2]],[[1],2]]"})
    CHECK(accepts(unique, other));
  CHECK(accepts(compiled(R"({"uniqueItems":false})"), "[1,1]"));
}

TEST_CASE("a hundred thousand objects are told apart in time that does not grow with their square") {
  std::string text = "[";
  for (int i = 0; i < 100'000; ++i) text += R"({"id":)" + std::to_string(i) + R"(,"name":"the same"},)";
  const Schema unique = compiled(R"({"uniqueItems":true})");
  const Instance different(text + "0]");
  const Instance repeated(text + R"({"name":"the same","id":77.0}])");
  Scratch scratch;
  const auto begin = std::chrono::steady_clock::now();
  CHECK(unique.validate(different.tree(), scratch) == Outcome::valid);
  CHECK(unique.validate(repeated.tree(), scratch) == Outcome::invalid);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));  // comparing all pairs takes minutes
}

TEST_CASE("contains counts between its bounds") {
  const Schema bounded = compiled(R"({"contains":{"type":"integer"},"minContains":2,"maxContains":3.0})");
  CHECK_FALSE(accepts(bounded, R"([1,"a"])"));
  CHECK(accepts(bounded, R"([1,"a",2])"));
  CHECK(accepts(bounded, R"([1,2,3])"));
  CHECK_FALSE(accepts(bounded, R"([1,2,3,4])"));
  CHECK(accepts(compiled(R"({"contains":false,"minContains":0})"), "[1]"));
  CHECK_FALSE(accepts(compiled(R"({"contains":true,"minContains":0,"maxContains":0})"), "[1]"));
  CHECK(accepts(compiled(R"({"minContains":2})"), "[]"));
  CHECK(accepts(compiled_draft7(R"({"contains":{"type":"integer"},"minContains":2})"), "[1]"));
}

TEST_CASE("the exclusive bounds of draft 4 are flags of the others") {
  const Schema flagged = in("http://json-schema.org/draft-04/schema#",
                            R"({"minimum":1,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":false})");
  CHECK_FALSE(accepts(flagged, "1"));
  CHECK(accepts(flagged, "1.0000000000000000001"));
  CHECK(accepts(flagged, "3"));
}

TEST_CASE("what alternatives looked at counts where they hold, and only there") {
  const Schema schema = compiled(R"({"anyOf":[{"properties":{"a":{"type":"integer"},"b":true},"required":["a"]},
                                              {"properties":{"c":true},"required":["c"]}],"unevaluatedProperties":false})");
  CHECK(accepts(schema, R"({"a":1,"b":2})"));
  CHECK(accepts(schema, R"({"a":1,"b":2,"c":3})"));
  CHECK_FALSE(accepts(schema, R"({"b":2,"c":3})"));
  CHECK_FALSE(accepts(schema, R"({"a":1,"d":4})"));
  const Schema tail = compiled(R"({"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":{"type":"null"}})");
  CHECK(accepts(tail, R"([1,"a",null,"b"])"));
  CHECK_FALSE(accepts(tail, R"([1,"a",2])"));
}

TEST_CASE("an account is kept per schema: what stands further in does not see what its surroundings looked at") {
  CHECK_FALSE(accepts(compiled(R"({"properties":{"a":true},"allOf":[{"unevaluatedProperties":false}]})"), R"({"a":1})"));
  CHECK(accepts(compiled(R"({"allOf":[{"properties":{"a":true},"unevaluatedProperties":true}],"unevaluatedProperties":false})"),
                R"({"a":1,"b":2})"));
}

TEST_CASE("a tree whose every level accounts for what it looked at is judged in time that grows with its size") {
  const Schema tree = compiled(R"({"anyOf":[{"properties":{"l":{"$ref":"#"},"r":{"$ref":"#"}}},{"properties":{"v":true}}],
                                   "unevaluatedProperties":false})");
  std::string text = R"({"v":1})";
  for (int i = 0; i < 200; ++i) text = R"({"l":)" + text + "}";
  CHECK(accepts(tree, text));
  CHECK_FALSE(accepts(tree, text.replace(text.find("\"v\""), 3, "\"w\"")));
}

TEST_CASE("the names of members are judged as strings") {
  const Schema names = compiled(R"({"propertyNames":{"maxLength":2,"pattern":"^[a-z]","not":{"const":"no"}}})");
  CHECK(accepts(names, R"({"a":1,"bb":2})"));
  for (const char* other : {R"({"a":1,"bbb":2})", R"({"1":1})", R"({"no":1})"}) CHECK_FALSE(accepts(names, other));
  CHECK(accepts(compiled(R"({"propertyNames":false})"), "{}"));
}

TEST_CASE("each of these keywords says in one sentence what it wanted") {
  CHECK(complaints(compiled(R"({"uniqueItems":true})"), "[1,2,1.0]") == Texts{" /uniqueItems: items 0 and 2 are equal"});
  CHECK(complaints(compiled(R"({"contains":{"type":"null"}})"), "[1]") ==
        Texts{" /contains: the only item does not match 'contains' (null)"});
  CHECK(complaints(compiled(R"({"contains":{"type":"null"},"minContains":2})"), "[null]") ==
        Texts{" /minContains: the only item matches 'contains' (null), at least 2"});
  CHECK(complaints(compiled(R"({"contains":{"type":"null"},"maxContains":1})"), "[null,null]") ==
        Texts{" /maxContains: 2 of 2 items match 'contains' (null), at most 1"});
  CHECK(complaints(compiled(R"({"dependentRequired":{"a":["b"]}})"), R"({"a":1})") ==
        Texts{" /dependentRequired: missing member 'b', which 'a' asks for"});
  CHECK(complaints(compiled(R"({"dependentSchemas":{"a":{"required":["b"]}}})"), R"({"a":1})") ==
        Texts{" /dependentSchemas/a/required: missing required member 'b'"});
  CHECK(complaints(compiled(R"({"propertyNames":{"maxLength":1}})"), R"({"ab":1})") ==
        Texts{"/ab /propertyNames: a member of this name is not allowed here: 2 characters, at most 1"});
  CHECK(complaints(compiled(R"({"unevaluatedProperties":false})"), R"({"a":1})") ==
        Texts{"/a /unevaluatedProperties: member is not allowed here"});
  CHECK(complaints(compiled(R"({"unevaluatedItems":{"type":"null"}})"), "[1]") ==
        Texts{"/0 /unevaluatedItems/type: expected null, found number"});
}

TEST_CASE("content keywords are annotations: they assert nothing") {
  const Schema schema = compiled(R"({"contentEncoding":"base64","contentMediaType":"application/json","contentSchema":false})");
  CHECK(accepts(schema, "\"%%\""));
  CHECK(schema.warnings().empty());
}

TEST_CASE("numbers are exact through every keyword, whatever their digits and exponents") {
  CHECK_FALSE(accepts(compiled(R"({"enum":[9223372036854775809,0.1]})"), "9223372036854775808"));
  CHECK_FALSE(accepts(compiled(R"({"enum":[9223372036854775809,0.1]})"), "0.10000000000000001"));
  CHECK(accepts(compiled(R"({"enum":[{"a":[1e400]}]})"), R"({"a":[1000e397]})"));
  CHECK_FALSE(accepts(compiled(R"({"const":1e400})"), "1e401"));
  CHECK_FALSE(accepts(compiled(R"({"const":0})"), "1e-400"));
  CHECK(accepts(compiled(R"({"multipleOf":0.01})"), "1e300"));
  CHECK_FALSE(accepts(compiled(R"({"multipleOf":0.03})"), "1e300"));
  CHECK_FALSE(accepts(compiled(R"({"multipleOf":2})"), "9223372036854775809"));
  CHECK(accepts(compiled(R"({"multipleOf":1e-400})"), "1e999999999"));
  CHECK_FALSE(accepts(compiled(R"({"minimum":1e-400})"), "1e-401"));
  CHECK_FALSE(accepts(compiled(R"({"exclusiveMaximum":1e400})"), "1e400"));
  CHECK(accepts(compiled(R"({"type":"integer","maximum":1e999999999})"), "1e999999998"));
}

TEST_CASE("content is noted, and asserted of strings where somebody asks for it") {
  Options asserting;
  asserting.contents = ContentMode::assertion;
  const std::string text = R"({"contentEncoding":"BASE64","contentMediaType":"Application/vnd.x+json; charset=utf-8"})";
  const Schema noting = compiled(text);
  const Schema schema = compiled(text, asserting);
  for (const char* document : {"\"{}\"", "\"ezp9Cg==\"", "1"}) CHECK(accepts(noting, document));
  CHECK(accepts(schema, "\"e30=\""));
  CHECK(accepts(schema, "1"));
  CHECK(complaints(schema, "\"{}\"") == Texts{" /contentEncoding: not base64 (2 characters)"});
  CHECK(complaints(schema, "\"ezp9Cg==\"") == Texts{" /contentMediaType: not JSON in base64 (8 characters)"});
  // What cannot be looked into is noted still.
  CHECK(accepts(compiled(R"({"contentEncoding":"base32","contentMediaType":"application/json"})", asserting), "\"{:}\""));
  CHECK(accepts(compiled(R"({"contentMediaType":"text/plain"})", asserting), "\"{:}\""));
  CHECK_FALSE(accepts(compiled(R"({"contentMediaType":"application/json"})", asserting), "\"{:}\""));
  asserting.default_dialect = "http://json-schema.org/draft-06/schema#";
  CHECK(accepts(compiled(R"({"contentMediaType":"application/json"})", asserting), "\"{:}\""));
}
