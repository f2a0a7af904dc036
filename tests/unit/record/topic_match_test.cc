// Which topics an entry `match:` takes: docs/configuration.md, "Topics by pattern".
#include "record/topic_match.h"

#include <catch2/catch.hpp>

using namespace sluiced;

TEST_CASE("a star stands for any run of characters, dots among them, and for none") {
  CHECK(glob_matches("shop.*", "shop.orders"));
  CHECK(glob_matches("shop.*", "shop."));
  CHECK(glob_matches("shop.*.events", "shop.eu.north.events"));
  CHECK(glob_matches("*", "anything"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("**a*", "bca"));
  CHECK(glob_matches("*ab*ab", "abxabab"));
  CHECK(glob_matches("a*b*c", "abcbc"));
  CHECK_FALSE(glob_matches("shop.*", "shop"));
  CHECK_FALSE(glob_matches("shop.*", "workshop.orders"));
  CHECK_FALSE(glob_matches("shop.*.events", "shop.events"));
  CHECK_FALSE(glob_matches("*.events", "shop.events.dlt"));
  CHECK_FALSE(glob_matches("a*b*c", "abcb"));
}

TEST_CASE("all but the star stands for itself") {
  CHECK(glob_matches("a.b", "a.b"));
  CHECK_FALSE(glob_matches("a.b", "axb"));
  CHECK_FALSE(glob_matches("a.b", "A.b"));
  CHECK_FALSE(glob_matches("a.b", "a.bc"));
  CHECK_FALSE(glob_matches("", "a"));
}

TEST_CASE("a pattern of many stars against a long name takes no longer than their product") {
  std::string pattern;
  for (int i = 0; i < 120; ++i) pattern += "*a";
  CHECK_FALSE(glob_matches(pattern + "b", std::string(249, 'a')));
}

TEST_CASE("two patterns meet where one text fits both") {
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                                             {"*", ""},
                                                                             {"*", "**"},
                                                                             {"abc", "abc"},
                                                                             {"a*", "*c"},
                                                                             {"a*", "a"},
                                                                             {"valid.*", "*.dlt"},
                                                                             {"shop.*.out", "shop.*"},
                                                                             {"*ab*", "ab*b"}}) {
    INFO(a << " and " << b);
    CHECK(globs_meet(a, b));
    CHECK(globs_meet(b, a));
  }
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"", "a"},
                                                                             {"abc", "abd"},
                                                                             {"ab", "abc"},
                                                                             {"a*", "b*"},
                                                                             {"*.out", "*.dlt"},
                                                                             {"valid.shop.*", "shop.*.dlt"},
                                                                             {"a*b", "a*c"}}) {
    INFO(a << " and " << b);
    CHECK_FALSE(globs_meet(a, b));
    CHECK_FALSE(globs_meet(b, a));
  }
}

TEST_CASE("a topic is the first entry's that fits and does not exclude it") {
  const MatchRules rules{.entries = {{.pattern = "shop.*", .exclude = {"shop.test.*", "shop.big"}, .letters = {"", ".dlt"}},
                                     {.pattern = "*.big", .exclude = {}, .letters = {"", ".dlt"}}},
                         .never = {}};
  CHECK(rules.entry_of("shop.orders") == 0U);
  CHECK(rules.entry_of("shop.big") == 1U);
  CHECK(rules.entry_of("farm.big") == 1U);
  CHECK(rules.entry_of("shop.very.big") == 0U);
  CHECK_FALSE(rules.entry_of("shop.test.orders"));
  CHECK_FALSE(rules.entry_of("farm.small"));
}

TEST_CASE("a topic that is named, Kafka's own, and a dead-letter topic of any that matches are nobody's") {
  const MatchRules rules{.entries = {{.pattern = "*", .exclude = {"secret"}, .letters = {"", ".dlt"}},
                                     {.pattern = "shop.*", .exclude = {}, .letters = {"dead.", ""}}},
                         .never = {"orders", "orders-failed"}};
  CHECK(rules.entry_of("clicks") == 0U);
  CHECK_FALSE(rules.entry_of("orders"));
  CHECK_FALSE(rules.entry_of("orders-failed"));
  CHECK_FALSE(rules.entry_of("__consumer_offsets"));
  CHECK_FALSE(rules.entry_of("sluiced.replayed"));
  CHECK_FALSE(rules.entry_of("clicks.dlt"));
  CHECK_FALSE(rules.entry_of("clicks.dlt.dlt"));
  CHECK_FALSE(rules.entry_of("secret.dlt"));
  CHECK_FALSE(rules.entry_of("dead.shop.a"));
  CHECK(rules.entry_of("dead.farm.a") == 0U);
  CHECK(rules.entry_of(".dlt") == 0U);
}

TEST_CASE("a dead-letter topic of what does not match may be matched: somebody has to read it") {
  const MatchRules rules{.entries = {{.pattern = "*.dlt", .exclude = {}, .letters = {"", ".dlt"}}}, .never = {}};
  CHECK(rules.entry_of("elsewhere.dlt") == 0U);
  CHECK_FALSE(rules.entry_of("elsewhere.dlt.dlt"));
}

TEST_CASE("a topic that others are forwarded to is matched by nobody") {
  const MatchRules rules{
      .entries = {{.pattern = "shop.*", .exclude = {}, .letters = {"", ".dlt"}, .forward = LetterName{"", ".valid"}},
                  {.pattern = "*", .exclude = {}, .letters = {"", ".dead"}}},
      .never = {}};
  CHECK(rules.entry_of("shop.orders") == 0U);
  CHECK_FALSE(rules.entry_of("shop.orders.valid"));
  CHECK_FALSE(rules.entry_of("shop.orders.valid.valid"));
  CHECK(rules.entry_of("farm.orders.valid") == 1U);
}
