#include <catch2/catch.hpp>

#include "compiling.h"

using namespace sluiced;
using namespace sluiced::schema;
using namespace sluiced::schema::testing;

TEST_CASE("a violation names its places in the document, in the schema and in the schema's file") {
  const Schema schema = compiled(R"({
  "$id": "https://example.com/order",
  "properties": {"lines": {"items": {"$ref": "#/$defs/line"}}},
  "$defs": {"line": {"properties": {"amount": {"type": "number"}}}}
})");
  const auto found = violations(schema, R"({"lines":[{"amount":1},{"amount":"12.50"}]})");
  REQUIRE(found.size() == 1);
  CHECK(found[0].keyword == "type");
  CHECK(found[0].keyword_location == "/properties/lines/items/$ref/properties/amount/type");
  CHECK(found[0].absolute_keyword_location == "https://example.com/order#/$defs/line/properties/amount/type");
  CHECK(found[0].instance_location == "/lines/1/amount");
  CHECK(found[0].instance_offset == 33);
  CHECK(found[0].message == "expected number, found string");
  CHECK(found[0].place == Place{"s.json", 4, 48});
}

TEST_CASE("pointers are escaped, names in them are the document's own") {
  const Schema schema = compiled(R"({"properties":{"a/b~c":{"type":"null"}},"additionalProperties":false})");
  CHECK(complaints(schema, R"({"a/b~c":1,"~/":2})") == Texts{"/a~1b~0c /properties/a~1b~0c/type: expected null, found number",
                                                             "/~0~1 /additionalProperties: member is not allowed here"});
}

TEST_CASE("each keyword says in one sentence what it wanted") {
  const auto said = [](const std::string& schema, const std::string& document) {
    const auto found = violations(compiled(schema), document);
    REQUIRE(found.size() == 1);
    return found[0].keyword + ": " + found[0].message;
  };
  CHECK(said("false", "1") == ": nothing is allowed here");
  CHECK(said(R"({"type":["string","null"]})", "1") == "type: expected string or null, found number");
  CHECK(said(R"({"type":["integer","array","object"]})", "1.5") ==
        "type: expected object, array or integer, found number with a fraction");
  CHECK(said(R"({"type":["integer","number"]})", "{}") == "type: expected number, found object");
  CHECK(said(R"({"const":1})", "2") == "const: must be 1");
  CHECK(said(R"({"enum":["a"]})", "2") == R"(enum: must be "a", found number)");
  CHECK(said(R"({"enum":["a",1,null]})", "2") == R"(enum: must be one of "a", 1 or null)");
  CHECK(said(R"({"enum":[]})", "2") == "enum: no value is allowed here");
  CHECK(said(R"({"minimum":1e2})", "2") == "minimum: must be at least 1e2");
  CHECK(said(R"({"maximum":1})", "2") == "maximum: must be at most 1");
  CHECK(said(R"({"exclusiveMinimum":2})", "2") == "exclusiveMinimum: must be greater than 2");
  CHECK(said(R"({"exclusiveMaximum":2})", "2") == "exclusiveMaximum: must be less than 2");
  CHECK(said(R"({"multipleOf":0.3})", "2") == "multipleOf: must be a multiple of 0.3");
  CHECK(said(R"({"minLength":2})", "\"\xc3\xa9\"") == "minLength: 1 character, at least 2");
  CHECK(said(R"({"maxLength":10})", "\"abcdefghijkl\"") == "maxLength: 12 characters, at most 10");
  CHECK(said(R"({"pattern":"^[A-Z]+$"})", "\"a\"") == "pattern: does not match the pattern ^[A-Z]+$ (1 character)");
  CHECK(said(R"({"format":"uuid"})", "\"a\"") == "format: not a UUID (1 character)");
  CHECK(said(R"({"format":"date-time"})", "\"a\"") == "format: not an RFC 3339 date-time (1 character)");
  CHECK(said(R"({"minItems":1})", "[]") == "minItems: 0 items, at least 1");
  CHECK(said(R"({"maxItems":0})", "[1]") == "maxItems: 1 item, at most 0");
  CHECK(said(R"({"minProperties":2})", R"({"a":1})") == "minProperties: 1 member, at least 2");
  CHECK(said(R"({"maxProperties":1})", R"({"a":1,"b":2})") == "maxProperties: 2 members, at most 1");
  CHECK(said(R"({"required":["amount"]})", "{}") == "required: missing required member 'amount'");
  CHECK(said(R"({"prefixItems":[true],"items":false})", "[1,2]") == "items: item is not allowed here");
  CHECK(said(R"({"not":{"type":"null"}})", "null") == "not: must not be null");
  CHECK(said(R"({"oneOf":[true,{"type":"null"},false]})", "null") ==
        "oneOf: matches 2 of the 3 alternatives (1, 2), where it must match exactly one");
}

TEST_CASE("a complaint stands at its keyword in the file") {
  const Schema schema = compiled(
      "{\n \"type\": \"object\",\n \"required\": [\"a\"],\n \"additionalProperties\": false,\n"
      " \"properties\": {\"a\": {\"not\": {}}, \"n\": false}\n}");
  const auto line_of = [&](const std::string& document) { return violations(schema, document).at(0).place.line; };
  CHECK(line_of("1") == 2);
  CHECK(line_of("{}") == 3);
  CHECK(line_of(R"({"a":1,"b":2})") == 5);
  CHECK(violations(schema, R"({"b":2})").at(1).place == Place{"s.json", 4, 2});
  CHECK(violations(schema, R"({"a":1,"n":2})").at(1).place == Place{"s.json", 5, 40});
}

TEST_CASE("everything that fails is told, in the order of the document, up to the number asked for") {
  const Schema schema =
      compiled(R"({"required":["z"],"properties":{"b":{"type":"string","minLength":2},"a":{"items":{"type":"null"}}}})");
  const std::string document = R"({"a":[1,null,2],"b":""})";
  const Texts all{" /required: missing required member 'z'", "/a/0 /properties/a/items/type: expected null, found number",
                  "/a/2 /properties/a/items/type: expected null, found number",
                  "/b /properties/b/minLength: 0 characters, at least 2"};
  CHECK(complaints(schema, document) == all);
  CHECK(complaints(schema, document, 2) == Texts{all[0], all[1]});
  CHECK(complaints(schema, document, 0).empty());
}

TEST_CASE("of alternatives, the one that was probably meant is explained") {
  const Schema schema = compiled(R"({"oneOf":[
    {"type":"string"},
    {"type":"object","properties":{"kind":{"const":"card"},"number":{"type":"string"}},"required":["kind","number"]},
    {"type":"object","properties":{"kind":{"const":"cash"}},"required":["kind","till","clerk"]}]})");
  CHECK(complaints(schema, R"({"kind":"card","number":5})") ==
        Texts{" /oneOf: matches none of the 3 alternatives; number 2 comes closest",
              "/number /oneOf/1/properties/number/type: expected string, found number"});
  CHECK(complaints(compiled(R"({"anyOf":[{"type":"null"},{"minimum":5}]})"), "3") ==
        Texts{" /anyOf: matches none of the 2 alternatives; number 2 comes closest", " /anyOf/1/minimum: must be at least 5"});
}

TEST_CASE("the way through the schema shows each applicator") {
  CHECK(complaints(compiled(R"({"allOf":[true,{"if":{"type":"string"},"then":{"maxLength":1},"else":{"$ref":"#/$defs/n"}}],
                                "$defs":{"n":{"type":"null"}}})"),
                   "1") == Texts{" /allOf/1/else/$ref/type: expected null, found number ('else' counts: 'if' does not match)"});
  CHECK(complaints(compiled(R"({"if":{"type":"string"},"then":{"maxLength":1}})"), "\"ab\"") ==
        Texts{" /then/maxLength: 2 characters, at most 1 ('then' counts: 'if' matches)"});
  CHECK(complaints(compiled(R"({"patternProperties":{"^a/":{"type":"null"}}})"), R"({"a/b":1})") ==
        Texts{"/a~1b /patternProperties/^a~1/type: expected null, found number"});
  CHECK(complaints(compiled_draft7(R"({"items":[{"type":"null"}],"additionalItems":{"type":"string"}})"), "[1,2]") ==
        Texts{"/0 /items/0/type: expected null, found number", "/1 /additionalItems/type: expected string, found number"});
}

TEST_CASE("no text of the document gets into a message") {
  const Schema schema =
      compiled(R"({"additionalProperties":{"type":"object","maxProperties":0,"enum":[1],"oneOf":[{"maxLength":1},
                                     {"pattern":"^x","format":"uuid","not":{"type":"string"}}]},"maxProperties":1})");
  for (const std::string document : {R"({"secret-name":"secret-value","other":{"secret-name":["secret"]}})", R"(["secret"])"})
    for (const Violation& violation : violations(schema, document)) CHECK(violation.message.find("secret") == std::string::npos);
}

TEST_CASE("values are named where they fit into a sentence, and counted where they do not") {
  const auto said = [](const std::string& schema, const std::string& document) {
    return violations(compiled(schema), document).at(0).message;
  };
  CHECK(said(R"({"const":{}})", "1") == "must be {}, found number");
  CHECK(said(R"({"const":{"a":1}})", "1") == "not the value that the schema fixes, found number");
  CHECK(said(R"({"enum":["open","closed"]})", "\"opne\"") == R"(must be one of "open" or "closed")");
  std::string values;
  for (int i = 0; i < 30; ++i) values += (values.empty() ? "" : ",") + std::to_string(i);
  CHECK(said(R"({"enum":[)" + values + "]}", "-1") == "not one of the 30 allowed values");
  CHECK(said(R"({"const":")" + std::string(500, 'x') + "\"}", "\"y\"") == "not the value that the schema fixes");
  // The type alone says it.
  CHECK(complaints(compiled(R"({"type":"string","enum":["a"]})"), "1") == Texts{" /type: expected string, found number"});
}

TEST_CASE("a misspelt member is told the name that was probably meant, unless that is there too") {
  const Schema schema = compiled(R"({"properties":{"amount":{},"currency":{}},"additionalProperties":false})");
  CHECK(complaints(schema, R"({"amuont":1})") ==
        Texts{"/amuont /additionalProperties: member is not allowed here; did you mean 'amount'?"});
  CHECK(complaints(schema, R"({"amount":1,"amuont":1})") == Texts{"/amuont /additionalProperties: member is not allowed here"});
  CHECK(complaints(schema, R"({"zzz":1})") == Texts{"/zzz /additionalProperties: member is not allowed here"});
}

TEST_CASE("what a negation rules out is said in the schema's own words, where few do") {
  const auto said = [](const std::string& schema, const std::string& document) {
    return violations(compiled(schema), document).at(0).message;
  };
  CHECK(said(R"({"not":{"enum":["a","b"]}})", "\"a\"") == R"(must not be "a" or "b")");
  CHECK(said(R"({"not":{"required":["a","b"]}})", R"({"a":1,"b":1})") == "must not be an object with 'a' and 'b'");
  CHECK(said(R"({"not":{"anyOf":[{"required":["a"]},{"required":["b"]}]}})", R"({"b":1})") == "must not be an object with 'b'");
  CHECK(said(R"({"not":{"$ref":"#/$defs/x"},"$defs":{"x":{"pattern":"^x"}}})", "\"xy\"") == "must not be text that matches ^x");
  CHECK(said(R"({"not":{"minimum":1,"maximum":3}})", "2") == "matches what the schema rules out");
}

TEST_CASE("a condition's branch says why it counts: the innermost, of the value and its members") {
  const std::string kind = R"({"properties":{"kind":{"const":"card"}},"required":["kind"]})";
  const Schema schema = compiled(R"({"if":)" + kind + R"(,"then":{"required":["number"],"properties":{"number":{"type":"string"},
      "a":{"properties":{"b":{"type":"null"}}}}},
    "else":{"if":{"required":["x"]},"then":{"maxProperties":1},"else":{"required":["till"]}}})");
  CHECK(complaints(schema, R"({"kind":"card"})") ==
        Texts{R"( /then/required: missing required member 'number', where 'kind' is "card")"});
  CHECK(complaints(schema, R"({"kind":"card","number":1,"a":{"b":1}})") ==
        Texts{R"(/number /then/properties/number/type: expected string, found number, where 'kind' is "card")",
              "/a/b /then/properties/a/properties/b/type: expected null, found number"});
  CHECK(complaints(schema, R"({"kind":"cash"})") ==
        Texts{R"( /else/else/required: missing required member 'till', where 'kind' is not "card")"});
  CHECK(complaints(schema, "{}") == Texts{" /else/else/required: missing required member 'till', where there is no 'kind'"});
  CHECK(complaints(schema, R"({"x":1,"y":1})") == Texts{" /else/then/maxProperties: 2 members, at most 1, where there is 'x'"});
}

TEST_CASE("alternatives for other types are one sentence, and of the others the discriminator counts most") {
  CHECK(complaints(compiled(R"({"anyOf":[{"type":"string"},{"$ref":"#/$defs/n"},{"allOf":[{"type":"object"}]}],
                                "$defs":{"n":{"type":["null","array"]}}})"),
                   "1") ==
        Texts{" /anyOf: matches none of the 3 alternatives: expected object, array, string or null, found number"});
  const Schema events = compiled(R"({"oneOf":[
    {"properties":{"type":{"const":"created"}},"required":["type"]},
    {"properties":{"type":{"const":"paid"}},"required":["type","a","b","c","d"]}]})");
  CHECK(complaints(events, R"({"type":"paid","a":1,"b":1})") ==
        Texts{" /oneOf: matches none of the 2 alternatives; number 2 comes closest",
              " /oneOf/1/required: missing required member 'c'", " /oneOf/1/required: missing required member 'd'"});
  // A value of the right type is closer than one that is told apart by its type alone.
  CHECK(complaints(compiled(R"({"oneOf":[{"type":"string"},{"type":"object","required":["a","b"]}]})"), "{}").at(0) ==
        " /oneOf: matches none of the 2 alternatives; number 2 comes closest");
}

TEST_CASE("what is reached twice is told once") {
  CHECK(complaints(compiled(R"({"allOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}],"$defs":{"x":{"items":{"type":"null"}}}})"),
                   "[1]") == Texts{"/0 /allOf/0/$ref/items/type: expected null, found number"});
}

TEST_CASE("the absolute location is a URI, whatever the names in it are") {
  const Schema schema = compiled(R"({"$id":"https://example.com/s","patternProperties":{"^a b%":{"type":"null"}}})");
  CHECK(violations(schema, R"({"a b%":1})").at(0).absolute_keyword_location ==
        "https://example.com/s#/patternProperties/%5Ea%20b%25/type");
  CHECK(violations(compiled("false"), "1").at(0).absolute_keyword_location.starts_with("file:///"));
}
