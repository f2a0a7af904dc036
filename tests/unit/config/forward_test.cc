// `mode: forward`, `forward`: what they give, and what is wrong with them, word for word.
#include <catch2/catch.hpp>

#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

const std::string head = "kafka: {brokers: k}\ndefaults: {schema: orders.schema.json}\ntopics:\n";

std::string entry(const std::string& keys) { return head + "  - { " + keys + " }\n"; }

}  // namespace

TEST_CASE("forward names a topic by the template, and only mode forward has one") {
  const Workspace files;
  const auto config = files.load(
      "kafka: {brokers: k}\ndefaults: {schema: orders.schema.json, forward: {to: '{topic}.valid'}}\ntopics:\n"
      "  - { name: a, mode: forward }\n  - { name: b }\n  - { name: c, mode: forward, forward: {to: 'all.{group}'}, group: g "
      "}\n");
  REQUIRE(config);
  CHECK(config.value().groups.at(0).topics.at(0).forward_topic == "a.valid");
  CHECK(config.value().groups.at(0).topics.at(0).mode == Mode::forward);
  CHECK(config.value().groups.at(1).topics.at(0).forward_topic.empty());
  CHECK(config.value().groups.at(2).topics.at(0).forward_topic == "all.g");
}

TEST_CASE("mode forward and forward.to go together, each told where it stands alone") {
  const Workspace files;
  const std::string needed = " mode: 'forward' needs a topic to forward to, forward: { to: … }";
  CHECK(files.fault(entry("name: a, mode: forward")) == "sluiced.yaml:4:22:" + needed);
  CHECK(files.fault(entry("name: a, mode: forward, forward: {}")) == "sluiced.yaml:4:22:" + needed);
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: }")) == "sluiced.yaml:4:22:" + needed);
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: ''}")) == "sluiced.yaml:4:22:" + needed);
  CHECK(files.faults(with_file("defaults: {mode: forward}\n")) == std::vector<std::string>{"sluiced.yaml:1:18:" + needed});
  CHECK(files.fault(entry("name: a, forward: {to: b}")) ==
        "sluiced.yaml:4:30: forward.to: only with 'mode: forward', here it is 'quarantine'");
  CHECK(files.fault(entry("name: a, mode: observe, forward: {to: b}")) ==
        "sluiced.yaml:4:45: forward.to: only with 'mode: forward', here it is 'observe'");
  CHECK(files.fault(entry("name: a, forward: {to: }")) == "accepted");
  CHECK(files.faults(entry("name: a, mode: foward, forward: {to: b}")) ==
        std::vector<std::string>{
            "sluiced.yaml:4:22: mode: expected one of observe, quarantine, forward ('forward'?), found 'foward'"});
  CHECK(files.faults(entry("name: a, mode: forward, forward: {to: []}")) ==
        std::vector<std::string>{"sluiced.yaml:4:45: to: expected text, found a list"});
}

TEST_CASE("a forward topic's template makes a name that Kafka accepts, in defaults too") {
  const Workspace files;
  const auto to = [&](const std::string& text) {
    return files.fault(entry("name: a, mode: forward, forward: {to: '" + text + "'}"));
  };
  CHECK(to("{topic}.{code}") == "sluiced.yaml:4:45: forward.to: unknown placeholder '{code}', known are {topic} and {group}");
  CHECK(to("valid records") ==
        "sluiced.yaml:4:45: forward.to: 'valid records' cannot be a topic's name: only letters, digits, '.', '_' and '-'");
  CHECK(files.faults(with_file("defaults: {forward: {to: 'a/{topic}'}}\n")) ==
        std::vector<std::string>{
            "sluiced.yaml:1:26: forward.to: 'a/t' cannot be a topic's name: only letters, digits, '.', '_' and '-'"});
}

TEST_CASE("what is forwarded never stands among dead letters") {
  const Workspace files;
  const std::string why = ": what passes and what fails would stand in one topic";
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: a.dlt}")) ==
        "sluiced.yaml:4:45: forward.to: 'a.dlt' is the dead-letter topic of 'a'" + why);
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: b.dlt}") + "  - { name: b }\n") ==
        "sluiced.yaml:4:45: forward.to: 'b.dlt' is the dead-letter topic of 'b'" + why);
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: shop.b.dlt}") + "  - { match: 'shop.*', group: g }\n") ==
        "sluiced.yaml:4:45: forward.to: 'shop.b.dlt' is the dead-letter topic of 'shop.b', which matches 'shop.*'" + why);
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: farm.b.dlt}") + "  - { match: 'shop.*', group: g }\n") ==
        "accepted");
}

TEST_CASE("two topics may be forwarded into one, and a forward topic may be read") {
  const Workspace files;
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: all}") +
                    "  - { name: b, mode: forward, forward: {to: all} }\n  - { name: all }\n") == "accepted");
}

TEST_CASE("no record goes round for ever, whichever way it takes") {
  const Workspace files;
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: a}")) ==
        "sluiced.yaml:4:45: topic 'a' would be its own forward topic");
  CHECK(files.fault(entry("name: a, mode: forward, forward: {to: b}") + "  - { name: b, mode: forward, forward: {to: a} }\n") ==
        "sluiced.yaml:4:45: records would go round for ever: 'a' → 'b' → 'a'");
  CHECK(files.faults(entry("name: a, mode: forward, forward: {to: b}") + "  - { name: b, dead_letter: {topic: c} }\n" +
                     "  - { name: c, mode: forward, forward: {to: a} }\n") ==
        std::vector<std::string>{"sluiced.yaml:4:45: records would go round for ever: 'a' → 'b' → 'c' → 'a'",
                                 "sluiced.yaml:5:37: records would go round for ever: 'b' → 'c' → 'a' → 'b'",
                                 "sluiced.yaml:6:45: records would go round for ever: 'c' → 'a' → 'b' → 'c'"});
  // The way back is found beside a ring that does not lead back, too.
  CHECK(files
            .faults(entry("name: a, mode: forward, forward: {to: b}") + "  - { name: b, mode: forward, forward: {to: c} }\n" +
                    "  - { name: c, mode: forward, forward: {to: b} }\n")
            .size() == 2);
}

TEST_CASE("topics that match are forwarded to a topic each, or all to one") {
  const Workspace files;
  const auto loaded = files.load(head +
                                 "  - { match: 'shop.*', group: g, mode: forward, forward: {to: 'valid.{topic}.{group}'} }\n"
                                 "  - { match: 'farm.*', group: g, mode: forward, forward: {to: 'farm.all.{group}'} }\n");
  REQUIRE(loaded);
  const GroupConfig& group = loaded.value().groups.at(0);
  CHECK(group.matches.at(0).entry.forward == LetterName{"valid.", ".g"});
  CHECK(group.matches.at(0).topic.forward_topic.empty());
  CHECK_FALSE(group.matches.at(1).entry.forward);
  CHECK(group.matches.at(1).topic.forward_topic == "farm.all.g");
}

TEST_CASE("a template for topics that match makes names, each apart from every dead-letter topic") {
  const Workspace files;
  const auto to = [&](const std::string& text, const std::string& more = "") {
    return files.fault(entry("match: 'shop.*', group: g, mode: forward, forward: {to: '" + text + "'}") + more);
  };
  CHECK(to("{topic}") == "sluiced.yaml:4:63: forward.to: each topic would be its own forward topic");
  CHECK(to("{topic}{topic}") ==
        "sluiced.yaml:4:63: forward.to: beside 'match' it takes {topic} once only, found '{topic}{topic}'");
  CHECK(to("{topic}/x") ==
        "sluiced.yaml:4:63: forward.to: 't/x' cannot be a topic's name: only letters, digits, '.', '_' and '-'");
  CHECK(to("{topic}.dlt") ==
        "sluiced.yaml:4:63: forward.to: a topic that matches 'shop.*' could come to have the dead-letter topic of one that "
        "matches 'shop.*'; give them endings of which neither ends with the other");
  CHECK(to("valid.{topic}") == "accepted");
  CHECK(to("{topic}.valid") == "accepted");
  CHECK(to("{topic}.valid", "  - { name: b, dead_letter: {topic: shop.c.valid} }\n") ==
        "sluiced.yaml:4:63: forward.to: 'shop.c', which matches 'shop.*', would have 'shop.c.valid', the dead-letter topic of "
        "'b': what passes and what fails would stand in one topic");
  CHECK(to("shop.b.dlt") ==
        "sluiced.yaml:4:63: forward.to: 'shop.b.dlt' is the dead-letter topic of 'shop.b', which matches 'shop.*': what passes "
        "and what fails would stand in one topic");
}
