// That whatever a schema says wrong is refused, at its place, in one line.
#include <catch2/catch.hpp>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

TEST_CASE("an unknown keyword is refused at its name, with the nearest known one") {
  CHECK(fault_of("{\n  \"additonalProperties\": false\n}") ==
        "s.json:2:3: unknown keyword 'additonalProperties'; did you mean 'additionalProperties'?");
  CHECK(fault_of(R"({"properties":{"a":{"minlength":1}}})") ==
        "s.json:1:21: unknown keyword 'minlength'; did you mean 'minLength'?");
  CHECK(fault_of(R"({"color":"red"})") ==
        "s.json:1:2: unknown keyword 'color'; begin the names of your own annotations with 'x-'");
  CHECK(fault_of(R"({"x-color":"red","x-":{"type":"nonsense"}})").empty());
}

TEST_CASE("a keyword that is not built yet says so") {
  for (const std::string keyword : {"contains", "minContains", "maxContains", "uniqueItems", "propertyNames", "dependentRequired",
                                    "dependentSchemas", "dependencies", "unevaluatedProperties", "unevaluatedItems",
                                    "contentSchema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary"})
    CHECK(fault_of("{\"" + keyword + "\":{}}") == "s.json:1:2: keyword '" + keyword + "' is not supported yet");
  CHECK(fault_of(R"({"additionalItems":true})") == "s.json:1:2: keyword 'additionalItems' is not part of draft 2020-12");
  CHECK(draft7_fault_of(R"({"prefixItems":[true]})") == "s.json:1:2: keyword 'prefixItems' is not part of draft 7");
}

TEST_CASE("a value of the wrong shape is refused at its place") {
  CHECK(fault_of(R"({"minLength":-1})") == "s.json:1:14: 'minLength' must be a non-negative integer");
  CHECK(fault_of(R"({"maxItems":1.5})") == "s.json:1:13: 'maxItems' must be a non-negative integer");
  CHECK(fault_of(R"({"maxItems":"1"})") == "s.json:1:13: 'maxItems' must be a non-negative integer");
  CHECK(fault_of(R"({"minimum":"1"})") == "s.json:1:12: 'minimum' must be a number");
  CHECK(fault_of(R"({"multipleOf":0})") == "s.json:1:15: 'multipleOf' must be a number greater than 0");
  CHECK(fault_of(R"({"multipleOf":-0.5})") == "s.json:1:15: 'multipleOf' must be a number greater than 0");
  CHECK(fault_of(R"({"pattern":1})") == "s.json:1:12: 'pattern' must be a string");
  CHECK(fault_of(R"({"title":1})") == "s.json:1:10: 'title' must be a string");
  CHECK(fault_of(R"({"readOnly":"yes"})") == "s.json:1:13: 'readOnly' must be true or false");
  CHECK(fault_of(R"({"examples":{}})") == "s.json:1:13: 'examples' must be an array");
  CHECK(fault_of(R"({"enum":"a"})") == "s.json:1:9: 'enum' must be an array");
  CHECK(fault_of(R"({"required":"a"})") == "s.json:1:13: 'required' must be an array of different strings");
  CHECK(fault_of(R"({"required":["a","b","a"]})") == "s.json:1:13: 'required' must be an array of different strings");
  CHECK(fault_of(R"({"properties":[]})") == "s.json:1:15: 'properties' must be an object whose values are schemas");
  CHECK(fault_of(R"({"allOf":[]})") == "s.json:1:10: 'allOf' must be a non-empty array of schemas");
  CHECK(fault_of(R"({"anyOf":{}})") == "s.json:1:10: 'anyOf' must be a non-empty array of schemas");
  CHECK(fault_of(R"({"not":[]})") == "s.json:1:8: 'not' must be a schema: an object or a boolean");
  CHECK(fault_of(R"({"items":[{}]})") ==
        "s.json:1:10: 'items' must be a schema in draft 2020-12; schemas by place stand in 'prefixItems'");
  CHECK(draft7_fault_of(R"({"items":[]})") == "s.json:1:10: 'items' must be a schema or a non-empty array of schemas");
  CHECK(fault_of(R"({"type":"strng"})") == "s.json:1:9: unknown type 'strng'; did you mean 'string'?");
  CHECK(fault_of(R"({"type":["string","any"]})").starts_with("s.json:1:19: unknown type 'any'"));
  CHECK(fault_of(R"({"type":[]})") == "s.json:1:9: 'type' must be the name of a type or an array of different names of types");
  CHECK(fault_of(R"({"type":["null","null"]})").starts_with("s.json:1:9: 'type' must be"));
}

TEST_CASE("a schema must be an object or a boolean, wherever one stands") {
  CHECK(fault_of("[]") == "s.json:1:1: a schema must be an object or a boolean, this is an array");
  CHECK(fault_of(R"({"properties":{"a":"string"}})") == "s.json:1:20: a schema must be an object or a boolean, this is a string");
  CHECK(fault_of(R"({"oneOf":[true,3]})") == "s.json:1:16: a schema must be an object or a boolean, this is a number");
  CHECK(fault_of(R"({"$defs":{"unused":null}})") == "s.json:1:20: a schema must be an object or a boolean, this is a null");
}

TEST_CASE("faults are found where nothing would ever be evaluated") {
  CHECK(fault_of(R"({"$defs":{"unused":{"typ":"string"}}})").starts_with("s.json:1:21: unknown keyword 'typ'"));
  CHECK(fault_of(R"({"type":"string","properties":{"a":{"minLength":"1"}}})").starts_with("s.json:1:49: 'minLength'"));
  CHECK(fault_of(R"({"then":{"minLength":"1"}})").starts_with("s.json:1:22: 'minLength'"));
  CHECK(draft7_fault_of(R"({"additionalItems":{"minLength":"1"}})").starts_with("s.json:1:33: 'minLength'"));
}

TEST_CASE("only the two drafts are known") {
  CHECK(fault_of(R"({"$schema":"http://json-schema.org/draft-07/schema"})").empty());
  CHECK(fault_of(R"({"$schema":"https://json-schema.org/draft/2020-12/schema#"})").empty());
  CHECK(fault_of(R"({"$schema":"http://json-schema.org/draft-04/schema#"})") ==
        "s.json:1:12: '$schema' http://json-schema.org/draft-04/schema# is not supported yet; drafts 7 and 2020-12 are");
  CHECK(fault_of(R"({"$schema":"https://json-schema.org/draft-07/schema#"})") ==
        "s.json:1:12: unknown '$schema' https://json-schema.org/draft-07/schema#; did you mean "
        "http://json-schema.org/draft-07/schema#?");
  CHECK(fault_of(R"({"$schema":"urn:mine"})") == "s.json:1:12: unknown '$schema' urn:mine; drafts 7 and 2020-12 are supported");
  CHECK(fault_of(R"({"$schema":7})") == "s.json:1:12: '$schema' must be a string");
  CHECK(fault_of(R"({"items":{"$schema":"http://json-schema.org/draft-07/schema#"}})") ==
        "s.json:1:21: another '$schema' below the root is not supported yet");
  Options options;
  options.default_dialect = "urn:mine";
  CHECK(fault_of("{}", options) ==
        "s.json:1:1: the default dialect: unknown '$schema' urn:mine; drafts 7 and 2020-12 are supported");
}

TEST_CASE("an $id makes a name at the root and is refused elsewhere") {
  CHECK(fault_of(R"({"$id":"https://example.com/a#"})").empty());
  CHECK(fault_of(R"({"$id":"https://example.com/a#b"})") == "s.json:1:8: an '$id' with a fragment is not supported yet");
  CHECK(fault_of(R"({"items":{"$id":"b"}})") == "s.json:1:11: '$id' below the root is not supported yet");
}

TEST_CASE("a reference that leads nowhere is refused") {
  CHECK(fault_of(R"({"$ref":"#/$defs/a"})") == "s.json:1:9: '$ref' to '#/$defs/a': there is nothing at this place");
  CHECK(fault_of(R"({"$ref":"#a"})") == "s.json:1:9: '$ref' to '#a': references to anchors are not supported yet");
  CHECK(fault_of(R"({"$ref":"b.json"})") ==
        "s.json:1:9: '$ref' to 'b.json': only references within the file ('#', '#/…') are supported yet");
  CHECK(fault_of(R"({"items":{"$ref":"#/%zz"}})") == "s.json:1:18: '$ref' to '#/%zz': a '%' in it begins no escape of UTF-8");
  CHECK(fault_of(R"({"items":{"$ref":"#/title"},"title":"a"})") ==
        "s.json:1:37: a schema must be an object or a boolean, this is a string");
  CHECK(fault_of(R"({"$ref":"#/$defs/a%20b~1c","$defs":{"a b/c":{}}})").empty());
}

TEST_CASE("references that go round without a step into the document are refused at one of them") {
  const std::string message = "this reference leads back to itself without a step into the document";
  CHECK(fault_of(R"({"$ref":"#"})") == "s.json:1:2: " + message);
  CHECK(fault_of(R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}})").ends_with(message));
  CHECK(fault_of(R"({"anyOf":[{"type":"null"},{"$ref":"#"}]})") == "s.json:1:28: " + message);
  CHECK(fault_of(R"({"not":{"$ref":"#"}})") == "s.json:1:9: " + message);
  CHECK(fault_of(R"({"if":true,"then":{"$ref":"#"}})") == "s.json:1:20: " + message);
  CHECK(fault_of(R"({"items":{"$ref":"#"},"properties":{"a":{"$ref":"#"}},"additionalProperties":{"$ref":"#"}})").empty());
}

TEST_CASE("a chain of references costs the compiler no stack") {
  std::string text = R"({"$ref":"#/$defs/n0","$defs":{)";
  for (int i = 0; i < 20'000; ++i)
    text += "\"n" + std::to_string(i) + "\":{\"$ref\":\"#/$defs/n" + std::to_string(i + 1) + "\"},";
  const Schema chain = compiled(text + R"("n20000":{"type":"string"}}})");
  const Instance document("1");
  Scratch scratch;
  CHECK(chain.validate(document.tree(), scratch) == Outcome::limit);
}

TEST_CASE("a pattern that cannot be used is refused at its place, with the reason") {
  CHECK(fault_of(R"-({"pattern":"a(?=b)"})-") == "s.json:1:12: pattern 'a(?=b)' cannot be used: look-ahead is not supported");
  CHECK(fault_of(R"-({"pattern":"(a)\\1"})-") ==
        "s.json:1:12: pattern '(a)\\1' cannot be used: back-references are not supported");
  CHECK(fault_of(R"({"patternProperties":{"[a":{}}})") ==
        "s.json:1:23: pattern '[a' cannot be used: a character class has no end");
  CHECK(fault_of(R"({"pattern":"a{1001}"})").starts_with("s.json:1:12: pattern 'a{1001}' cannot be used: "));
}

TEST_CASE("a format that cannot be asserted is refused") {
  CHECK(fault_of(R"({"format":"email"})") == "s.json:1:11: format 'email' is not supported yet");
  CHECK(fault_of(R"({"format":"datetime"})") == "s.json:1:11: unknown format 'datetime'; did you mean 'date-time'?");
  CHECK(fault_of(R"({"format":"our-own-thing"})") == "s.json:1:11: unknown format 'our-own-thing'");
}

TEST_CASE("a file that is not there is a fault of that file") {
  FileLoader loader;
  const auto missing = loader.load("/nonexistent/s.json");
  REQUIRE_FALSE(missing.ok());
  CHECK(to_string(missing.error()) == "/nonexistent/s.json: cannot read: No such file or directory");
  CHECK(to_string(loader.load("/").error()) == "/: cannot read: Is a directory");
}
