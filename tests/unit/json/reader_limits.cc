// Every bound at its boundary, duplicate names, and what hostile documents cost.
#include <catch2/catch.hpp>
#include <chrono>

#include "reading.h"

namespace sluiced::json {
namespace {

constexpr DocumentLimits wide_open{
    .bytes_max = std::size_t{1} << 30, .depth_max = 0xffffffff, .members_max = 0xffffffff, .number_chars_max = 0xffffffff};

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

/// {"m0":0,"m1":0,…}
std::string object_of(std::size_t members, const std::string& more = "") {
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) text += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":0";
  return text + more + "}";
}

/// Bounds are generous, for slow machines and sanitizers, and still far below what anything quadratic takes.
template <class Work>
bool takes_less_than(std::chrono::seconds bound, Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - begin < bound;
}

TEST_CASE("a payload may be as large as bytes_max, and is judged before anything else when larger") {
  CHECK(judge("[1]", {.bytes_max = 3}) == accepted);
  CHECK(judge("[1]", {.bytes_max = 2}) == over_limit(2));
  CHECK(judge("\xff\xff\xff", {.bytes_max = 2}) == over_limit(2));
  CHECK(judge("", {.bytes_max = 0}) == Judgement{ReadErrorCode::empty, 0});
}

TEST_CASE("nesting may be as deep as depth_max") {
  CHECK(judge("1", {.depth_max = 0}) == accepted);
  CHECK(judge("[]", {.depth_max = 0}) == over_limit(0));
  CHECK(judge("{}", {.depth_max = 0}) == over_limit(0));
  CHECK(judge("[[],{}]", {.depth_max = 2}) == accepted);
  CHECK(judge("[[],{\"a\":[]}]", {.depth_max = 2}) == over_limit(9));
  CHECK(judge(repeat("[", 128) + repeat("]", 128)) == accepted);
  CHECK(judge(repeat("[", 129) + repeat("]", 129)) == over_limit(128));
  CHECK(judge(repeat("{\"a\":", 128) + "1" + repeat("}", 128)) == accepted);
  CHECK(judge(repeat("{\"a\":", 129) + "1" + repeat("}", 129)) == over_limit(128 * 5));
}

TEST_CASE("an object may have members_max members") {
  CHECK(judge("{}", {.members_max = 0}) == accepted);
  CHECK(judge("{\"a\":1}", {.members_max = 0}) == over_limit(1));
  CHECK(judge("{\"a\":{\"c\":1,\"d\":2},\"b\":1}", {.members_max = 2}) == accepted);
  CHECK(judge("{\"a\":1,\"b\":2,\"c\":3}", {.members_max = 2}) == over_limit(13));
  CHECK(judge("{\"a\":{\"c\":1,\"d\":2,\"e\":3},\"b\":1}", {.members_max = 2}) == over_limit(18));
  CHECK(judge("{\"a\":1,\"a\":2}", {.members_max = 1}) == over_limit(7));
  CHECK(judge("{\"a\":1,}", {.members_max = 1}) == not_json(7));
  CHECK(judge(object_of(10'000)) == accepted);
  const std::string one_more = object_of(10'001);
  CHECK(judge(one_more) == over_limit(static_cast<std::uint32_t>(one_more.rfind(",") + 1)));
  CHECK(judge("[" + repeat("1,", 20'000) + "1]") == accepted);
}

TEST_CASE("a number may be as long as number_chars_max") {
  CHECK(judge("[" + repeat("1", 1000) + "]") == accepted);
  CHECK(judge("[" + repeat("1", 1001) + "]") == over_limit(1));
  CHECK(judge("-1.5e1", {.number_chars_max = 6}) == accepted);
  CHECK(judge("-1.5e10", {.number_chars_max = 6}) == over_limit(0));
  CHECK(judge("[0, 0." + repeat("1", 999) + "]") == over_limit(4));
  CHECK(judge("[0, 1e" + repeat("0", 999) + "]") == over_limit(4));
}

TEST_CASE("a number that goes wrong beyond the bound is over the bound") {
  CHECK(judge("[1234e]", {.number_chars_max = 4}) == over_limit(1));
  CHECK(judge("[1234e]", {.number_chars_max = 5}) == not_json(6));
  CHECK(judge("[0000]", {.number_chars_max = 2}) == not_json(2));
}

TEST_CASE("a name may stand once in an object, once more in another") {
  CHECK(judge(R"({"a":1,"b":2,"a":3})") == duplicate(13));
  CHECK(judge(R"({"a":1,"a":1})") == duplicate(7));
  CHECK(judge(R"({"":1,"":2})") == duplicate(6));
  CHECK(judge(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})") == accepted);
  CHECK(judge(R"({"a":{"b":1,"c":2},"b":{"c":{"a":1}},"c":3,"a":4})") == duplicate(43));
  CHECK(judge(R"([{"x":1},{"x":[{"y":1,"z":{},"y":2}]}])") == duplicate(29));
  CHECK(judge(R"({"a":1,"A":2,"a ":3," a":4,"aa":5,"a\u0000":6})") == accepted);
}

TEST_CASE("names are compared after unescaping") {
  CHECK(judge(R"({"a":1,"\u0061":2})") == duplicate(7));
  CHECK(judge(R"({"\u0061":1,"a":2})") == duplicate(12));
  CHECK(judge(R"({"a\/b":1,"a/b":2})") == duplicate(10));
  CHECK(judge("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}") == duplicate(18));
  CHECK(judge("{\"\\u00e9\":1,\"e\xcc\x81\":2}") == accepted);
}

TEST_CASE("a second name is found whatever the number of members and wherever the first stands") {
  for (std::size_t members = 1; members < 140; ++members)
    for (std::size_t twice = 0; twice < members; ++twice) {
      const std::string text = object_of(members, ",\"m" + std::to_string(twice) + "\":[]");
      if (judge(text) != duplicate(static_cast<std::uint32_t>(text.rfind(',') + 1))) FAIL(members << " " << twice);
    }
}

TEST_CASE("names alike in length, beginning and end stay apart") {
  std::string text = "{";
  for (int i = 100; i < 400; ++i)
    text += "\"beginning" + std::to_string(i) + "the same end\":{\"beginning" + std::to_string(i) + "the same end\":1},";
  CHECK(judge(text + "\"x\":1}") == accepted);
  CHECK(judge(text + "\"beginning150the same end\":1}") == duplicate(static_cast<std::uint32_t>(text.size())));
  CHECK(judge(text + "\"beginning399the same end\":1}") == duplicate(static_cast<std::uint32_t>(text.size())));
}

TEST_CASE("large objects within large objects keep their names apart") {
  const std::string inner = object_of(50);
  std::string text = "{";
  for (int i = 0; i < 50; ++i) text += "\"m" + std::to_string(i) + "\":" + inner + ",";
  CHECK(judge(text + "\"m50\":[" + inner + "]}") == accepted);
  CHECK(judge(text + "\"m49\":0}") == duplicate(static_cast<std::uint32_t>(text.size())));
  CHECK(judge(text + "\"m0\":0}") == duplicate(static_cast<std::uint32_t>(text.size())));
  const std::string twice = object_of(50, ",\"m7\":1");
  CHECK(judge(text + "\"m50\":" + twice + "}") == duplicate(static_cast<std::uint32_t>(text.size() + 6 + twice.rfind(',') + 1)));
}

TEST_CASE("a small object goes on rightly after a large one within it") {
  const std::string large = object_of(100);
  CHECK(judge("{\"a\":1,\"b\":" + large + ",\"c\":" + large + ",\"d\":2}") == accepted);
  const std::string text = "{\"a\":1,\"b\":" + large + ",\"c\":" + large + ",";
  for (const char* const name : {"a", "b", "c"})
    CHECK(judge(text + "\"" + name + "\":2}") == duplicate(static_cast<std::uint32_t>(text.size())));
}

TEST_CASE("a hundred thousand and a million members take time in proportion") {
  for (const std::size_t members : {std::size_t{100'000}, std::size_t{1'000'000}}) {
    const std::string text = object_of(members);
    const std::string twice = object_of(members, ",\"m77\":1");
    CHECK(takes_less_than(std::chrono::seconds(30), [&] {
      CHECK(judge(text, wide_open) == accepted);
      CHECK(judge(twice, wide_open) == duplicate(static_cast<std::uint32_t>(twice.rfind(',') + 1)));
    }));
  }
}

TEST_CASE("a hundred megabytes of brackets are refused at the depth's bound, at once") {
  const std::string text(100'000'000, '[');
  CHECK(takes_less_than(std::chrono::seconds(20), [&] { CHECK(judge(text, {.bytes_max = text.size()}) == over_limit(128)); }));
}

TEST_CASE("depth costs no stack") {
  const std::size_t depth = 1'000'000;
  Tree tree;
  const std::string text = repeat("[", depth) + repeat("]", depth);
  REQUIRE(read(text, wide_open, tree).code == ReadErrorCode::none);
  CHECK(tree.nodes.size() == depth);
  CHECK((tree[0].count == 1 && tree[0].end == depth && tree[depth - 1].count == 0 && tree[depth - 1].end == depth));
  CHECK(judge(repeat("{\"a\":", depth) + "1" + repeat("}", depth), wide_open) == accepted);
}

TEST_CASE("long unterminated and escape-ridden strings take time in proportion") {
  const std::string escapes = "\"" + repeat("\\n", 2'000'000);
  const std::string closed = escapes + "\"";
  const std::string many = "[" + repeat("\"\\n\",", 500'000) + "1]";
  CHECK(takes_less_than(std::chrono::seconds(20), [&] {
    CHECK(judge(escapes, wide_open) == not_json(static_cast<std::uint32_t>(escapes.size())));
    CHECK(judge(closed, wide_open) == accepted);
    CHECK(judge(many, wide_open) == accepted);
  }));
}

}  // namespace
}  // namespace sluiced::json
