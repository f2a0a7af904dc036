// That a schema is held against its meta-schema, everywhere in it.
#include <catch2/catch.hpp>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

namespace {

std::string fault_in(const std::string& dialect, const std::string& text) {
  Options options;
  options.default_dialect = dialect;
  return fault_of(text, options);
}

constexpr const char* draft4 = "http://json-schema.org/draft-04/schema#";
constexpr const char* draft6 = "http://json-schema.org/draft-06/schema#";
constexpr const char* draft2019_09 = "https://json-schema.org/draft/2019-09/schema";

}  // namespace

TEST_CASE("what the meta-schema of a schema's draft does not allow is refused at its place") {
  CHECK(fault_in(draft4, "{\n \"properties\": {\"a\": true}}") ==
        "s.json:2:22: the meta-schema of draft 4 does not allow this: /properties/a: expected object, found boolean");
  CHECK(fault_in(draft4, R"({"required":[]})") ==
        "s.json:1:13: the meta-schema of draft 4 does not allow this: /required: 0 items, at least 1");
  CHECK(
      fault_in(draft4, R"({"exclusiveMaximum":true})") ==
      "s.json:1:1: the meta-schema of draft 4 does not allow this: missing member 'maximum', which 'exclusiveMaximum' asks for");
  CHECK(fault_in(draft4, R"({"enum":[]})") ==
        "s.json:1:9: the meta-schema of draft 4 does not allow this: /enum: 0 items, at least 1");
  CHECK(fault_in(draft2019_09, R"({"items":{"$anchor":"no anchor"}})")
            .starts_with(
                "s.json:1:21: the meta-schema of draft 2019-09 does not allow this: /items/$anchor: does not match the pattern"));
  CHECK(fault_of(R"({"$vocabulary":{"urn:a":1}})") ==
        "s.json:1:25: the meta-schema of draft 2020-12 does not allow this: /$vocabulary/urn:a: expected boolean, found number");
}

TEST_CASE("the meta-schema sees what the compiler passes over") {
  // Beside a lonely reference, and in a definition of an embedded schema.
  CHECK(draft7_fault_of(R"({"$ref":"#/definitions/a","definitions":{"a":{}},"minLength":"1"})") ==
        "s.json:1:62: the meta-schema of draft 7 does not allow this: /minLength: expected integer, found string");
}

TEST_CASE("an embedded schema of another draft is held against its own meta-schema") {
  const std::string old = R"("$id":"urn:old","$schema":"http://json-schema.org/draft-07/schema#")";
  CHECK(fault_of("{\"$defs\":{\"old\":{" + old + R"(,"items":[{}],"additionalItems":false}}})").empty());
  CHECK(fault_of("{\"$defs\":{\"old\":{" + old + R"(,"not":{"$ref":"#/definitions/a","readOnly":1},"definitions":{"a":false}}}})")
            .ends_with("the meta-schema of draft 7 does not allow this: /not/readOnly: expected boolean, found number"));
}

TEST_CASE("the meta-schemas are schemas") {
  Options options;
  options.formats = FormatMode::annotation;
  for (const char* uri :
       {draft4, draft6, "http://json-schema.org/draft-07/schema", draft2019_09, "https://json-schema.org/draft/2020-12/schema"}) {
    const Schema meta =
        compiled(R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":")" + std::string(uri) + "\"}", options);
    CHECK(accepts(meta, R"({"properties":{"a":{"type":"string"}}})"));
    CHECK_FALSE(accepts(meta, R"({"properties":{"a":{"properties":{"b":{"type":"text"}}}}})"));
  }
}
