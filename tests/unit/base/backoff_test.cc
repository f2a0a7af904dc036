#include "base/backoff.h"

#include <catch2/catch.hpp>

using namespace sluiced;

TEST_CASE("each wait is between half a step and a step, and steps double up to the cap, and a reset begins again") {
  Backoff low({.initial = Duration{1'000}, .max = Duration{60'000}});
  Backoff high({.initial = Duration{1'000}, .max = Duration{60'000}});
  for (const int step : {1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
    CHECK(low.next(0.0) == Duration{step / 2});
    const Duration longest = high.next(0.999'999);
    CHECK(longest <= Duration{step});
    CHECK(longest >= Duration{step - 1});
  }
  low.reset();
  CHECK(low.next(0.0) == Duration{500});
}
