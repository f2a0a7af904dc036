// What the official suite leaves open, or what would hurt most if it broke.
#include <catch2/catch.hpp>

#include "compiling.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;

TEST_CASE("numbers are compared exactly, beyond what a double holds") {
  CHECK(accepts(compiled(R"({"minimum":9223372036854775809})"), "9223372036854775809"));
  CHECK_FALSE(accepts(compiled(R"({"minimum":9223372036854775809})"), "9223372036854775808"));
  CHECK_FALSE(accepts(compiled(R"({"maximum":0.1})"), "0.10000000000000001"));
  CHECK(accepts(compiled(R"({"exclusiveMaximum":1e400})"), "9.9e399"));
  CHECK_FALSE(accepts(compiled(R"({"exclusiveMinimum":0})"), "0e5"));
  CHECK(accepts(compiled(R"({"exclusiveMinimum":0})"), "1e-400"));
  CHECK(accepts(compiled(R"({"multipleOf":0.01})"), "19.99"));
  CHECK_FALSE(accepts(compiled(R"({"multipleOf":0.01})"), "19.999"));
  CHECK(accepts(compiled(R"({"multipleOf":3})"), "9e400"));
  CHECK_FALSE(accepts(compiled(R"({"const":9007199254740993})"), "9007199254740992"));
}

TEST_CASE("an integer is a number without a fraction, however it is written") {
  const Schema integer = compiled(R"({"type":"integer"})");
  for (const char* whole : {"1", "1.0", "-0", "10e-1", "1e400", "92233720368547758080"}) CHECK(accepts(integer, whole));
  for (const char* other : {"1.5", "1e-1", "\"1\"", "true", "null"}) CHECK_FALSE(accepts(integer, other));
  CHECK(accepts(compiled(R"({"type":["integer","string"]})"), "2.0"));
  CHECK_FALSE(accepts(compiled(R"({"type":["integer","string"]})"), "2.5"));
  CHECK(accepts(compiled(R"({"type":["integer","number"]})"), "2.5"));
}

TEST_CASE("const and enum compare by value, not by spelling or order") {
  CHECK(accepts(compiled(R"({"const":1})"), "1.0"));
  CHECK(accepts(compiled(R"({"const":100})"), "1e2"));
  CHECK(accepts(compiled(R"({"const":{"a":1,"b":[2,{"c":null}]}})"), R"({"b":[2.0,{"c":null}],"a":1})"));
  CHECK_FALSE(accepts(compiled(R"({"const":{"a":1}})"), R"({"a":1,"b":2})"));
  CHECK_FALSE(accepts(compiled(R"({"const":[1,2]})"), "[2,1]"));
  CHECK_FALSE(accepts(compiled(R"({"const":false})"), "0"));
  CHECK_FALSE(accepts(compiled(R"({"const":"1"})"), "1"));
  const Schema mixed = compiled(R"({"enum":["a",1,null,[],{"x":"y"},"\u00e9"]})");
  for (const char* allowed : {"\"a\"", "1.0", "null", "[]", R"({"x":"y"})", "\"\xc3\xa9\""}) CHECK(accepts(mixed, allowed));
  for (const char* other : {"\"b\"", "\"\"", "2", "false", "{}", "[1]", R"({"x":"z"})"}) CHECK_FALSE(accepts(mixed, other));
  CHECK_FALSE(accepts(compiled(R"({"enum":[]})"), "null"));
}

TEST_CASE("lengths count code points") {
  const Schema three = compiled(R"({"minLength":3,"maxLength":3})");
  CHECK(accepts(three, "\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\""));
  CHECK(accepts(three, R"("\ud83d\ude00ab")"));
  CHECK_FALSE(accepts(three, "\"\xf0\x9f\x98\x80\""));
  CHECK_FALSE(accepts(three, "\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80x\""));
  CHECK(accepts(compiled(R"({"maxLength":1e300})"), "\"x\""));
  CHECK_FALSE(accepts(compiled(R"({"minLength":1e300})"), "\"x\""));
  CHECK_FALSE(accepts(compiled(R"({"minLength":2.0})"), "\"x\""));
}

TEST_CASE("members are told apart whatever their names have in common") {
  // Same length, same first and last eight bytes: nothing but a full comparison tells these.
  const Schema schema = compiled(R"({"properties":{"abcdefgh-1-abcdefgh":{"type":"string"},"abcdefgh-2-abcdefgh":{"type":"null"}},
                                     "additionalProperties":false})");
  CHECK(accepts(schema, R"({"abcdefgh-1-abcdefgh":"","abcdefgh-2-abcdefgh":null})"));
  CHECK_FALSE(accepts(schema, R"({"abcdefgh-1-abcdefgh":null})"));
  CHECK_FALSE(accepts(schema, R"({"abcdefgh-3-abcdefgh":null})"));
  CHECK(accepts(compiled(R"({"required":[""],"properties":{"":{"type":"null"}}})"), R"({"":null})"));
}

TEST_CASE("required holds for any number of names") {
  std::string names;
  std::string members;
  for (int i = 0; i < 200; ++i) {
    names += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + "\"";
    members += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + "\":0";
  }
  const Schema schema =
      compiled(R"({"properties":{"n0":{"type":"integer"},"n199":{"type":"integer"}},"required":[)" + names + "]}");
  CHECK(accepts(schema, "{" + members + "}"));
  for (const char* missing : {"\"n0\"", "\"n63\"", "\"n64\"", "\"n127\"", "\"n128\"", "\"n199\""}) {
    std::string other = members;
    other.replace(other.find(missing), 2, "\"m");
    CHECK_FALSE(accepts(schema, "{" + other + "}"));
  }
}

TEST_CASE("additionalProperties judges what neither a name nor a pattern declares") {
  const Schema schema =
      compiled(R"({"properties":{"a":true},"patternProperties":{"^x_":{"type":"string"}},"additionalProperties":{"type":"null"},
                   "required":["b"]})");
  CHECK(accepts(schema, R"({"a":1,"x_1":"","b":null,"c":null})"));
  CHECK_FALSE(accepts(schema, R"({"b":1})"));  // required, but not declared
  CHECK_FALSE(accepts(schema, R"({"b":null,"x_1":null})"));
  CHECK_FALSE(accepts(schema, R"({"b":null,"ax_1":""})"));
}

TEST_CASE("keywords of the two drafts mean what their draft says") {
  const std::string beside_ref = R"({"$ref":"#/definitions/a","maximum":1,"definitions":{"a":{"type":"integer"}}})";
  CHECK(accepts(compiled_draft7(beside_ref), "5"));
  CHECK_FALSE(accepts(compiled(beside_ref), "5"));
  const Schema by_place = compiled_draft7(R"({"items":[{"type":"integer"}],"additionalItems":false})");
  CHECK(accepts(by_place, "[1]"));
  CHECK_FALSE(accepts(by_place, "[1,2]"));
  CHECK(accepts(compiled_draft7(R"({"additionalItems":false})"), "[1,2]"));
  const Schema prefixed = compiled(R"({"prefixItems":[{"type":"integer"}],"items":{"type":"string"}})");
  CHECK(accepts(prefixed, R"([1,"a","b"])"));
  CHECK_FALSE(accepts(prefixed, R"([1,2])"));
}

TEST_CASE("a recursive schema judges to any depth that a document can have") {
  const Schema tree = compiled(R"({"properties":{"next":{"$ref":"#"},"value":{"type":"integer"}},"additionalProperties":false})");
  const auto nested = [](int depth, const std::string& innermost) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "{\"value\":1,\"next\":";
    return text + innermost + std::string(static_cast<std::size_t>(depth), '}');
  };
  CHECK(accepts(tree, nested(500, "{}")));
  CHECK_FALSE(accepts(tree, nested(500, R"({"value":""})")));
}

TEST_CASE("a schema and a document nested beyond all bounds come out as limit, never as a verdict") {
  // Each level of the document passes through a hundred schemas.
  std::string text = R"({"items":{"$ref":"#"}})";
  for (int i = 0; i < 100; ++i) text = R"({"allOf":[)" + text + "]}";
  const Schema deep = compiled(text);
  const Instance shallow(std::string(10, '[') + std::string(10, ']'));
  const Instance hostile(std::string(100, '[') + std::string(100, ']'));
  Scratch scratch;
  CHECK(deep.validate(shallow.tree(), scratch) == Outcome::valid);
  CHECK(deep.validate(hostile.tree(), scratch) == Outcome::limit);
  CHECK(deep.explain(hostile.tree(), scratch, 5).size() == 1);
  CHECK(compiled(R"({"not":)" + text.replace(text.find("\"#\""), 3, "\"#/not\"") + "}").validate(hostile.tree(), scratch) ==
        Outcome::limit);
}

TEST_CASE("formats are asserted or noted, as asked") {
  Options noted;
  noted.formats = FormatMode::annotation;
  const std::string schema = R"({"properties":{"id":{"format":"uuid"},"at":{"format":"date-time"}}})";
  CHECK_FALSE(accepts(compiled(schema), R"({"id":"x"})"));
  CHECK(accepts(compiled(schema, noted), R"({"id":"x"})"));
  CHECK(accepts(compiled(R"({"format":"no such format"})", noted), "\"x\""));
  Options only_uuid;
  only_uuid.asserted_formats = {"uuid"};
  CHECK_FALSE(accepts(compiled(schema, only_uuid), R"({"id":"x"})"));
  CHECK(accepts(compiled(schema, only_uuid), R"({"at":"x"})"));
  CHECK(accepts(compiled(R"({"format":"email"})", only_uuid), "\"x\""));
}

TEST_CASE("a format is asserted from the draft on that defines it, or where it is listed") {
  CHECK_FALSE(accepts(compiled(R"({"format":"uuid"})"), "\"x\""));
  CHECK(accepts(compiled_draft7(R"({"format":"uuid"})"), "\"x\""));
  CHECK_FALSE(accepts(compiled_draft7(R"({"format":"idn-email"})"), "\"x\""));
  Options listed;
  listed.default_dialect = draft7;
  listed.asserted_formats = {"uuid"};
  CHECK_FALSE(accepts(compiled(R"({"format":"uuid"})", listed), "\"x\""));
  CHECK(accepts(compiled(R"({"format":"our-own-thing"})"), "\"x\""));
}

TEST_CASE("a pattern that would search without end is the outcome limit, wherever it stands") {
  const std::string astray = R"("pattern":"^(?=a)(a+)+$")";
  const std::string text = "\"" + std::string(40, 'a') + "!\"";
  const auto outcome = [](const std::string& schema, const std::string& document) {
    const Schema program = compiled(schema);
    const Instance instance(document);
    Scratch scratch;
    const Outcome found = program.validate(instance.tree(), scratch);
    CHECK(program.explain(instance.tree(), scratch, 5).empty() == (found == Outcome::valid));
    return found;
  };
  CHECK(outcome("{" + astray + "}", text) == Outcome::limit);
  CHECK(outcome(R"({"not":{)" + astray + "}}", text) == Outcome::limit);
  CHECK(outcome(R"({"anyOf":[{)" + astray + R"(},{"minLength":1}]})", text) == Outcome::limit);
  CHECK(outcome(R"({"if":{)" + astray + R"(},"else":{"minLength":1}})", text) == Outcome::limit);
  CHECK(outcome(R"({"patternProperties":{"^(?=a)(a+)+$":true}})", "{" + text + ":1}") == Outcome::limit);
  CHECK(outcome(R"({"items":{"not":{)" + astray + "}}}", "[" + text + "," + text + "]") == Outcome::limit);
}

TEST_CASE("what is valid whatever such a pattern finds is valid") {
  const std::string astray = R"({"pattern":"^(?=a)(a+)+$"})";
  const Instance instance("\"" + std::string(40, 'a') + "!\"");
  for (const std::string& text : {"{\"anyOf\":[" + astray + ",true]}", "{\"if\":" + astray + ",\"else\":true}"}) {
    const Schema schema = compiled(text);
    Scratch scratch;
    CHECK(schema.validate(instance.tree(), scratch) == Outcome::valid);
    CHECK(schema.explain(instance.tree(), scratch, 5).empty());
  }
}

TEST_CASE("a schema is known by its $id or file, and by the hash of its bytes") {
  CHECK(compiled("true").name() == "s.json");
  CHECK(compiled(R"({"$id":"https://example.com/a"})").name() == "https://example.com/a");
  CHECK(compiled("{}").sha256() == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
}

TEST_CASE("references find their place among many members, escaped or not") {
  std::string text =
      R"({"$ref":"#/properties/all","properties":{"all":{"allOf":[{"$ref":"#/$defs/n39"},{"$ref":"#/$defs/a~1b~0"}]}},"$defs":{)";
  for (int i = 0; i < 40; ++i) text += "\"n" + std::to_string(i) + "\":{\"minimum\":" + std::to_string(i) + "},";
  const Schema schema = compiled(text + R"("a/b~":{"maximum":50}}})");
  CHECK(accepts(schema, "39"));
  CHECK_FALSE(accepts(schema, "38"));
  CHECK_FALSE(accepts(schema, "51"));
}
