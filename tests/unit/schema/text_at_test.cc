#include "schema/text_at.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "json/reader.h"

using namespace sluiced;
using schema::TextAt;

namespace {

/// "string paid", "number", "missing".
std::string at(const std::string& pointer, const std::string& text) {
  json::Tree tree;
  REQUIRE(json::read(text, {}, tree).code == json::ReadErrorCode::none);
  const TextAt::Found found = TextAt(pointer).in(tree);
  json::IndexedDocument indexed;
  REQUIRE(indexed.read(text, {}));
  const TextAt::Found in_bytes = TextAt(pointer).in(indexed);
  CHECK((in_bytes.kind == found.kind && in_bytes.text == found.text));
  if (!found.kind) return "missing";
  std::string said(to_string(*found.kind));
  return found.kind == json::Kind::string ? said + " " + std::string(found.text) : said;
}

}  // namespace

TEST_CASE("a text is found by its pointer, through objects and arrays, in the document's own characters") {
  CHECK(at("/type", R"({"id":1,"type":"paid"})") == "string paid");
  CHECK(at("/event/type", R"({"event":{"x":{"type":"no"},"type":"paid"}})") == "string paid");
  CHECK(at("/events/1/type", R"({"events":[[0,1],{"type":"paid"}]})") == "string paid");
  CHECK(at("/a~1b/~01", R"({"a/b":{"~1":"paid"}})") == "string paid");
  CHECK(at("/type", "{\"\\u0074ype\":\"p\\u00e9\"}") == "string p\xc3\xa9");
  CHECK(at("/", R"({"":"paid"})") == "string paid");
}

TEST_CASE("what is no text, and what is not there, are told apart") {
  CHECK(at("/type", R"({"type":7})") == "number");
  CHECK(at("/type", R"({"type":null})") == "null");
  CHECK(at("/type", R"({"type":{"type":"x"}})") == "object");
  CHECK(at("/type", R"({"Type":"x"})") == "missing");
  CHECK(at("/type", "{}") == "missing");
  CHECK(at("/type", "[]") == "missing");
  CHECK(at("/type", R"("type")") == "missing");
  CHECK(at("/0", R"(["a"])") == "string a");
  CHECK(at("/00", R"(["a"])") == "missing");
  CHECK(at("/1", R"(["a"])") == "missing");
  CHECK(at("/-", R"(["a"])") == "missing");
  CHECK(at("/a/b", R"({"a":"b"})") == "missing");
}

TEST_CASE("a pointer that is none makes no look-up") {
  CHECK_THROWS_AS(TextAt("type"), std::invalid_argument);
  CHECK_THROWS_AS(TextAt("/a~2"), std::invalid_argument);
}
