#include "json/utf8.h"

#include <catch2/catch.hpp>
#include <random>

#include "json/scan.h"

namespace sluiced::json {
namespace {

constexpr std::size_t valid = std::string_view::npos;

std::string encode(std::uint32_t code_point) {
  char bytes[4];
  return {bytes, write_utf8(bytes, code_point)};
}

TEST_CASE("every code point is valid as written, and nothing cut from it") {
  for (std::uint32_t code_point = 0; code_point <= 0x10ffff; code_point += code_point < 0x3000 ? 1 : 97) {
    if (code_point >= 0xd800 && code_point <= 0xdfff) continue;
    const std::string text = encode(code_point);
    if (find_invalid_utf8(text) != valid) FAIL(code_point);
    for (std::size_t length = 1; length < text.size(); ++length)
      if (find_invalid_utf8("a" + text.substr(0, length)) != 1) FAIL(code_point);
  }
}

TEST_CASE("code points are written in their shortest form") {
  CHECK(encode(0x7f) == "\x7f");
  CHECK(encode(0x80) == "\xc2\x80");
  CHECK(encode(0x7ff) == "\xdf\xbf");
  CHECK(encode(0x800) == "\xe0\xa0\x80");
  CHECK(encode(0xffff) == "\xef\xbf\xbf");
  CHECK(encode(0x10000) == "\xf0\x90\x80\x80");
  CHECK(encode(0x10ffff) == "\xf4\x8f\xbf\xbf");
}

TEST_CASE("overlong forms, surrogates and what lies beyond U+10FFFF are invalid at their first byte") {
  for (const std::string_view sequence :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff",
        "\xc3(", "\xe2\x82(", "\xf0\x9f\x98("})
    for (std::size_t before = 0; before < 100; ++before) {
      CHECK(find_invalid_utf8(std::string(before, 'x') + std::string(sequence) + "tail") == before);
      CHECK(find_invalid_utf8(std::string(before, 'x') + "\xc3\xa9" + std::string(sequence)) == before + 2);
    }
}

TEST_CASE("well-formed neighbours of the gaps are valid") {
  for (const std::string_view sequence :
       {"\xed\x9f\xbf", "\xee\x80\x80", "\xe0\xa0\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xc2\x80"})
    CHECK(find_invalid_utf8(sequence) == valid);
  CHECK(find_invalid_utf8("") == valid);
}

TEST_CASE("each maximal ill-formed part becomes one U+FFFD") {
  const std::string r = "\xef\xbf\xbd";
  CHECK(replace_invalid_utf8("plain \xc3\xa9") == "plain \xc3\xa9");
  CHECK(replace_invalid_utf8("a\xffz") == "a" + r + "z");
  CHECK(replace_invalid_utf8("\xe2\x82") == r);
  CHECK(replace_invalid_utf8("\xf0\x9f\x98z") == r + "z");
  CHECK(replace_invalid_utf8("\xed\xa0\x80") == r + r + r);
  CHECK(replace_invalid_utf8("\xc3\xc3\xa9") == r + "\xc3\xa9");
  CHECK(replace_invalid_utf8("\xf0\x80\x80\x41") == r + r + r + "A");
}

TEST_CASE("what was replaced is always valid") {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() % 128 : 128 + random() % 128);
    if (find_invalid_utf8(replace_invalid_utf8(bytes)) != valid) FAIL(i);
  }
}

TEST_CASE("both ways of searching find the same") {
  std::mt19937 random(2);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random() % 150, 'x');
    for (std::size_t hits = random() % 3; hits != 0 && !bytes.empty(); --hits)
      bytes[random() % bytes.size()] = random() % 4 == 0 ? "\n\r\xe2\""[random() % 4] : static_cast<char>(random());
    const char* const begin = bytes.data();
    const char* const end = begin + bytes.size();
    const char* plain = begin;
    while (plain != end && !ends_plain_text(*plain)) ++plain;
    const char* ascii = begin;
    while (ascii != end && static_cast<unsigned char>(*ascii) < 0x80) ++ascii;
    REQUIRE(portable::find_end_of_plain_text(begin, end) == plain);
    REQUIRE(scan::find_end_of_plain_text(begin, end) == plain);
    const char* line = begin;
    while (line != end && !may_end_line(*line)) ++line;
    REQUIRE(portable::find_possible_line_end(begin, end) == line);
    REQUIRE(scan::find_possible_line_end(begin, end) == line);
    REQUIRE(portable::skip_ascii(begin, end) == ascii);
    REQUIRE(scan::skip_ascii(begin, end) == ascii);
  }
}

TEST_CASE("both ways of comparing values find the same, and look at no more than asked") {
  std::vector<std::uint32_t> values(32 + scan::lanes);
  for (std::uint32_t i = 0; i < values.size(); ++i) values[i] = i * 0x01010101;
  for (std::size_t count = 0; count <= 32; ++count)
    for (std::uint32_t wanted = 0; wanted < 40; ++wanted) {
      CHECK(portable::any_equal(values.data(), count, wanted * 0x01010101) == (wanted < count));
      CHECK(scan::any_equal(values.data(), count, wanted * 0x01010101) == (wanted < count));
    }
}

}  // namespace
}  // namespace sluiced::json
