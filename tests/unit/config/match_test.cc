// `match`, `exclude`: what they give, and what is wrong with them, word for word.
#include <catch2/catch.hpp>

#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

const std::string head = "kafka: {brokers: k}\ndefaults: {schema: orders.schema.json}\ntopics:\n";

std::string entry(const std::string& keys) { return head + "  - { " + keys + " }\n"; }

}  // namespace

TEST_CASE("an entry with match is its group's, with the pattern, what it leaves out, and how its dead-letter topics are called") {
  const Workspace files;
  const auto config = files.load(
      head +
      "  - { match: 'shop.*.events', exclude: ['shop.test.*', shop.x.events], group: shop, mode: observe,\n"
      "      dead_letter: { topic: 'dead.{topic}.{group}' } }\n"
      "  - { name: orders, group: shop }\n  - { match: 'log.*', group: logs, dead_letter: {topic: 'dead.{topic}.logs'} }\n");
  REQUIRE(config);
  REQUIRE(config.value().groups.size() == 2);
  const GroupConfig& shop = config.value().groups[0];
  CHECK(shop.name == "shop");
  CHECK(shop.topics.size() == 1);
  REQUIRE(shop.matches.size() == 1);
  CHECK(shop.matches[0].entry == MatchEntry{.pattern = "shop.*.events",
                                            .exclude = {"shop.test.*", "shop.x.events"},
                                            .letters = {.before = "dead.", .after = ".shop"}});
  CHECK(shop.matches[0].number == 0);
  CHECK(shop.matches[0].topic.mode == Mode::observe);
  CHECK(config.value().groups[1].matches[0].number == 1);
}

TEST_CASE("an entry with match needs a group, a pattern with a star, and nothing of a single topic") {
  const Workspace files;
  CHECK(files.fault(entry("match: 'shop.*'")) ==
        "sluiced.yaml:4:5: key 'group' is missing beside 'match': the offsets of all its topics hang on it");
  CHECK(files.fault(entry("match: shop.orders, group: g")) ==
        "sluiced.yaml:4:14: match: expected a pattern with '*' in it, found 'shop.orders'; one topic is named with 'name'");
  CHECK(
      files.fault(entry("match: 'shop/*', group: g")) ==
      "sluiced.yaml:4:14: match: 'shop/*' fits no topic's name: at most 249 letters, digits, '.', '_', '-', and '*' for any run "
      "of them");
  CHECK(files.fault(entry("match: 'shop.*', name: orders, group: g")) ==
        "sluiced.yaml:4:14: match: beside 'name'; an entry is for one topic, or for all that match");
  CHECK(files.fault(entry("match: 'shop.*', group: g, create: {}")) ==
        "sluiced.yaml:4:42: create: a topic that matches is there already");
  CHECK(files.fault(entry("name: orders, exclude: [a]")) == "sluiced.yaml:4:30: exclude: only beside 'match'");
  CHECK(files.fault(entry("match: 'shop.*', group: g, exclude: a")) ==
        "sluiced.yaml:4:43: exclude: expected a list of topics' names or patterns, found 'a'");
  CHECK(files.fault(entry("match: 'shop.*', group: g, exclude: [5]")) ==
        "sluiced.yaml:4:44: exclude: expected a topic's name or a pattern, found 5");
  CHECK(files.fault(with_file("defaults: {match: 'a*'}\n")) ==
        "sluiced.yaml:1:12: key 'match' cannot have a default: each topic has its own");
  CHECK(files.fault(entry("match: 'shop.*', group: g, exclude: ")) == "accepted");
}

TEST_CASE("how a topic that is missing is created is no concern of those that match") {
  const Workspace files;
  CHECK(files.fault(
            "kafka: {brokers: k}\ndefaults: {schema: orders.schema.json, create: {}}\ntopics: [{match: 'a*', group: g}]\n") ==
        "accepted");
}

TEST_CASE("the dead-letter topics of those that match have the topic's name in theirs") {
  const Workspace files;
  const auto letters = [&](const std::string& name) {
    return files.fault(entry("match: 'shop.*', group: g, dead_letter: { topic: '" + name + "' }"));
  };
  CHECK(letters("all.dlt") == "sluiced.yaml:4:56: dead_letter.topic: beside 'match' it needs {topic} in it, found 'all.dlt'");
  CHECK(letters("{topic}.{topic}") ==
        "sluiced.yaml:4:56: dead_letter.topic: beside 'match' it takes {topic} once only, found '{topic}.{topic}'");
  CHECK(letters("{topic}") == "sluiced.yaml:4:56: dead_letter.topic: each topic would be its own dead-letter topic");
  CHECK(letters("{topic}/dlt") ==
        "sluiced.yaml:4:56: dead_letter.topic: 't/dlt' cannot be a topic's name: only letters, digits, '.', '_' and '-'");
  CHECK(letters("{topic}.{code}") ==
        "sluiced.yaml:4:56: dead_letter.topic: unknown placeholder '{code}', known are {topic} and {group}");
}

TEST_CASE("two entries may match one topic, but not be the same, nor come to share a dead-letter topic") {
  const Workspace files;
  const std::string first = head + "  - { match: 'shop.*', group: a }\n";
  CHECK(files.fault(first + "  - { match: '*.orders', group: b }\n") == "accepted");
  CHECK(files.fault(first + "  - { match: 'shop.*', group: b }\n") ==
        "sluiced.yaml:5:14: pattern 'shop.*' is listed twice, first in line 4");
  CHECK(files.fault(first + "  - { match: 'x.*', group: b, dead_letter: { topic: '{topic}.x.dlt' } }\n") ==
        "sluiced.yaml:5:53: topics that match 'shop.*' and 'x.*' could come to share a dead-letter topic; give both the same "
        "'dead_letter.topic', or endings of which neither ends with the other");
  CHECK(files.fault(first + "  - { match: 'x.*', group: b, dead_letter: { topic: '{topic}.dead' } }\n") == "accepted");
  CHECK(files.fault(first + "  - { name: orders, dead_letter: { topic: shop.orders.dlt } }\n") ==
        "sluiced.yaml:5:43: topic 'orders' would share the dead-letter topic 'shop.orders.dlt' with 'shop.orders', which matches "
        "'shop.*'");
  CHECK(files.fault(first + "  - { name: shop.orders }\n") == "accepted");
}
