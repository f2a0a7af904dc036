#include "base/repeats.h"

#include <catch2/catch.hpp>

#include "support/manual_clock.h"

using namespace sluiced;
using namespace std::chrono_literals;

TEST_CASE("the first of a fingerprint passes at once, then one a minute with the number swallowed") {
  testing::ManualClock clock;
  Repeats repeats;
  CHECK(repeats.admit("a", clock.now()) == 0U);
  CHECK(repeats.admit("b", clock.now()) == 0U);
  CHECK(repeats.admit("a", clock.now()) == std::nullopt);
  clock.advance(59'999ms);
  CHECK(repeats.admit("a", clock.now()) == std::nullopt);
  clock.advance(1ms);
  CHECK(repeats.admit("a", clock.now()) == 2U);
  CHECK(repeats.admit("b", clock.now()) == 0U);
  CHECK(repeats.admit("a", clock.now()) == std::nullopt);
  clock.advance(60s);
  CHECK(repeats.admit("a", clock.now()) == 1U);
}

TEST_CASE("a thousand fingerprints are remembered, and then the one with the oldest line is forgotten") {
  testing::ManualClock clock;
  Repeats repeats;
  for (std::size_t i = 0; i < Repeats::fingerprints_max; ++i) repeats.admit(std::to_string(i), clock.now());
  clock.advance(60s);
  CHECK(repeats.admit("0", clock.now()) == 0U);    // its line is the youngest now, and 1's the oldest
  CHECK(repeats.admit("new", clock.now()) == 0U);  // 1 goes
  CHECK(repeats.admit("0", clock.now()) == std::nullopt);
  CHECK(repeats.admit("999", clock.now() - 60s) == std::nullopt);
  CHECK(repeats.admit("1", clock.now() - 60s) == 0U);
}

TEST_CASE("a fingerprint without bounds is remembered within bounds") {
  testing::ManualClock clock;
  Repeats repeats;
  CHECK(repeats.admit(std::string(100'000, 'x'), clock.now()) == 0U);
  CHECK(repeats.admit(std::string(100'001, 'x'), clock.now()) == std::nullopt);
}

TEST_CASE("texts that differ in numbers alone have one fingerprint") {
  CHECK(without_numbers("refused (after 3ms in state X)") == "refused (after #ms in state X)");
  CHECK(without_numbers("refused (after 104ms in state X)") == without_numbers("refused (after 9ms in state X)"));
  CHECK(without_numbers("127.0.0.1:9092/1 is down") == "#.#.#.#:#/# is down");
  CHECK(without_numbers("") == "");
}
