// `x-sensitive`: whatever keyword and whatever branch brings it to a place, the place is hidden.
#include <catch2/catch.hpp>

#include "json/reader.h"
#include "support/schemas.h"

namespace sluiced::schema {
namespace {

class Read {
 public:
  explicit Read(std::string bytes) : bytes_(std::move(bytes)) {
    REQUIRE(json::read(bytes_, file_limits, tree).code == json::ReadErrorCode::none);
  }
  json::Tree tree;

 private:
  std::string bytes_;
};

/// "" where nothing of the document is sensitive.
std::string masked(const std::string& schema, const std::string& document) {
  const Schema compiled = testing::schema_of(schema);
  const Read read(document);
  Scratch scratch;
  return compiled.masked(read.tree, scratch).value_or("");
}

const std::string secret = R"({"x-sensitive":true})";

TEST_CASE("a place is hidden whatever parent keyword marks it") {
  const auto object = [](const std::string& schema) { return masked(schema, R"({"a":{"b":1},"c":2})"); };
  const std::string hidden = R"({"a":"***","c":2})";
  CHECK(object(R"({"properties":{"a":)" + secret + "}}") == hidden);
  CHECK(object(R"({"patternProperties":{"^a":)" + secret + "}}") == hidden);
  CHECK(object(R"({"properties":{"c":{}},"additionalProperties":)" + secret + "}") == hidden);
  CHECK(object(R"({"properties":{"c":{}},"unevaluatedProperties":)" + secret + "}") == hidden);
  CHECK(object(R"({"properties":{"a":{"properties":{"b":)" + secret + "}}}}") == R"({"a":{"b":"***"},"c":2})");
  CHECK(object(secret) == R"("***")");

  const auto array = [](const std::string& schema) { return masked(schema, "[1,2,3]"); };
  CHECK(array(R"({"items":)" + secret + "}") == R"(["***","***","***"])");
  CHECK(array(R"({"prefixItems":[{},)" + secret + "]}") == R"([1,"***",3])");
  CHECK(array(R"({"prefixItems":[{}],"items":)" + secret + "}") == R"([1,"***","***"])");
  CHECK(array(R"({"prefixItems":[{}],"unevaluatedItems":)" + secret + "}") == R"([1,"***","***"])");
  CHECK(array(R"({"contains":{"const":2,"x-sensitive":true}})") == R"(["***","***","***"])");
  CHECK(array(R"({"$schema":"http://json-schema.org/draft-07/schema#","items":[{}],"additionalItems":)" + secret + "}") ==
        R"([1,"***","***"])");
}

TEST_CASE("a place is hidden whatever branch marks it, also one that does not hold") {
  const std::string member = R"({"properties":{"a":)" + secret + "}}";
  const std::string no = R"({"properties":{"a":)" + secret + R"(},"required":["absent"]})";
  for (const std::string& marks : {member, no})
    for (const std::string& schema :
         {R"({"allOf":[)" + marks + "]}", R"({"anyOf":[{},)" + marks + "]}", R"({"oneOf":[{},)" + marks + "]}",
          R"({"not":)" + marks + "}", R"({"if":)" + marks + "}", R"({"if":{"required":["absent"]},"then":)" + marks + "}",
          R"({"if":{"required":["absent"]},"then":{},"else":)" + marks + "}", R"({"dependentSchemas":{"absent":)" + marks + "}}",
          R"({"$ref":"#/$defs/m","$defs":{"m":)" + marks + "}}", R"({"$dynamicRef":"#/$defs/m","$defs":{"m":)" + marks + "}}",
          R"({"unevaluatedProperties":false,"anyOf":[{},)" + marks + "]}"}) {
      CAPTURE(schema);
      CHECK(masked(schema, R"({"a":1,"b":2})") == R"({"a":"***","b":2})");
    }
}

TEST_CASE("a mark beside a reference counts, in the drafts too that pass over what stands there") {
  const std::string beside =
      R"("properties":{"a":{"$ref":"#/definitions/m","x-sensitive":true}},"definitions":{"m":{"type":"number"}}})";
  CHECK(masked("{" + beside, R"({"a":1})") == R"({"a":"***"})");
  CHECK(masked(R"({"$schema":"http://json-schema.org/draft-07/schema#",)" + beside, R"({"a":1})") == R"({"a":"***"})");
}

TEST_CASE("names that propertyNames marks are hidden, each by a name of its own") {
  const std::string schema = R"({"properties":{"by-person":{"propertyNames":{"x-sensitive":true}}}})";
  CHECK(masked(schema, R"({"by-person":{"Ann":1,"Bob":{"x":2}}})") == R"({"by-person":{"***1":1,"***2":{"x":2}}})");
}

TEST_CASE("false marks nothing, anything else does, and a schema that is applied elsewhere does not") {
  CHECK(masked(R"({"x-sensitive":false})", "1") == "");
  CHECK(masked(R"({"x-sensitive":"yes"})", "1") == R"("***")");
  CHECK(masked(R"({"properties":{"b":)" + secret + "}}", R"({"a":1})") == "");
  CHECK(masked(R"({"properties":{"a":{"const":{"x-sensitive":true}}}})", R"({"a":1})") == "");
}

TEST_CASE("a schema that meets itself again and again is walked once a place") {
  std::string schema = R"({"$defs":{"l":{"x-sensitive":false})";
  for (int i = 0; i < 30; ++i)
    schema += ",\"d" + std::to_string(i) + R"(":{"anyOf":[{"$ref":"#/$defs/)" + (i == 0 ? "l" : "d" + std::to_string(i - 1)) +
              R"("},{"$ref":"#/$defs/)" + (i == 0 ? "l" : "d" + std::to_string(i - 1)) + "\"}]}";
  schema += R"(},"properties":{"a":{"$ref":"#/$defs/d29"},"b":{"x-sensitive":true}}})";
  CHECK(masked(schema, R"({"a":1,"b":2})") == R"({"a":1,"b":"***"})");
}

TEST_CASE("numbers and names that are not hidden stand as they were") {
  CHECK(masked(R"({"properties":{"a":)" + secret + "}}", "{\n \"a\": 1, \"n\": 1.50e+3, \"q\\\"\": [true, null] }") ==
        R"({"a":"***","n":1.50e+3,"q\"":[true,null]})");
}

TEST_CASE("an instance location names nothing below a sensitive place, and no sensitive name") {
  const Schema compiled = testing::schema_of(
      R"({"properties":{"patient":{"x-sensitive":true,"additionalProperties":{"type":"number"}},
                        "by":{"propertyNames":{"x-sensitive":true},"additionalProperties":{"properties":{"n":{"type":"number"}}}},
                        "plain":{"additionalProperties":{"type":"number"}}}})");
  const Read read(R"({"patient":{"Ann":"x"},"by":{"Bob":{"n":"x"}},"plain":{"c/d":"x"}})");
  Scratch scratch;
  std::vector<std::string> places;
  for (const Violation& violation : compiled.explain(read.tree, scratch, 10)) places.push_back(violation.instance_location);
  CHECK(places == std::vector<std::string>{"/patient/*", "/by/*/n", "/plain/c~1d"});
}

TEST_CASE("a sentence gives no value of a member that chooses a branch, where the schema has something to hide") {
  const auto message = [](const std::string& mark) {
    const Schema compiled = testing::schema_of(R"({"if":{"properties":{"kind":{"const":"card")" + mark +
                                               R"(}},"required":["kind"]},"then":{"required":["number"]}})");
    const Read read(R"({"kind":"card"})");
    Scratch scratch;
    const auto violations = compiled.explain(read.tree, scratch, 1);
    REQUIRE(violations.size() == 1);
    return violations.front().message;
  };
  CHECK(message("").find("card") != std::string::npos);
  CHECK(message(R"(,"x-sensitive":true)").find("card") == std::string::npos);
}

}  // namespace
}  // namespace sluiced::schema
