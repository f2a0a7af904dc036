// Which engine runs a pattern is nobody's business but the engine's: all find the same.
#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "schema/pattern.h"

using namespace sluiced::schema;

namespace {

Found find(const Pattern& pattern, std::string_view text) {
  BacktrackingBudget budget;
  return pattern.find(text, budget);
}

template <std::size_t size>
std::string pick(std::mt19937& random, const std::array<const char*, size>& from) {
  return from[random() % size];
}

std::string random_subject(std::mt19937& random) {
  constexpr std::array pieces{"a", "b", "c", "-", ".", "1", "/", "\xc3\xa9", "aa", "\n", "\xe2\x80\xa8", " ", "\xf0\x9f\x98\x80"};
  std::string subject;
  for (auto left = random() % 6; left != 0; --left) subject += pick(random, pieces);
  return subject;
}

}  // namespace

TEST_CASE("steps and both engines agree on random simple patterns and texts") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  constexpr std::array atoms{"a",    "b",   "-",    "\\.",    "[ab]", "[^a]", "[a-c]", "[0-9]", "\\d",   "\\w",
                             "[^/]", "\\-", "[-a]", "[\\w.]", "/",    ".",    "\n",    "[\na]", "[\r-]", "\xc3\xa9"};
  constexpr std::array quantifiers{"", "", "", "*", "+", "?", "{2}", "{1,3}", "{0}", "{2,}", "+?"};
  int simple = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text = random() % 4 != 0 ? "^" : "";
    for (auto left = random() % 4; left != 0; --left) text += pick(random, atoms) + pick(random, quantifiers);
    if (random() % 2 != 0) text += "$";
    if (random() % 8 == 0) text += ".*";
    if (random() % 8 == 0) text = "(" + text + ")";
    if (random() % 3 == 0) {
      const std::string group =
          pick(random, atoms) + pick(random, quantifiers) + (random() % 2 == 0 ? "|" + pick(random, atoms) : "");
      text = (random() % 2 != 0 ? "^" : "") + pick(random, atoms) + pick(random, quantifiers) + "(" + group + ")" +
             pick(random, quantifiers) + pick(random, atoms) + (random() % 2 == 0 ? "$" : "");
    }
    if (random() % 8 == 0) text += "|" + pick(random, atoms);
    if (random() % 8 == 0) text = "^(?=" + pick(random, atoms) + pick(random, quantifiers) + "$)" + text;
    if (random() % 4 == 0) text = "^.*" + pick(random, atoms);
    const auto quick = Pattern::compile(text);
    const auto linear = Pattern::compile(text, Pattern::Engine::re2);
    const auto backtracking = Pattern::compile(text, Pattern::Engine::pcre2);
    CAPTURE(text);
    REQUIRE(quick.ok());
    REQUIRE(backtracking.ok());
    simple += quick->is_simple() ? 1 : 0;
    for (int j = 0; j < 10; ++j) {
      const std::string subject = random_subject(random);
      CAPTURE(subject);
      REQUIRE(find(*quick, subject) == find(*backtracking, subject));
      if (linear.ok()) REQUIRE(find(*linear, subject) == find(*backtracking, subject));
    }
  }
  CHECK(simple > 500);
}

TEST_CASE("RE2 and PCRE2 agree on random patterns of everything that RE2 knows") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  constexpr std::array atoms{"a",          ".",     "\\s",     "\\S",          "[^\\s]", "\\W", "\\D",     "[^]",    "[]",
                             "\\p{L}",     "é",     "\\P{Ll}", "[^\\P{L}a]",   "\\b",    "\\B", "(?:a|b)", "(a|b|)", "(?:)",
                             "\\u{1F600}", "[a-é]", "(?:a.)",  "[\\d\\p{Zs}]", "^",      "$",   "\\x41",   "(?:^a)", "(?:b$)"};
  constexpr std::array quantifiers{"", "", "*", "+", "?", "{2}", "{1,3}", "{0}", "{2,}?", "*?"};
  int compared = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (auto left = random() % 5; left != 0; --left) {
      const std::string atom = pick(random, atoms);
      const bool assertion = atom == "^" || atom == "$" || atom == "\\b" || atom == "\\B";
      text += atom + (assertion ? "" : pick(random, quantifiers));
      if (random() % 6 == 0) text += "|";
    }
    const auto linear = Pattern::compile(text, Pattern::Engine::re2);
    const auto backtracking = Pattern::compile(text, Pattern::Engine::pcre2);
    CAPTURE(text);
    REQUIRE(linear.ok());
    REQUIRE(backtracking.ok());
    for (int j = 0; j < 10; ++j) {
      const std::string subject = random_subject(random);
      CAPTURE(subject);
      const Found found = find(*backtracking, subject);
      if (found == Found::limit) continue;
      ++compared;
      REQUIRE(find(*linear, subject) == found);
    }
  }
  CHECK(compared > 20'000);
}

TEST_CASE("what RE2 cannot say runs on PCRE2, and says so") {
  const auto reason = [](std::string_view pattern) { return Pattern::compile(pattern)->backtracks_for(); };
  CHECK(reason("a(?=b)") == "look-ahead");
  CHECK(reason("a(?!b)") == "look-ahead");
  CHECK(reason("(?<=a)b") == "look-behind");
  CHECK(reason("(a)\\1") == "a back-reference");
  CHECK(reason("(?<n>a)\\k<n>") == "a back-reference");
  CHECK(reason("\\p{Emoji}") == "the property 'Emoji'");
  CHECK(reason("^a{0,40000}$") == "a repetition of 40000");
  CHECK(reason("((a{20}){30}){2}") == "a size that RE2 refuses");
  for (const char* pattern : {"^a$", "a|b", "^.{1,1001}$", "\\p{Script=Greek}", "(?<n>a)(b)", "x{1001}"})
    CHECK(reason(pattern).empty());
}

TEST_CASE("a search that goes astray ends as neither, and soon") {
  std::string bomb(100'000, 'a');
  bomb.back() = '!';
  CHECK(find(*Pattern::compile("^(a+)+$"), bomb) == Found::no);
  for (const char* pattern :
       {"^(?=a)(a+)+$", "^(?=a)(a|a)*$", "(?=a)(?:a|aa)+$", "^(?:(?=a)a*)*b", "^(?=a)(?:a?){50}a{50}$", "(.*)\\1!!"}) {
    CAPTURE(pattern);
    const auto compiled = Pattern::compile(pattern);
    REQUIRE(compiled.ok());
    CHECK(find(*compiled, bomb) == Found::limit);
  }
}

TEST_CASE("many searches that almost go astray end a document, however short each of them is") {
  const auto astray = Pattern::compile("^(?=a)(a+)+$");
  const std::string text = "aaaaaaaaaaaa!";
  BacktrackingBudget budget;
  CHECK(astray->find(text, budget) == Found::no);
  int searches = 1;
  while (astray->find(text, budget) == Found::no) REQUIRE(++searches < 1000);
  CHECK(searches > 50);
  CHECK(astray->find(text, budget) == Found::limit);
  CHECK(astray->find("aaa", budget) == Found::yes);
}

TEST_CASE("a long text is no reason to give up") {
  const std::string text(1'000'000, 'a');
  for (const char* pattern : {"^(?!.*b).*$", "^(?=.*a)(?=.*a$).{8,}$", "(?<!b)a$", "^(.)(?!b)[^]*\\1$"}) {
    CAPTURE(pattern);
    CHECK(find(*Pattern::compile(pattern), text) == Found::yes);
  }
}
