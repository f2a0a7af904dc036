#include "json/pointer.h"

#include <catch2/catch.hpp>

#include "reading.h"

namespace sluiced::json {
namespace {

struct Fixture {
  Fixture() { REQUIRE(read(text, {}, tree).code == ReadErrorCode::none); }

  std::string at(std::string_view pointer, NodeIndex from = 0) const {
    const NodeIndex node = resolve_pointer(tree, from, pointer);
    return node == no_node ? "none" : dump(tree, node);
  }

  // The examples of RFC 6901, section 5, and some more.
  std::string text = R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"~1":9,
                         "deep":{"list":[[10,11],{"x":[]},0,0,0,0,0,0,0,0,"eleventh"]},"0":"zero"})";
  Tree tree;
};

TEST_CASE_METHOD(Fixture, "pointers name what RFC 6901 says") {
  CHECK(resolve_pointer(tree, 0, "") == 0);
  CHECK(at("/foo") == "[|bar| |baz|]");
  CHECK(at("/foo/0") == "|bar|");
  CHECK(at("/foo/1") == "|baz|");
  CHECK(at("/") == "0");
  CHECK(at("/a~1b") == "1");
  CHECK(at("/c%d") == "2");
  CHECK(at("/e^f") == "3");
  CHECK(at("/g|h") == "4");
  CHECK(at("/i\\j") == "5");
  CHECK(at("/k\"l") == "6");
  CHECK(at("/ ") == "7");
  CHECK(at("/m~0n") == "8");
  CHECK(at("/~01") == "9");
  CHECK(at("/deep/list/0/1") == "11");
  CHECK(at("/deep/list/1/x") == "[]");
  CHECK(at("/deep/list/10") == "|eleventh|");
  CHECK(at("/0") == "|zero|");
}

TEST_CASE_METHOD(Fixture, "a pointer may start anywhere in the tree") {
  const NodeIndex list = resolve_pointer(tree, 0, "/deep/list");
  REQUIRE(list != no_node);
  CHECK(at("/0/0", list) == "10");
  CHECK(resolve_pointer(tree, list, "") == list);
}

TEST_CASE_METHOD(Fixture, "what is not there and what is malformed names nothing") {
  for (const std::string_view pointer : {"/nope",
                                         "/foo/2",
                                         "/foo/-",
                                         "/foo/01",
                                         "/foo/00",
                                         "/foo/+1",
                                         "/foo/-0",
                                         "/foo/ 1",
                                         "/foo/1 ",
                                         "/foo/",
                                         "/foo/1e0",
                                         "/foo/4294967296",
                                         "/foo/99999999999999999999",
                                         "/foo/0/x",
                                         "//",
                                         "/foo//0",
                                         "foo",
                                         "#/foo",
                                         "/a/b",
                                         "/m~n",
                                         "/m~",
                                         "/m~2n",
                                         "/~",
                                         "/deep/list/1/x/0"}) {
    CAPTURE(pointer);
    CHECK(resolve_pointer(tree, 0, pointer) == no_node);
  }
  CHECK(resolve_pointer(tree, no_node, "") == no_node);
  CHECK(resolve_pointer(Tree{}, 0, "") == no_node);
}

TEST_CASE("tokens are escaped so that they resolve to themselves") {
  std::string pointer;
  append_token(pointer, "a/b");
  append_index(pointer, 12);
  append_token(pointer, "~1");
  append_token(pointer, "");
  CHECK(pointer == "/a~1b/12/~01/");
  for (const std::string_view name : {"", "~", "/", "~0", "~1", "~01", "//~~", "plain", "\xc3\xa9\n"}) {
    Tree tree;
    TreeBuilder builder(tree);
    builder.begin_object(0);
    builder.key("other", 0);
    builder.null(0);
    builder.key(name, 0);
    builder.boolean(true, 0);
    builder.end();
    std::string to_name;
    append_token(to_name, name);
    CHECK(resolve_pointer(tree, 0, to_name) == 2);
  }
}

TEST_CASE("a pointer's tokens are what stands between its slashes, without the escapes") {
  using Tokens = std::vector<std::string>;
  CHECK(pointer_tokens("") == Tokens{});
  CHECK(pointer_tokens("/") == Tokens{""});
  CHECK(pointer_tokens("/a~1b/~01//0") == Tokens{"a/b", "~1", "", "0"});
  for (const std::string_view malformed : {"a", "a/b", "/~", "/a~2", "/x/~/y"}) CHECK_FALSE(pointer_tokens(malformed));
}

}  // namespace
}  // namespace sluiced::json
