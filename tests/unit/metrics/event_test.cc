#include "metrics/event.h"

#include <catch2/catch.hpp>
#include <set>

using namespace sluiced;

TEST_CASE("every event has a name of its own and something to say") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < event_count; ++i) {
    const EventDescription& description = describe(static_cast<Event>(i));
    CHECK_FALSE(description.message.empty());
    CHECK(description.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    CHECK(names.insert(description.name).second);
  }
  CHECK(names.count("") == 0);
  CHECK(describe(Event::librdkafka_noise).name == "librdkafka_noise");
}

TEST_CASE("an event that is told is counted, also where its line is left out for being a repetition") {
  const auto before = count_of(Event::loop_failed);
  for (int i = 0; i < 3; ++i) emit_repeating(Event::loop_failed, "the same", {{"why", "a test"}});
  CHECK(count_of(Event::loop_failed) == before + 3);
  emit(Event::topic_released, {{"topic", "t"}});
  CHECK(count_of(Event::topic_released) >= 1);
}
