#include "supervisor/rates.h"

#include <catch2/catch.hpp>

#include "support/manual_clock.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

/// One sample a second, `judged` more each time, of which `bad` are not valid.
struct Scene {
  ManualClock clock;
  Rates rates;
  std::uint64_t judged = 0;
  std::uint64_t bad = 0;

  void run(int seconds, std::uint64_t judged_each, std::uint64_t bad_each) {
    for (int i = 0; i < seconds; ++i) {
      rates.sample(clock.now(), judged, bad);
      clock.advance(Duration{1'000});
      judged += judged_each;
      bad += bad_each;
    }
    rates.sample(clock.now(), judged, bad);
  }
};

}  // namespace

TEST_CASE("the rate is that of the last ten seconds") {
  Scene scene;
  scene.run(60, 1'000, 0);
  CHECK(scene.rates.per_second() == Approx(1'000));
  scene.run(11, 50, 0);
  CHECK(scene.rates.per_second() == Approx(50));
  scene.run(11, 0, 0);
  CHECK(scene.rates.per_second() == 0);
}

TEST_CASE("the share of what is not valid is that of the last five minutes") {
  Scene scene;
  scene.run(600, 100, 0);
  scene.run(60, 100, 100);
  CHECK(*scene.rates.not_valid_share() == Approx(0.2).margin(0.02));
  scene.run(400, 100, 0);
  CHECK(*scene.rates.not_valid_share() == 0);
}

TEST_CASE("where nothing was judged there is no share, and where nothing was seen no rate") {
  Rates rates;
  CHECK(rates.per_second() == 0);
  CHECK_FALSE(rates.not_valid_share());
  ManualClock clock;
  rates.sample(clock.now(), 10, 5);
  CHECK_FALSE(rates.not_valid_share());
}
