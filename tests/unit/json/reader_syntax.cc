// RFC 8259 to the letter. The classes of cases follow JSONTestSuite (y_ must be read, n_ must not, i_ is ours to decide).
#include <catch2/catch.hpp>

#include "reading.h"

namespace sluiced::json {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string message_of(std::string_view text) {
  Tree tree;
  const ReadError error = read(text, {}, tree);
  return error.message == nullptr ? "" : error.message;
}

TEST_CASE("any value may stand at the root") {
  for (const auto text : {"null", "true", "false", "0", "-1.5e3", "\"\"", "[]", "{}", " [ ] ", "\t\n\r {} \r\n\t"})
    CHECK(judge(text) == accepted);
}

TEST_CASE("the tree has the document's shape, order and text") {
  CHECK(read_and_dump(R"({"a":1,"b":[true,false,null,{"c":"d"},[]],"":{}, "e" : -0.50E+2})") ==
        "{a=1 b=[true false null {c=|d|} []] ={} e=-0.50E+2}");
  CHECK(read_and_dump("[[],[[]],[[],{}],1]") == "[[] [[]] [[] {}] 1]");
  CHECK(read_and_dump(" [ 1 ,\t2\r,\n3 ] ") == "[1 2 3]");
}

TEST_CASE("every node knows its offset, a member also its name's") {
  Tree tree;
  REQUIRE(read(R"( {"a": 1, "b" :[ "x",{"c":null}]})", {}, tree).code == ReadErrorCode::none);
  REQUIRE(tree.nodes.size() == 6);
  CHECK(tree[0].offset == 1);
  CHECK((tree[1].key_offset == 2 && tree[1].offset == 7));
  CHECK((tree[2].key_offset == 10 && tree[2].offset == 15));
  CHECK((tree[3].key_offset == 0 && tree[3].offset == 17 && tree[3].name().empty()));
  CHECK((tree[4].offset == 21 && tree[4].name().empty()));
  CHECK((tree[5].key_offset == 22 && tree[5].offset == 26));
  CHECK((tree[0].end == 6 && tree[2].end == 6 && tree[4].end == 6 && tree[1].end == 2));
}

TEST_CASE("strings are unescaped, and stay in the source where they need not be") {
  CHECK(read_and_dump(R"(["\"\\\/\b\f\n\r\t"])") == "[|\"\\/\b\f\n\r\t|]");
  CHECK(read_and_dump(R"(["\u0041\u00e9\u20AC\ud83d\uDE00"])") == "[|A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80|]");
  CHECK(read_and_dump(R"(["\uD800\uDC00","\uDBFF\uDFFF","\uFFFF","\uFDD0"])") ==
        "[|\xf0\x90\x80\x80| |\xf4\x8f\xbf\xbf| |\xef\xbf\xbf| |\xef\xb7\x90|]");
  CHECK(read_and_dump(R"({"\u006b\n":"a long text before an escape \u0021 and a long one after it"})") ==
        "{k\n=|a long text before an escape ! and a long one after it|}");
  CHECK(read_and_dump(R"(["\u0000"])") == "[|\0|]"s);
  CHECK(read_and_dump("[\"\x7f \xe2\x80\xa8 \xef\xbb\xbf\"]") == "[|\x7f \xe2\x80\xa8 \xef\xbb\xbf|]");
  const std::string text = R"(["plain"])";
  Tree tree;
  REQUIRE(read(text, {}, tree).code == ReadErrorCode::none);
  CHECK(tree[1].text == text.data() + 2);
}

TEST_CASE("unescaped strings do not lie over one another") {
  CHECK(read_and_dump(R"(["\"first\\","\"second\"","\\\"third\\",{"\"k\"":"\"\"\"\""}])") ==
        R"([|"first\| |"second"| |\"third\| {"k"=|""""|}])");
}

TEST_CASE("a number keeps its token, and its value where it is a plain integer that fits") {
  struct Case {
    const char* token;
    bool is_int64;
    std::int64_t integer;
  };
  const Case cases[] = {{"0", true, 0},
                        {"-0", true, 0},
                        {"-1", true, -1},
                        {"1234567890123456789", true, 1234567890123456789},
                        {"9223372036854775807", true, INT64_MAX},
                        {"9223372036854775808", false, 0},
                        {"-9223372036854775808", true, INT64_MIN},
                        {"-9223372036854775809", false, 0},
                        {"9999999999999999999", false, 0},
                        {"18446744073709551617", false, 0},
                        {"100000000000000000000", false, 0},
                        {"1.0", false, 0},
                        {"1e2", false, 0},
                        {"1E+2", false, 0},
                        {"0e0", false, 0},
                        {"-0.0", false, 0},
                        {"123.456e-789", false, 0},
                        {"1e400", false, 0}};
  for (const Case& expected : cases) {
    CAPTURE(expected.token);
    for (const std::string& text : {std::string(expected.token), "[" + std::string(expected.token) + " ]"}) {
      Tree tree;
      REQUIRE(read(text, {}, tree).code == ReadErrorCode::none);
      CHECK(tree.nodes.back().string() == expected.token);
      CHECK(tree.nodes.back().is_int64 == expected.is_int64);
      CHECK(tree.nodes.back().integer == expected.integer);
    }
  }
}

TEST_CASE("numbers follow the grammar exactly") {
  CHECK(judge("[-]") == not_json(2));
  CHECK(judge("-") == not_json(1));
  CHECK(judge("[01]") == not_json(2));
  CHECK(judge("[-01]") == not_json(3));
  CHECK(judge("[00]") == not_json(2));
  CHECK(judge("[1.]") == not_json(3));
  CHECK(judge("[1.e1]") == not_json(3));
  CHECK(judge("[.5]") == not_json(1));
  CHECK(judge("[-.5]") == not_json(2));
  CHECK(judge("[+1]") == not_json(1));
  CHECK(judge("[1e]") == not_json(3));
  CHECK(judge("[1e+]") == not_json(4));
  CHECK(judge("[1E-x]") == not_json(4));
  CHECK(judge("[1e1.5]") == not_json(4));
  CHECK(judge("[1 2]") == not_json(3));
  CHECK(judge("[0x1]") == not_json(2));
  CHECK(judge("[1_0]") == not_json(2));
  CHECK(judge("[1.5.5]") == not_json(4));
  CHECK(judge("[--1]") == not_json(2));
  CHECK(judge("[- 1]") == not_json(2));
  CHECK(judge("[-Infinity]") == not_json(2));
  for (const auto text : {"[NaN]", "[Infinity]", "[\xef\xbc\x91]"}) CHECK(judge(text) == not_json(1));
}

TEST_CASE("literals are spelled in full and in small letters") {
  CHECK(judge("[tru]") == not_json(4));
  CHECK(judge("tru") == not_json(3));
  CHECK(judge("[truth]") == not_json(4));
  CHECK(judge("[falsy]") == not_json(5));
  CHECK(judge("[nul") == not_json(4));
  CHECK(judge("[nUll]") == not_json(2));
  CHECK(judge("truee") == not_json(4));
  CHECK(judge("True") == not_json(0));
  CHECK(judge("undefined") == not_json(0));
}

TEST_CASE("structure is judged at the first byte that cannot stand") {
  struct Case {
    std::string_view text;
    std::uint32_t offset;
    std::string_view message;
  };
  const Case cases[] = {{" ", 1, "expected a value"},
                        {"\n\t\r ", 4, "expected a value"},
                        {"[", 1, "expected a value"},
                        {"[1", 2, "expected ',' or ']' in an array"},
                        {"[1,", 3, "expected a value"},
                        {"[1,]", 3, "expected a value"},
                        {"[,1]", 1, "expected a value"},
                        {"[1,,2]", 3, "expected a value"},
                        {"[1}", 2, "expected ',' or ']' in an array"},
                        {"[\"a\" \"b\"]", 5, "expected ',' or ']' in an array"},
                        {"]", 0, "expected a value"},
                        {"{", 1, "expected a member name in quotes"},
                        {"{]", 1, "expected a member name in quotes"},
                        {"{,}", 1, "expected a member name in quotes"},
                        {"{a:1}", 1, "expected a member name in quotes"},
                        {"{1:1}", 1, "expected a member name in quotes"},
                        {"{'a':1}", 1, "expected a member name in quotes"},
                        {"{\"a\"", 4, "expected ':' after a member name"},
                        {"{\"a\" 1}", 5, "expected ':' after a member name"},
                        {"{\"a\":", 5, "expected a value"},
                        {"{\"a\":}", 5, "expected a value"},
                        {"{\"a\"::1}", 5, "expected a value"},
                        {"{\"a\":1", 6, "expected ',' or '}' in an object"},
                        {"{\"a\":1]", 6, "expected ',' or '}' in an object"},
                        {"{\"a\":1 \"b\":2}", 7, "expected ',' or '}' in an object"},
                        {"{\"a\":1,}", 7, "expected a member name in quotes"},
                        {"{\"a\":1,,\"b\":2}", 7, "expected a member name in quotes"},
                        {"{\"a\":[1}", 7, "expected ',' or ']' in an array"},
                        {"[{\"a\":1]", 7, "expected ',' or '}' in an object"},
                        {"[{},1}", 5, "expected ',' or ']' in an array"},
                        {"[1]]", 3, "expected the end after the value"},
                        {"{} {}", 3, "expected the end after the value"},
                        {"1 1", 2, "expected the end after the value"},
                        {"\"\"x", 2, "expected the end after the value"},
                        {"[1] // c", 4, "expected the end after the value"},
                        {"[1]/**/", 3, "expected the end after the value"},
                        {"/**/[1]", 0, "expected a value"},
                        {"[1]\0"sv, 3, "expected the end after the value"},
                        {"[\0]"sv, 1, "expected a value"},
                        {"\0"sv, 0, "expected a value"},
                        {"[1\x0c]", 2, "expected ',' or ']' in an array"},
                        {"\x0b[1]", 0, "expected a value"},
                        {"[\xc2\xa0]", 1, "expected a value"},
                        {"[\xe2\x81\xa0]", 1, "expected a value"},
                        {"*", 0, "expected a value"},
                        {"<.>", 0, "expected a value"}};
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    CHECK(judge(expected.text) == not_json(expected.offset));
    CHECK(message_of(expected.text) == expected.message);
  }
}

TEST_CASE("a faulty string is judged where it goes wrong") {
  struct Case {
    std::string_view text;
    std::uint32_t offset;
    std::string_view message;
  };
  const Case cases[] = {{"\"", 1, "unterminated string"},
                        {"[\"abc", 5, "unterminated string"},
                        {"[\"a long string that fills more than one register", 49, "unterminated string"},
                        {"\"\\", 2, "unterminated string"},
                        {"\"\\\"", 3, "unterminated string"},
                        {"\"\\n", 3, "unterminated string"},
                        {"{\"a", 3, "unterminated string"},
                        {"\"a\nb\"", 2, "control character in a string"},
                        {"\"\t\"", 1, "control character in a string"},
                        {"\"\x1f\"", 1, "control character in a string"},
                        {"\"a\0b\""sv, 2, "control character in a string"},
                        {"\"\\n\x01\"", 3, "control character in a string"},
                        {"\"\\\x01\"", 2, "unknown escape in a string"},
                        {"\"\\x41\"", 2, "unknown escape in a string"},
                        {"\"\\'\"", 2, "unknown escape in a string"},
                        {"\"\\U0041\"", 2, "unknown escape in a string"},
                        {"\"\\\xc3\xa9\"", 2, "unknown escape in a string"},
                        {"\"\\u\"", 3, "expected four hexadecimal digits after '\\u'"},
                        {"\"\\u004\"", 6, "expected four hexadecimal digits after '\\u'"},
                        {"\"\\u00G0\"", 5, "expected four hexadecimal digits after '\\u'"},
                        {"\"\\u00", 5, "expected four hexadecimal digits after '\\u'"}};
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    CHECK(judge(expected.text) == not_json(expected.offset));
    CHECK(message_of(expected.text) == expected.message);
  }
}

TEST_CASE("every control character is refused in strings, at every place of a register") {
  for (std::size_t length = 0; length < 40; ++length)
    for (int c = 0; c < 0x20; ++c) {
      std::string text = "\"" + std::string(40, 'x') + "\"";
      text[length + 1] = static_cast<char>(c);
      if (judge(text) != not_json(static_cast<std::uint32_t>(length + 1))) FAIL(length << " " << c);
    }
}

TEST_CASE("a string ends at its first quote, wherever that falls") {
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string plain(length, 'y');
    CHECK(read_and_dump("[\"" + plain + "\",\"" + plain + "\\n\"]") == "[|" + plain + "| |" + plain + "\n|]");
  }
}

TEST_CASE("a lone surrogate is not UTF-8, at its backslash") {
  CHECK(judge(R"("\ud800")") == not_utf8(1));
  CHECK(judge(R"("\udc00")") == not_utf8(1));
  CHECK(judge(R"("ab\uDFFFcd")") == not_utf8(3));
  CHECK(judge(R"("\udc00\udc00")") == not_utf8(1));
  CHECK(judge(R"("\ud800\ud800")") == not_utf8(1));
  CHECK(judge(R"("\ud800\ud800\udc00")") == not_utf8(1));
  CHECK(judge(R"("\ud800\u0041")") == not_utf8(1));
  CHECK(judge(R"("\ud800\n")") == not_utf8(1));
  CHECK(judge(R"("\ud800\uZZZZ")") == not_utf8(1));
  CHECK(judge(R"("\ud83d\ude00\udc00")") == not_utf8(13));
  CHECK(judge(R"({"\udead":1})") == not_utf8(2));
  CHECK(judge(R"("\uD800\)") == not_utf8(1));
}

TEST_CASE("what stands first in the text is what is said") {
  CHECK(judge(R"(["\ud800",)") == not_utf8(2));
  CHECK(judge(R"([,"\ud800"])") == not_json(1));
  CHECK(judge(R"({"a":1,"a":x})") == duplicate(7));
  CHECK(judge(R"({"a":x,"a":1})") == not_json(5));
  CHECK(judge(R"({"a":1,"a\ud800":1})") == not_utf8(9));
}

TEST_CASE("raw bytes are judged before everything else, over the whole payload") {
  CHECK(judge("{]\xff") == not_utf8(2));
  CHECK(judge("[1,1,\"\xc3\"]") == not_utf8(6));
  CHECK(judge("\xef\xbb\xbf[1]\xff") == not_utf8(6));
  CHECK(judge("\xef\xbb") == not_utf8(0));
}

TEST_CASE("a byte order mark is not JSON, UTF-16 is not UTF-8") {
  CHECK(judge("\xef\xbb\xbf{}") == not_json(0));
  CHECK(message_of("\xef\xbb\xbf{}") == "byte order mark before the value");
  CHECK(judge("\xef\xbb\xbf") == not_json(0));
  CHECK(judge(" \xef\xbb\xbf{}") == not_json(1));
  CHECK(judge("\xff\xfe[\0]\0"sv) == not_utf8(0));
  CHECK(judge("\0[\0]"sv) == not_json(0));
}

TEST_CASE("no bytes are empty, which is not the same as nothing but white space") {
  CHECK(judge("") == Judgement{ReadErrorCode::empty, 0});
  CHECK(judge(std::string_view{}) == Judgement{ReadErrorCode::empty, 0});
  CHECK(judge("  ") == not_json(2));
}

TEST_CASE("every proper prefix of a document is refused, where it ends or at what it broke") {
  const std::string text = R"({"a":[1.5e3,"x\n\ud83d\ude00",true,null,{"b":-12}],"c":"y"})";
  REQUIRE(judge(text) == accepted);
  for (std::size_t length = 1; length < text.size(); ++length) {
    CAPTURE(length);
    const Judgement judgement = judge(std::string_view(text).substr(0, length));
    CHECK(judgement.code != ReadErrorCode::none);
    CHECK(judgement.offset <= length);
    if (judgement.code == ReadErrorCode::not_json) CHECK(judgement.offset == length);
  }
}

TEST_CASE("after an error the tree is empty, and fit for the next document") {
  Tree tree;
  REQUIRE(read("[1,2,{", {}, tree).code == ReadErrorCode::not_json);
  CHECK(tree.empty());
  REQUIRE(read(R"({"a":{"b":1},"c":[]})", {}, tree).code == ReadErrorCode::none);
  CHECK(dump(tree) == "{a={b=1} c=[]}");
}

TEST_CASE("a file's complaint has its place and says what kind it is") {
  const auto complaint = [](std::string bytes, const DocumentLimits& limits = file_limits) {
    const auto document = read_document("a.json", std::move(bytes), limits);
    return document ? std::string() : to_string(document.error());
  };
  CHECK(complaint("{\n  \"a\": 1\n  \"b\": 2\n}\n") == "a.json:3:3: not JSON: expected ',' or '}' in an object");
  CHECK(complaint("{\"a\":1,\n\"a\":2}") == "a.json:2:1: duplicate key: object names a member twice");
  CHECK(complaint("[\n\"\xff\"]") == "a.json:2:2: not UTF-8: invalid UTF-8 sequence");
  CHECK(complaint("") == "a.json:1:1: empty: no bytes at all");
  CHECK(complaint("[[1]]", {.depth_max = 1}) == "a.json:1:2: over a limit: nested deeper than depth_max");
  CHECK(complaint("[]").empty());
}

TEST_CASE("a document keeps its bytes, its name and its tree together") {
  const auto document = read_document("b.json", "{\"short\":\"s\",\"escaped\":\"\\u0041\"}", file_limits);
  REQUIRE(document);
  CHECK((*document)->file == "b.json");
  CHECK(dump((*document)->tree) == "{short=|s| escaped=|A|}");
  CHECK((*document)->tree[1].text == (*document)->bytes.data() + 10);
}

}  // namespace
}  // namespace sluiced::json
