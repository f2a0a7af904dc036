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

TEST_CASE("arrays whose items differ are walked, what else is asked of them stands beside, what keeps account is left") {
  CHECK(listing_of(R"({"properties":{"a":{"uniqueItems":true},"b":{"contains":{"const":1}},"c":{"unevaluatedProperties":false}},
      "type":"object"})") == Texts{"1 object(a:2 b:3 c:4 *:0)", "2 null boolean integer fraction string array(*:0 unique) object",
                                   "3 null boolean integer fraction string array(*:0 checks 1) object",
                                   "4 null boolean integer fraction string array object(evaluate)"});
}

TEST_CASE("alternatives that want different members are told apart by which are there") {
  const auto lines = listing_of(R"({"type":"object","oneOf":[{"required":["date"],"properties":{"date":{"type":"string"}}},
      {"required":["op","args"],"properties":{"op":{"enum":["+","-"]}}},{"required":["op","args"],"properties":{"op":{"const":"*"}}},
      {"required":["bbox"]}]})");
  REQUIRE_FALSE(lines.empty());
  CHECK(lines[0] ==
        "1 object(by presence [args op](by op \"+\" \"*\" \"-\" true(evaluate) false(evaluate) null(evaluate) string(fail) "
        "else(evaluate) absent(fail)) [bbox] [date](date!:2 *:0) [](fail))");
}

TEST_CASE("of alternatives told apart by presence, what is there twice or beyond them is judged as ever") {
  const Schema schema = compiled(R"({"oneOf":[{"required":["a"],"properties":{"a":{"type":"string"}}},{"required":["b"]},
      {"required":["c","d"]}]})");
  Scratch scratch;
  const auto outcome = [&](const std::string& bytes) {
    json::Tree tree;
    if (json::read(bytes, {}, tree).code != json::ReadErrorCode::none) return Outcome::limit;
    const Outcome of_tree = schema.validate(tree, scratch);
    json::IndexedDocument document;
    REQUIRE(document.read(bytes, {}));
    CHECK(schema.validate(document, scratch) == of_tree);
    CHECK((!schema.accepts(bytes, {}, document, scratch) || of_tree == Outcome::valid));
    return of_tree;
  };
  CHECK(passes(schema, R"({"x":[{"b":1}],"a":"1"})"));
  CHECK(passes(schema, R"({"d":1,"c":[2]})"));
  CHECK(outcome(R"({"a":"1","c":0})") == Outcome::valid);
  CHECK(outcome(R"({"\u0061":"1"})") == Outcome::valid);
  CHECK(outcome(R"({"a":1})") == Outcome::invalid);
  CHECK(outcome(R"({"a":"1","b":1})") == Outcome::invalid);
  CHECK(outcome(R"({"a":1,"b":1})") == Outcome::valid);
  CHECK(outcome(R"({"\u0062":1,"a":"1"})") == Outcome::invalid);
  CHECK(outcome(R"({"c":1})") == Outcome::invalid);
  CHECK_FALSE(passes(schema, R"({"b":1,"b":2})"));
  CHECK_FALSE(passes(schema, R"({"b":1,"\u0062":2})"));
}

TEST_CASE("items that are the same are found in one pass and over what is read, however they are written and however many") {
  const Schema schema = compiled(R"({"uniqueItems":true,"items":{"maxLength":20},"maxItems":300})");
  const auto agree = [&](const std::string& bytes, bool valid) {
    CAPTURE(bytes);
    Scratch scratch;
    json::Tree tree;
    json::IndexedDocument document;
    REQUIRE(json::read(bytes, {}, tree).code == json::ReadErrorCode::none);
    REQUIRE(document.read(bytes, {}));
    CHECK(schema.validate(tree, scratch) == (valid ? Outcome::valid : Outcome::invalid));
    CHECK(schema.validate(document, scratch) == (valid ? Outcome::valid : Outcome::invalid));
    CHECK((valid || !passes(schema, bytes)));
  };
  CHECK(passes(schema, R"(["a","b","","aa"])"));
  agree(R"(["a","b","a"])", false);
  agree(R"(["a","\u0061"])", false);
  agree(R"(["",""])", false);
  agree(R"(["a",1,1.0])", false);
  agree(R"(["a",1,"1",null,[],{}])", true);
  agree(R"([{"x":["a"]},["a"],"a"])", true);
  agree(R"(["exactly16 bytes_","exactly16 bytez_","exactly17 bytes__","exactly17 byte___"])", true);
  for (const std::size_t count : {63U, 64U, 65U, 66U, 200U}) {
    std::string bytes = "[";
    for (std::size_t i = 0; i < count; ++i) bytes += "\"item-" + std::to_string(i) + "\",";
    CHECK(passes(schema, bytes + "\"last\"]"));
    agree(bytes + "\"last\"]", true);
    for (const std::size_t again : {std::size_t{0}, count / 2, count - 1})
      agree(bytes + "\"item-" + std::to_string(again) + "\"]", false);
  }
}

TEST_CASE("a member named twice is refused unless it is not looked for, and then each of the two is judged") {
  const Schema schema = compiled(R"({"properties":{"a":{"type":"integer"},"o":{"properties":{"x":{}}}},"required":["a"]})");
  Scratch scratch;
  json::IndexedDocument document;
  for (const bool refuses : {true, false, true}) {
    document.refuse_twice_named(refuses);
    for (const std::string twice : {R"({"a":1,"a":2})", R"({"a":1,"b":1,"\u0062":2})", R"({"a":1,"o":{"x":1,"y":2,"y":3}})",
                                    R"({"a":1,"free":{"z":[{"y":2,"y":3}]}})"}) {
      CAPTURE(refuses, twice);
      CHECK(schema.accepts(twice, {}, document, scratch) == !refuses);
      CHECK(document.read(twice, {}) == !refuses);
    }
    CHECK_FALSE(schema.accepts(R"({"a":1,"a":"2"})", {}, document, scratch));
    CHECK(schema.accepts(R"({"a":1,"o":{"x":1},"free":{"z":[{"y":2}]}})", {}, document, scratch));
  }
}

TEST_CASE("of more required members than a walk counts each one is missed, and of as many as it counts too") {
  for (const std::size_t count : {63U, 64U, 65U, 100U}) {
    std::string required;
    for (std::size_t i = 0; i < count; ++i) required += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + "\"";
    const Schema schema = compiled(R"({"type":"object","required":[)" + required + "]}");
    for (std::size_t missing = 0; missing <= count; ++missing) {
      std::string members = "{\"other\":0";
      for (std::size_t i = 0; i < count; ++i)
        if (i != missing) members += ",\"n" + std::to_string(i) + "\":0";
      members += "}";
      CAPTURE(count, missing);
      Scratch scratch;
      json::Tree tree;
      REQUIRE(json::read(members, {}, tree).code == json::ReadErrorCode::none);
      CHECK((schema.validate(tree, scratch) == Outcome::valid) == (missing == count));
      CHECK(passes(schema, members) == (missing == count));
    }
  }
}

TEST_CASE("nothing is read behind the bytes, wherever they end") {
  const Schema schema = compiled(R"({"items":{"type":["boolean","string","null","number","object"],"uniqueItems":true,
      "properties":{"a":{"type":"boolean"},"bb":{"enum":["x","yy"]}},"additionalProperties":{"pattern":"^.+$"}}})");
  Scratch scratch;
  json::IndexedDocument document;
  for (const std::string text : {R"([true,false,null,"a",-1.5e3,{"a":true,"bb":"yy","ccc":"d"},{"a":false}])",
                                 R"([{"a":f,"bb":"x","\u0061":t}])", R"([["true","false"],"\u0061"])"}) {
    for (std::size_t length = 1; length <= text.size(); ++length)
      for (const std::string_view end : {"", "]", "}", "}]"}) {
        const std::string bytes = text.substr(0, length) + std::string(end);
        const auto exact = std::make_unique<char[]>(bytes.size());  // the address leg sees what is beyond it
        std::copy(bytes.begin(), bytes.end(), exact.get());
        const std::string_view view(exact.get(), bytes.size());
        json::Tree tree;
        const bool is_valid =
            json::read(view, {}, tree).code == json::ReadErrorCode::none && schema.validate(tree, scratch) == Outcome::valid;
        CHECK((!schema.accepts(view, {}, document, scratch) || is_valid));
        if (document.read(view, {})) CHECK((schema.validate(document, scratch) == Outcome::valid) == is_valid);
      }
  }
}

TEST_CASE("names are found whatever their length, and wherever in the bytes they stand") {
  std::string properties;
  std::string members;
  for (std::size_t length = 0; length <= 40; ++length) {
    const std::string name(length, 'n');
    properties += (length == 0 ? "\"" : ",\"") + name + R"(":{"const":)" + std::to_string(length) + "}";
    members += (length == 0 ? "\"" : ",\"") + name + "\":" + std::to_string(length);
  }
  const Schema schema = compiled(R"({"additionalProperties":false,"properties":{)" + properties + "}}");
  CHECK(passes(schema, "{" + members + "}"));
  Scratch scratch;
  for (std::size_t length = 0; length <= 40; ++length) {
    // The name stands last: nothing may be read behind the document.
    const auto judged = [&](const std::string& text) {
      const auto bytes = std::make_unique<char[]>(text.size());
      std::copy(text.begin(), text.end(), bytes.get());
      const std::string_view view(bytes.get(), text.size());
      json::Tree tree;
      REQUIRE(json::read(view, {}, tree).code == json::ReadErrorCode::none);
      json::IndexedDocument document;
      REQUIRE(document.read(view, {}));
      CHECK(schema.validate(tree, scratch) == schema.validate(document, scratch));
      return schema.validate(tree, scratch) == Outcome::valid;
    };
    const std::string name(length, 'n');
    CHECK(judged("{\"" + name + "\":" + std::to_string(length) + "}"));
    CHECK_FALSE(judged("{\"" + name + "\":99}"));
    if (length == 0) continue;
    for (const std::size_t other : {std::size_t{0}, length / 2, length - 1}) {
      std::string different = name;
      different[other] = 'm';
      CHECK_FALSE(judged("{\"" + different + "\":" + std::to_string(length) + "}"));
    }
    CHECK(judged("{\"\\u006e" + name.substr(1) + "\":" + std::to_string(length) + "}"));
  }
}
