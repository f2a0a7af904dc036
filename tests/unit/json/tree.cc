#include "json/tree.h"

#include <catch2/catch.hpp>

#include "reading.h"

namespace sluiced::json {
namespace {

std::vector<NodeIndex> list_children(const Tree& tree, NodeIndex parent) {
  std::vector<NodeIndex> found;
  for (const NodeIndex child : children(tree, parent)) found.push_back(child);
  return found;
}

TEST_CASE("kinds have the names people know") {
  CHECK(to_string(Kind::null) == "null");
  CHECK(to_string(Kind::boolean) == "boolean");
  CHECK(to_string(Kind::number) == "number");
  CHECK(to_string(Kind::string) == "string");
  CHECK(to_string(Kind::array) == "array");
  CHECK(to_string(Kind::object) == "object");
}

TEST_CASE("children are walked in order, over whatever they hold") {
  Tree tree;
  REQUIRE(read(R"([1,[2,[3]],{"a":4,"b":5},[],6])", {}, tree).code == ReadErrorCode::none);
  CHECK(list_children(tree, 0) == std::vector<NodeIndex>{1, 2, 6, 9, 10});
  CHECK(list_children(tree, 6) == std::vector<NodeIndex>{7, 8});
  CHECK(list_children(tree, 9).empty());
}

TEST_CASE("a member is found by its whole name, in its own object only") {
  Tree tree;
  REQUIRE(read(R"({"ab":1,"a":{"c":2},"":3,"k\u0000":4})", {}, tree).code == ReadErrorCode::none);
  CHECK(find_member(tree, 0, "ab") == 1);
  CHECK(find_member(tree, 0, "a") == 2);
  CHECK(find_member(tree, 0, "") == 4);
  CHECK(find_member(tree, 0, std::string_view("k\0", 2)) == 5);
  CHECK(find_member(tree, 0, "k") == no_node);
  CHECK(find_member(tree, 0, "c") == no_node);
  CHECK(find_member(tree, 1, "ab") == no_node);
}

TEST_CASE("a built tree is the tree that the reader makes of the same document") {
  Tree built;
  TreeBuilder builder(built);
  builder.begin_object(0);
  builder.key("a", 1);
  builder.begin_array(5);
  builder.number("-12", 6);
  builder.number("1.50", 10);
  builder.begin_object(15);
  builder.end();
  builder.end();
  builder.key("b", 19);
  builder.string("text", 23);
  builder.key("c", 30);
  builder.boolean(true, 34);
  builder.key("d", 39);
  builder.null(43);
  builder.end();

  Tree reread;
  REQUIRE(read(R"({"a":[-12,1.50,{}],"b":"text","c":true,"d":null})", {}, reread).code == ReadErrorCode::none);
  REQUIRE(built.nodes.size() == reread.nodes.size());
  for (NodeIndex i = 0; i < built.nodes.size(); ++i) {
    CAPTURE(i);
    const Node& node = built[i];
    const Node& other = reread[i];
    CHECK((node.kind == other.kind && node.truth == other.truth && node.is_int64 == other.is_int64));
    CHECK((node.count == other.count && node.end == other.end && node.integer == other.integer));
    CHECK((node.string() == other.string() && node.name() == other.name()));
  }
  CHECK((built[1].key_offset == 1 && built[1].offset == 5));
  CHECK((built[2].key_offset == 0 && built[2].name().empty()));
}

TEST_CASE("a builder keeps its own copy of all text, and begins with an empty tree") {
  Tree tree;
  REQUIRE(read("[1,2]", {}, tree).code == ReadErrorCode::none);
  {
    std::string name = "name";
    std::string text = "text";
    std::string number = "17";
    TreeBuilder builder(tree);
    builder.begin_object(0);
    builder.key(name, 0);
    builder.string(text, 0);
    builder.key(name + "2", 0);
    builder.number(number, 0);
    builder.end();
    name = text = number = "gone";
  }
  CHECK(dump(tree) == "{name=|text| name2=17}");
  CHECK(tree[2].integer == 17);
}

TEST_CASE("built numbers are plain integers exactly where the reader says so") {
  for (const std::string_view token : {"0", "-0", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
                                       "-9223372036854775809", "1.0", "1e1", "100000000000000000000"}) {
    CAPTURE(token);
    Tree built;
    TreeBuilder(built).number(token, 0);
    Tree reread;
    REQUIRE(read(token, {}, reread).code == ReadErrorCode::none);
    CHECK(built[0].is_int64 == reread[0].is_int64);
    CHECK(built[0].integer == reread[0].integer);
  }
}

TEST_CASE("the arena's text stays where it is until the arena is cleared") {
  StringArena arena;
  std::vector<std::string_view> views;
  for (std::size_t i = 0; i < 2000; ++i) views.push_back(arena.copy(std::string(i % 97, static_cast<char>('a' + i % 26))));
  views.push_back(arena.copy(std::string(100'000, 'z')));
  for (std::size_t i = 0; i < 2000; ++i) REQUIRE(views[i] == std::string(i % 97, static_cast<char>('a' + i % 26)));
  CHECK(views.back() == std::string(100'000, 'z'));
}

TEST_CASE("a tree may be moved with its text") {
  Tree tree;
  REQUIRE(read(R"(["\u0041",{"\u0042":1}])", {}, tree).code == ReadErrorCode::none);
  const Tree moved = std::move(tree);
  CHECK(dump(moved) == "[|A| {B=1}]");
}

TEST_CASE("line and column count from 1, columns in bytes") {
  Document document;
  document.bytes = "ab\n\n\xc3\xa9z\r\nlast";
  const auto at = [&document](std::size_t offset) {
    const auto [line, column] = document.line_column(offset);
    return std::to_string(line) + ":" + std::to_string(column);
  };
  CHECK(at(0) == "1:1");
  CHECK(at(2) == "1:3");
  CHECK(at(3) == "2:1");
  CHECK(at(4) == "3:1");
  CHECK(at(6) == "3:3");
  CHECK(at(9) == "4:1");
  CHECK(at(13) == "4:5");
  CHECK(at(1000) == "4:5");
}

}  // namespace
}  // namespace sluiced::json
