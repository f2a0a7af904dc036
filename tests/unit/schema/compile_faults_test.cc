// That whatever a schema says wrong is refused, at its place, in one line.
#include <catch2/catch.hpp>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

TEST_CASE("a name that is probably a misspelt keyword is warned of at its place, any other is an annotation") {
  CHECK(warnings_of("{\n  \"additonalProperties\": false\n}") ==
        Texts{"s.json:2:3: unknown keyword 'additonalProperties' asserts nothing; did you mean 'additionalProperties'?"});
  CHECK(warnings_of(R"({"properties":{"a":{"minlength":1}}})") ==
        Texts{"s.json:1:21: unknown keyword 'minlength' asserts nothing; did you mean 'minLength'?"});
  CHECK(warnings_of(R"({"$defs":{"unused":{"typ":"string"}}})").size() == 1);
  CHECK(warnings_of(R"({"color":"red","x-minLenght":{"type":"nonsense"},"properties":{"typ":true}})").empty());
  CHECK(accepts(compiled(R"({"additonalProperties":false})"), R"({"a":1})"));
}

TEST_CASE("a keyword of another draft is an annotation, and warned of") {
  CHECK(warnings_of(R"({"additionalItems":true})") ==
        Texts{"s.json:1:2: 'additionalItems' is no keyword of this schema's draft 2020-12: it asserts nothing"});
  CHECK(warnings_of(R"({"$schema":"http://json-schema.org/draft-07/schema#","prefixItems":[3]})") ==
        Texts{"s.json:1:54: 'prefixItems' is no keyword of this schema's draft 7: it asserts nothing"});
  CHECK(warnings_of(R"({"$schema":"http://json-schema.org/draft-07/schema#","$defs":{"a":{}}})").empty());
}

TEST_CASE("a value of the wrong shape is refused at its place") {
  CHECK(fault_of(R"({"minLength":-1})") == "s.json:1:14: 'minLength' must be a non-negative integer");
  CHECK(fault_of(R"({"maxItems":1.5})") == "s.json:1:13: 'maxItems' must be a non-negative integer");
  CHECK(fault_of(R"({"maxItems":"1"})") == "s.json:1:13: 'maxItems' must be a non-negative integer");
  CHECK(fault_of(R"({"minimum":"1"})") == "s.json:1:12: 'minimum' must be a number");
  CHECK(fault_of(R"({"multipleOf":0})") == "s.json:1:15: 'multipleOf' must be a number greater than 0");
  CHECK(fault_of(R"({"multipleOf":-0.5})") == "s.json:1:15: 'multipleOf' must be a number greater than 0");
  CHECK(fault_of(R"({"pattern":1})") == "s.json:1:12: 'pattern' must be a string");
  CHECK(fault_of(R"({"uniqueItems":1})") == "s.json:1:16: 'uniqueItems' must be true or false");
  CHECK(fault_of(R"({"minContains":-1})") == "s.json:1:16: 'minContains' must be a non-negative integer");
  CHECK(fault_of(R"({"contains":[]})") == "s.json:1:13: 'contains' must be a schema: an object or a boolean");
  CHECK(fault_of(R"({"dependentRequired":{"a":{}}})") ==
        "s.json:1:22: 'dependentRequired' must be an object whose values are arrays of different strings");
  CHECK(draft7_fault_of(R"({"dependencies":{"a":"b"}})") ==
        "s.json:1:17: 'dependencies' must be an object whose values are schemas or arrays of different strings");
  CHECK(fault_of(R"({"$anchor":1})") == "s.json:1:12: '$anchor' must be a string");
  CHECK(fault_of(R"({"$vocabulary":1})") == "s.json:1:16: '$vocabulary' must be an object");
  CHECK(fault_of(R"({"$schema":"http://json-schema.org/draft-04/schema#","exclusiveMinimum":1})") ==
        "s.json:1:73: 'exclusiveMinimum' must be true or false");
  CHECK(draft7_fault_of(R"({"exclusiveMinimum":true})") == "s.json:1:21: 'exclusiveMinimum' must be a number");
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
  CHECK(fault_of(R"({"$defs":{"unused":{"type":"strin"}}})").starts_with("s.json:1:28: unknown type 'strin'"));
  CHECK(fault_of(R"({"contentSchema":{"minLength":"1"}})").starts_with("s.json:1:31: 'minLength'"));
  CHECK(fault_of(R"({"type":"string","properties":{"a":{"minLength":"1"}}})").starts_with("s.json:1:49: 'minLength'"));
  CHECK(fault_of(R"({"then":{"minLength":"1"}})").starts_with("s.json:1:22: 'minLength'"));
  CHECK(draft7_fault_of(R"({"additionalItems":{"minLength":"1"}})").starts_with("s.json:1:33: 'minLength'"));
}

TEST_CASE("a dialect that is not known is refused") {
  for (const char* known : {"http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema#",
                            "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft/2019-09/schema",
                            "https://json-schema.org/draft/2020-12/schema#"})
    CHECK(fault_of(std::string(R"({"$schema":")") + known + "\"}").empty());
  CHECK(fault_of(R"({"$schema":"https://json-schema.org/draft-07/schema#"})") ==
        "s.json:1:12: unknown '$schema' https://json-schema.org/draft-07/schema#; did you mean "
        "http://json-schema.org/draft-07/schema#?");
  CHECK(fault_of(R"({"$schema":"urn:mine"})") ==
        "s.json:1:12: unknown '$schema' urn:mine; drafts 4, 6, 7, 2019-09 and 2020-12 are supported");
  CHECK(fault_of(R"({"$schema":7})") == "s.json:1:12: '$schema' must be a string");
  CHECK(fault_of(R"({"items":{"$schema":"http://json-schema.org/draft-07/schema#"}})") ==
        "s.json:1:21: another '$schema' than that of the schema around it needs an '$id' beside it");
  Options options;
  options.default_dialect = "urn:mine";
  CHECK(fault_of("{}", options) ==
        "s.json:1:1: the default dialect: unknown '$schema' urn:mine; drafts 4, 6, 7, 2019-09 and 2020-12 are supported");
}

TEST_CASE("two schemas of one name are refused") {
  CHECK(fault_of(R"({"$id":"https://example.com/a#"})").empty());
  CHECK(fault_of(R"({"$id":"https://example.com/a#b"})") ==
        "s.json:1:8: an '$id' has no fragment: that is what '$anchor' is for");
  CHECK(fault_of(R"({"$defs":{"a":{"$id":"urn:a"},"b":{"$id":"urn:a"}}})") ==
        "s.json:1:42: another schema has the identity urn:a already");
  CHECK(fault_of(R"({"$defs":{"a":{"$anchor":"n"},"b":{"$dynamicAnchor":"n"}}})") ==
        "s.json:1:53: another schema of s.json has the anchor 'n' already");
}

TEST_CASE("a reference that leads nowhere is refused") {
  CHECK(fault_of(R"({"$ref":"#/$defs/a"})") == "s.json:1:9: '$ref' to '#/$defs/a': there is nothing at this place");
  CHECK(fault_of(R"({"$ref":"#a"})") == "s.json:1:9: '$ref' to '#a': there is no anchor 'a' in s.json");
  CHECK(fault_of(R"({"$dynamicRef":"#a"})") == "s.json:1:16: '$dynamicRef' to '#a': there is no anchor 'a' in s.json");
  CHECK(
      fault_of(R"({"$ref":"https://example.com/b.json"})") ==
      "s.json:1:9: '$ref' to 'https://example.com/b.json': nothing is fetched; 'references' can map a prefix of it to a folder");
  CHECK(fault_of(R"({"$ref":"no-such.json"})").ends_with("no-such.json': there is no file no-such.json"));
  CHECK(fault_of(R"({"$ref":"../s.json"})").ends_with("/s.json': it leads out of the folder of the schema's file"));
  CHECK(fault_of(R"({"$ref":"%2e%2e/s.json"})").ends_with("/s.json': it leads out of the folder of the schema's file"));
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
  CHECK(fault_of(R"({"$dynamicAnchor":"a","$dynamicRef":"#a"})") == "s.json:1:23: " + message);
  CHECK(fault_of(R"({"unevaluatedItems":false,"anyOf":[{"$ref":"#"}]})") == "s.json:1:37: " + message);
  CHECK(fault_of(R"({"dependentSchemas":{"a":{"$ref":"#"}}})") == "s.json:1:27: " + message);
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
  CHECK(
      fault_of(R"-({"pattern":"(?>a)"})-") ==
      "s.json:1:12: pattern '(?>a)' cannot be used: '(?' goes on with ':', '=', '!', '<=', '<!' or '<name>', at its character 2");
  CHECK(fault_of(R"({"patternProperties":{"[a":{}}})") ==
        "s.json:1:23: pattern '[a' cannot be used: a character class has no end, at its character 1");
  const std::string long_pattern(100'000, 'x');
  CHECK_THAT(fault_of(R"({"pattern":")" + long_pattern + R"("})"),
             Catch::Matchers::EndsWith("xxx…' cannot be used: it is over 64 KiB long, at its character 1"));
}

TEST_CASE("regex: linear refuses what needs backtracking, and nothing else") {
  Options linear;
  linear.regex = RegexMode::linear;
  CHECK(fault_of(R"-({"pattern":"a(?=b)"})-", linear) ==
        "s.json:1:12: pattern 'a(?=b)' cannot be used with 'regex: linear': it needs look-ahead");
  CHECK(fault_of(R"-({"patternProperties":{"(a)\\1":{}}})-", linear) ==
        "s.json:1:23: pattern '(a)\\1' cannot be used with 'regex: linear': it needs a back-reference");
  for (const char* pattern : {"^a$", "(a+)+b", "a{1001}", R"(\\p{Letter}\\b)"})
    CHECK(fault_of(R"({"pattern":")" + std::string(pattern) + R"("})", linear).empty());
  for (const char* pattern : {"a(?=b)", R"((a)\\1)"}) CHECK(fault_of(R"({"pattern":")" + std::string(pattern) + R"("})").empty());
}

TEST_CASE("a file that is not there is a fault of that file") {
  FileLoader loader;
  const auto missing = loader.load("/nonexistent/s.json");
  REQUIRE_FALSE(missing.ok());
  CHECK(to_string(missing.error()) == "/nonexistent/s.json: cannot read: No such file or directory");
  CHECK(to_string(loader.load("/").error()) == "/: cannot read: Is a directory");
}
