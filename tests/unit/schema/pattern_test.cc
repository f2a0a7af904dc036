#include "schema/pattern.h"

#include <catch2/catch.hpp>

using namespace sluiced::schema;

namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto compiled = Pattern::compile(pattern);
  if (!compiled) throw std::runtime_error(compiled.error());
  BacktrackingBudget budget;
  return compiled->find(text, budget) == Found::yes;
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
  CHECK(matches("^\\p{gc=Lu}\\p{General_Category=Ll}\\p{sc=Latn}$", "Aaa"));
  CHECK(matches("^\\p{Emoji}$", "\xf0\x9f\x98\x80"));
  CHECK_FALSE(matches("^\\P{Emoji}$", "\xf0\x9f\x98\x80"));
  CHECK(matches("^[^\\p{Assigned}]$", "\xcd\xb8"));
  CHECK(matches("^\\p{C}\\P{Assigned}\\p{Any}\\p{ASCII}$", "\xcd\xb8\xcd\xb8\xcd\xb8."));
  CHECK(matches("^\\p{Script_Extensions=Deva}\\P{Script=Deva}$", "\xe0\xa5\xa4\xe0\xa5\xa4"));
  CHECK(refusal("\\p{scx=Zyyy}") == "the property 'Common' is not supported");
  CHECK(refusal("\\p{Bidi_M}") == "the property 'Bidi_Mirrored' is not supported");
  for (const char* name : {"letter", "Script=greek", "Lx", "Script=", "Greek", "Block=Basic_Latin", "IsLu", "L=L"})
    CHECK(refusal("\\p{" + std::string(name) + "}").starts_with("no Unicode property"));
}

TEST_CASE("look-around and back-references are ECMA-262's") {
  CHECK(matches("^(?!.*secret)[^]*$", "plain"));
  CHECK_FALSE(matches("^(?!.*secret)[^]*$", "a secret"));
  CHECK(matches("(?<=\\$)\\d+(?!\\d|\\.)", "cost $42"));
  CHECK(matches("(?<!a)b", "cb"));
  CHECK_FALSE(matches("(?<!a)b", "ab"));
  CHECK(matches("^(['\"])[^'\"]*\\1$", "'a'"));
  CHECK_FALSE(matches("^(?<quote>['\"])[^'\"]*\\k<quote>$", "'a\""));
  CHECK(matches("^(?:(a)|b)\\1c$", "bc"));  // a group that took no part is empty
  CHECK(matches("^\\1(a)$", "a"));
  CHECK_FALSE(matches("^a(?=b)$", "a\n"));
  CHECK_FALSE(matches("^(?=a)a$", "a\n"));
  CHECK(matches("^(?=.$)\\W$", "\xc3\xa9"));
}

TEST_CASE("what ECMA-262 forgets and PCRE2 does not is refused") {
  for (const char* pattern :
       {"^(?:(a)|b)*\\1$", "(?:\\1(a))+", "(a\\1)+", "^(?:(a?))*\\1b", "(?<=(a)\\1)", "(?<=(a))\\1", "(?:(?:(a)){0,2}b)+\\1"})
    CHECK(refusal(pattern) == "a back-reference in look-behind, or to a group that a repetition may pass over, is not supported");
  CHECK(matches("^(?:(a)\\1)+$", "aaaa"));
  CHECK(matches("^(?:(a)b)+\\1$", "ababa"));
}

TEST_CASE("a surrogate in a class is passed over, by itself it is refused") {
  CHECK(matches("^[^\\uD800-\\uDFFF]$", "\xf0\x9f\x98\x80"));
  CHECK(matches("^[\\u0000-\\uDBFF]$", "\xed\x9f\xbf"));
  CHECK_FALSE(matches("^[\\u0000-\\uDBFF]$", "\xee\x80\x80"));
  CHECK(matches("^[\\uDC00-\\uE000]$", "\xee\x80\x80"));
  CHECK_FALSE(matches("[\\uD83D]", "\xf0\x9f\x98\x80"));
  CHECK(refusal("\\uD83D") == "a surrogate stands alone, at its character 1");
  CHECK(refusal("a\\uD83D\\u0041") == "a surrogate stands alone, at its character 2");
  CHECK(refusal("\\uDE00\\uD83D") == "a surrogate stands alone, at its character 1");
}

TEST_CASE("a NUL in the text is a character like others, for every engine") {
  const std::string_view text("a\0b", 3);
  CHECK(matches("^a\\0b$", text));
  CHECK(matches("^a[^]b$", text));
  CHECK(matches("^(?=a)a\\x00b$", text));
  CHECK_FALSE(matches("^(?=a)a$", text));
  CHECK_FALSE(matches("^a$", text));
  CHECK(matches(std::string_view("^a\0b$", 5), text));
}

TEST_CASE("what is no pattern is refused, with the character that it is about") {
  CHECK(refusal("\\Aa") == "'\\A' is not an escape, at its character 1");
  CHECK(refusal("a\\z") == "'\\z' is not an escape, at its character 2");
  CHECK(refusal("é\\Qa\\E") == "'\\Q' is not an escape, at its character 2");
  CHECK(refusal("\\a") == "'\\a' is not an escape, at its character 1");
  for (const char* pattern : {"(?i)a", "(?P<n>a)", "(?#a)", "(?>a)", "(?i:a)", "(?"})
    CHECK(refusal(pattern) == "'(?' goes on with ':', '=', '!', '<=', '<!' or '<name>', at its character 2");
  CHECK(refusal("\\u12") == "a hexadecimal digit is missing, at its character 5");
  CHECK(refusal("\\u{110000}") == "a code point is over U+10FFFF, at its character 10");
  CHECK(refusal("\\01") == "octal escapes are not supported, at its character 1");
  CHECK(refusal("a\\") == "it ends with a backslash, at its character 2");
  CHECK(refusal("a[b") == "a character class has no end, at its character 2");
  CHECK(refusal("a(b") == "a group has no end, at its character 2");
  CHECK(refusal("a)") == "')' closes nothing, at its character 2");
  CHECK(refusal("a**") == "nothing stands before a quantifier, at its character 3");
  CHECK(refusal("(?=a)*") == "nothing stands before a quantifier, at its character 6");
  CHECK(refusal("x[b-a]") == "a range is in the wrong order, at its character 3");
  CHECK(refusal("a{2,1}") == "a quantifier's bounds are in the wrong order, at its character 2");
  CHECK(refusal("(a)\\2") == "a back-reference is to a group that is not there, at its character 4");
  CHECK(refusal("(?<n>a)\\k<m>") == "a back-reference is to a name that no group has, at its character 8");
  CHECK(refusal("(?<n>a)(?<n>b)") == "two groups have the same name, at its character 8");
  CHECK(refusal("\\p") == "'\\p' is followed by a property in braces, at its character 3");
}

TEST_CASE("patterns beyond all measure are refused") {
  CHECK(refusal(std::string(1'000'000, 'a')) == "it is over 64 KiB long, at its character 1");
  std::string groups = "a+";
  std::string quantifiers = "a";
  for (int i = 0; i < 1000; ++i) {
    groups.insert(0, "(").append(")");
    quantifiers.insert(0, "(?:").append(")*");
  }
  CHECK(refusal(groups).starts_with("groups are nested too deeply"));
  CHECK(refusal(quantifiers).starts_with("groups are nested too deeply"));
  CHECK(!refusal("((((a{1000}){1000}){1000}){1000}){1000}").empty());
  CHECK(!refusal("(?=a)((((a{1000}){1000}){1000}){1000}){1000}").empty());
  CHECK(!refusal("(ab){999999999}").empty());
  CHECK(refusal("(?:(?:(?:(?:(?:(?:a{30000}){30000}){30000}){30000}){30000}){30000}){30000}") ==
        "regular expression is too large");
  CHECK(refusal("(?:(?:(?:(?:(?:(?:a{990000}){990000}){990000}){990000}){990000}){990000}){990000}") ==
        "a repetition of large repetitions is not supported");
}

TEST_CASE("a pattern of as many groups and look-aheads as there is room for costs no stack and little time") {
  for (const std::string unit : {"(a)", "(a|b)?", "(?:a)", "(?=a)", "(?=b|a)"}) {
    std::string pattern = "^";
    while (pattern.size() + unit.size() < 60'000) pattern += unit;
    const auto compiled = Pattern::compile(pattern);
    CHECK((!compiled.ok() || !compiled->is_simple()));
  }
}

TEST_CASE("the simple patterns are recognised, the others are not mistaken for them") {
  for (const char* pattern : {"",
                              "abc",
                              "^abc",
                              "abc$",
                              "^abc$",
                              "^[A-Z]{3}$",
                              "^[a-z0-9_-]+$",
                              "^tn_[a-z0-9]{8,32}$",
                              "^\\d{4}-\\d{2}$",
                              "^/.*",
                              "^\\+?[0-9]{7,15}$",
                              "^[^/]+/[^/]+$",
                              "^x-",
                              "[a-z]+",
                              ".+",
                              "(.*)",
                              "^.*$",
                              "^.{1,256}$",
                              "^a.$",
                              "^.*\\w",
                              "^(?=[^!]+$)(?=(.*\\w)).+$",
                              "^(?:a|b)$",
                              "a|b",
                              "^.*\\.json$",
                              "[0-9]{3}$",
                              "^[0-9]+(ns|\xc2\xb5s|s)$",
                              "^/[^*]*(/\\*)?$",
                              "^a*ab$",
                              "^a?a$",
                              "^.*a",
                              "^(?=a|b)",
                              "^[a-z]+\\w$",
                              "^a[^x]*b$"})
    CHECK(is_simple(pattern));
  for (const char* pattern :
       {"[a-z]+$", "[a-z]{2}", "^[^/]{3}$", "^.*a.*b$", "^(a|b)+$", "(a|b|c|d|e|f|g|h|i)", "^\xc3\xa9*", "(.)(.)", "^(?!a)",
        "^(a)(a)(a)(a)(a)(a)(a)(a)(a)$", "(?=a)b", "^(?=a)b|c", "^\\s+$", "^[a-z]*a", "^a[^x]*b+$"})
    CHECK_FALSE(is_simple(pattern));
}
