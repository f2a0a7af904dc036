#include "cli/letter_topics.h"

#include <catch2/catch.hpp>

#include "base/time_text.h"

namespace sluiced::cli {
namespace {

using namespace std::chrono_literals;

/// 2026-11-23T12:00:00Z
const WallTime noon{Duration{1'795'435'200'000}};

std::string when(std::string_view text) {
  const auto parsed = parse_when(text, noon);
  return parsed ? rfc3339(*parsed) : parsed.error();
}

TEST_CASE("a time is said as so long ago, as a time of day that has been, or in full") {
  CHECK(rfc3339(noon) == "2026-11-23T12:00:00.000Z");
  CHECK(when("2h") == "2026-11-23T10:00:00.000Z");
  CHECK(when("90s ago") == "2026-11-23T11:58:30.000Z");
  CHECK(when("02:30") == "2026-11-23T02:30:00.000Z");
  CHECK(when("12:00:01") == "2026-11-22T12:00:01.000Z");  // today's has not been yet
  CHECK(when("2026-11-20T06:00:00+01:00") == "2026-11-20T05:00:00.000Z");
}

TEST_CASE("what is no time is refused with what was expected") {
  for (const char* text : {"", "yesterday", "25:00", "02:60", "2:30", "02-30", "earliest", "latest", "2", "-2h", "2026-11-20"})
    CHECK(when(text).starts_with("expected a time ago such as 2h"));
}

config::Config config_of() {
  config::Config config;
  config::GroupConfig group;
  config::TopicConfig orders;
  orders.name = "orders";
  orders.dead_letter_topic = "orders.dlt";
  config::TopicConfig watched;  // observe: it has no dead-letter topic
  watched.name = "watched";
  group.topics = {orders, watched};
  const auto match = [](std::string pattern, LetterName letters, std::size_t number) {
    config::MatchConfig made;
    made.entry.pattern = std::move(pattern);
    made.entry.letters = std::move(letters);
    made.number = number;
    return made;
  };
  group.matches = {match("shop.*", {"", ".late"}, 1), match("shop.a*", {"", ".dlt"}, 0)};
  config.groups = {group};
  return config;
}

TEST_CASE("a topic, its dead-letter topic, and those of a pattern are known by either name") {
  const config::Config config = config_of();
  for (const char* named : {"orders", "orders.dlt"}) {
    const LetterTopic topic = letter_topic(config, named);
    CHECK(topic.name == "orders.dlt");
    CHECK(topic.source == "orders");
    CHECK(topic.entry == &config.groups[0].topics[0]);
  }
  CHECK(letter_topic(config, "shop.b").name == "shop.b.late");
  CHECK(letter_topic(config, "shop.b.late").source == "shop.b");
  CHECK(letter_topic(config, "shop.a").name == "shop.a.dlt");  // the first of the file's patterns has it
}

TEST_CASE("a topic that the configuration does not know is taken to be a dead-letter topic of somebody's") {
  const config::Config config = config_of();
  for (const char* named : {"orders-dlt", "watched"}) {
    const LetterTopic topic = letter_topic(config, named);
    CHECK(topic.name == named);
    CHECK(topic.source.empty());
    CHECK(topic.entry == nullptr);
  }
}

}  // namespace
}  // namespace sluiced::cli
