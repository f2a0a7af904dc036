#include "schema/pattern.h"

#include <catch2/catch.hpp>
#include <random>

using namespace sluiced::schema;

namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto compiled = Pattern::compile(pattern);
  if (!compiled) throw std::runtime_error(compiled.error());
  return compiled->matches(text);
}

std::string refusal(std::string_view pattern) {
  const auto compiled = Pattern::compile(pattern);
  return compiled ? "" : compiled.error();
}

bool is_simple(std::string_view pattern) { return Pattern::compile(pattern)->is_simple(); }

}  // namespace

TEST_CASE("a pattern is searched for anywhere") {
  CHECK(matches("b", "abc"));
  CHECK(matches("", ""));
  CHECK(matches("b|x", "abc"));
  CHECK_FALSE(matches("^b", "abc"));
  CHECK_FALSE(matches("b$", "abc"));
}

TEST_CASE("$ is the end of the text, with no newline left over") {
  CHECK_FALSE(matches("^abc$", "abc\n"));
  CHECK_FALSE(matches("^(?:abc|d)$", "abc\n"));
  CHECK_FALSE(matches("^a$", "a\nb"));
}

TEST_CASE("classes are those of ECMA-262") {
  CHECK_FALSE(matches("^\\d$", "\xdf\x80"));  // NKO DIGIT ZERO
  CHECK(matches("^\\D$", "\xdf\x80"));
  CHECK_FALSE(matches("^\\w$", "\xc3\xa9"));
  CHECK(matches("^\\W$", "\xc3\xa9"));
  for (const char* space : {"\t", "\n", "\v", "\f", "\r", " ", "\xc2\xa0", "\xe2\x80\xa8", "\xe3\x80\x80", "\xef\xbb\xbf"}) {
    CHECK(matches("^\\s$", space));
    CHECK(matches("^[\\s]$", space));
    CHECK_FALSE(matches("^\\S$", space));
    CHECK_FALSE(matches("^[\\S]$", space));
    CHECK_FALSE(matches("^[^\\s]$", space));
  }
  CHECK(matches("^[\\S]$", "\xe2\x80\x8b"));
  CHECK(matches("^.$", "\xf0\x9f\x98\x80"));
  for (const char* line_end : {"\n", "\r", "\xe2\x80\xa8", "\xe2\x80\xa9"}) CHECK_FALSE(matches("^.$", line_end));
  CHECK(matches("^[^]$", "\n"));
  CHECK_FALSE(matches("[]", "a"));
  CHECK(matches("^[^a]$", "\n"));
  CHECK(matches("^[[:alpha:]]$", ":]"));
}

TEST_CASE("escapes are those of ECMA-262") {
  CHECK(matches("^\\u0041\\x42\\u{1F600}$", "AB\xf0\x9f\x98\x80"));
  CHECK(matches("^\\uD83D\\uDE00$", "\xf0\x9f\x98\x80"));
  CHECK(matches("^[\\u0410-\\u044f]+$", "\xd0\x96"));
  CHECK(matches("^\\cC\\cc$", "\x03\x03"));
  CHECK(matches("^\\/\\-\\.\\@\\_$", "/-.@_"));
  CHECK(matches("^[\\w-.]+$", "a-."));
  CHECK(matches("^[\\b]$", "\b"));
  CHECK(matches("\\bfoo\\b", "a foo b"));
  CHECK(matches("^\\0$", std::string_view("\0", 1)));
  CHECK(matches("^{}]$", "{}]"));
  CHECK(matches("^a{,2}$", "a{,2}"));
  CHECK(matches("^(?<year>\\d{4})$", "2026"));
}

TEST_CASE("Unicode properties go by their long names too") {
  CHECK(matches("^\\p{Letter}cole",
                "\xc3\xa9"
                "cole"));
  CHECK(matches("^\\p{Lu}\\P{Uppercase_Letter}$", "Aa"));
  CHECK(matches("^[\\p{Nd}_]+$", "1_"));
  CHECK(matches("^\\p{Script=Greek}$", "\xce\xb1"));
  CHECK(refusal("\\p{Emoji}") == "the property 'Emoji' is not supported");
  CHECK(refusal("\\p") == "'\\p' needs a property in braces");
}

TEST_CASE("what RE2 reads otherwise than ECMA-262 is refused, not misread") {
  CHECK(refusal("\\Aa") == "'\\A' is not an escape");
  CHECK(refusal("a\\z") == "'\\z' is not an escape");
  CHECK(refusal("\\Qa\\E") == "'\\Q' is not an escape");
  CHECK(refusal("\\a") == "'\\a' is not an escape");
  CHECK(refusal("(?i)a") == "a group that begins with '(?' must go on with ':' or '<name>'");
  CHECK(refusal("(?P<n>a)") == "a group that begins with '(?' must go on with ':' or '<name>'");
  CHECK(refusal("(?!a)") == "look-ahead is not supported");
  CHECK(refusal("(?<=a)b") == "look-behind is not supported");
  CHECK(refusal("(?<n>a)\\k<n>") == "back-references are not supported");
  CHECK(refusal("\\uD83D") == "a surrogate stands alone");
  CHECK(refusal("\\u12") == "a hexadecimal digit is missing");
  CHECK(refusal("\\01") == "octal escapes are not supported");
  CHECK(refusal("a\\") == "it ends with a backslash");
  CHECK(refusal("[b") == "a character class has no end");
  for (const char* pattern : {"(a", "a)", "*a", "a**", "[b-a]", "a{2,1}", "x{1001}", "((a{100}){100}){100}"})
    CHECK(!refusal(pattern).empty());
}

TEST_CASE("the simple patterns are recognised, the others are not mistaken for them") {
  for (const char* pattern : {"", "abc", "^abc", "abc$", "^abc$", "^[A-Z]{3}$", "^[a-z0-9_-]+$", "^tn_[a-z0-9]{8,32}$",
                              "^\\d{4}-\\d{2}$", "^/.*", "^\\+?[0-9]{7,15}$", "^[^/]+/[^/]+$", "^x-"})
    CHECK(is_simple(pattern));
  for (const char* pattern :
       {"[a-z]+", "^a*ab$", "^a?a$", "^[^/]{3}$", "^(?:a|b)$", "a|b", "^.$", "^\\s+$", "^[a-z]+\\w$", "^a[^x]*b$"})
    CHECK_FALSE(is_simple(pattern));
}

TEST_CASE("steps and regular expression agree on random patterns and texts") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](const auto& from) { return std::string(from[random() % std::size(from)]); };
  const char* const atoms[] = {"a",   "b",   "-",    "\\.", "[ab]", "[^a]",   "[a-c]", "[0-9]",
                               "\\d", "\\w", "[^/]", "\\-", "[-a]", "[\\w.]", "/"};
  const char* const quantifiers[] = {"", "", "", "*", "+", "?", "{2}", "{1,3}", "{0}", "{2,}", "+?"};
  const char* const pieces[] = {"a", "b", "c", "-", ".", "1", "/", "\xc3\xa9", "aa", "\n"};
  int simple = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = random() % 4 != 0 ? "^" : "";
    for (auto atoms_left = random() % 4; atoms_left != 0; --atoms_left) text += pick(atoms) + pick(quantifiers);
    if (random() % 2 != 0) text += "$";
    if (random() % 8 == 0) text += ".*";
    const auto quick = Pattern::compile(text);
    const auto exact = Pattern::compile(text, Pattern::Engine::re2);
    REQUIRE(quick.ok() == exact.ok());
    if (!quick || !quick->is_simple()) continue;
    ++simple;
    for (int j = 0; j < 20; ++j) {
      std::string subject;
      for (auto left = random() % 6; left != 0; --left) subject += pick(pieces);
      CAPTURE(text, subject);
      REQUIRE(quick->matches(subject) == exact->matches(subject));
    }
  }
  CHECK(simple > 500);
}
