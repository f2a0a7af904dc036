// That the readers take no memory once warm: this binary's operator new counts.
#include <catch2/catch.hpp>

#include "reading.h"
#include "support/counted_allocations.h"

namespace sluiced::json {
namespace {

std::size_t allocations_of_reading(std::string_view text, Tree& tree) {
  const std::size_t before = allocations;
  read(text, {}, tree);
  return allocations - before;
}

std::string varied_document() {
  std::string text = R"({"escaped\n":"\u00e9 and \ud83d\ude00","list":[1,2.5,null,true,{"deep":[[[{}]]]}],"large":{)";
  for (int i = 0; i < 300; ++i) text += "\"name" + std::to_string(i) + "\":\"value\\t" + std::to_string(i) + "\",";
  return text + R"("last":0},"after":"x"})";
}

TEST_CASE("the counter counts") {
  const std::size_t before = allocations;
  const auto text = std::make_unique<std::string>(100, 'x');
  CHECK(allocations - before == 2);
}

TEST_CASE("reading takes no memory once the tree is warm") {
  const std::string text = varied_document();
  Tree tree;
  CHECK(allocations_of_reading(text, tree) > 0);
  for (int i = 0; i < 5; ++i) CHECK(allocations_of_reading(text, tree) == 0);
  REQUIRE_FALSE(tree.empty());
}

TEST_CASE("smaller documents and refused ones take none either") {
  const std::string text = varied_document();
  Tree tree;
  REQUIRE(read(text, {}, tree).code == ReadErrorCode::none);
  for (const std::string_view other : {R"({"a":"\n"})", "[1,2,3]", "x", "[\"\\ud800\"]", R"({"a":1,"a":2})", "\xff", ""})
    CHECK(allocations_of_reading(other, tree) == 0);
  for (std::size_t length = 1; length < text.size(); length += 37)
    CHECK(allocations_of_reading(std::string_view(text).substr(0, length), tree) == 0);
}

TEST_CASE("documents of ever changing size stop taking memory") {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 40; ++i) {
    std::string text = "[0";
    for (std::size_t j = 0; j < 20; ++j) text += ",\"\\n" + std::string((i * 7919 + j * 104'729) % 3000, 'x') + "\"";
    texts.push_back(text + "]");
  }
  Tree tree;
  for (const std::string& text : texts) read(text, {}, tree);
  std::size_t taken = 0;
  for (int round = 0; round < 3; ++round)
    for (const std::string& text : texts) taken += allocations_of_reading(text, tree);
  CHECK(taken == 0);
}

TEST_CASE("the fast reader takes no memory once warm, whatever the size was before") {
  std::string large = "{";
  for (int i = 0; i < 3000; ++i) large += "\"name" + std::to_string(i) + "\":\"value\\t" + std::to_string(i) + "\",";
  large += "\"deep\":[[[[1.5]]]]}";
  IndexedDocument document;
  REQUIRE(document.read(large, {}));
  const std::size_t before = allocations;
  for (const std::string_view text : {std::string_view(large), std::string_view(R"({"a\n":"\n"})"), std::string_view("[1,2,3]"),
                                      std::string_view("x"), std::string_view(R"({"a":1,"a":2})"), std::string_view()})
    document.read(text, {});
  CHECK(allocations == before);
}

}  // namespace
}  // namespace sluiced::json
