#include "gate/breaker.h"

#include <catch2/catch.hpp>

using namespace sluiced;
using namespace sluiced::gate;

namespace {

MonotonicTime at(std::int64_t seconds) { return MonotonicTime(std::chrono::seconds(seconds)); }

Breaker armed_breaker(BreakerSettings settings = {.armed = BreakerSettings::Armed::always, .ratio = 0.5, .min_records = 10}) {
  Breaker breaker(settings, at(0));
  breaker.tick(at(0));
  return breaker;
}

/// How many failing records pass before it trips; `most` where it does not.
int failing_until_trip(Breaker& breaker, int most = 100) {
  for (int i = 0; i < most; ++i) {
    if (breaker.would_trip()) return i;
    breaker.count(true);
  }
  return most;
}

}  // namespace

TEST_CASE("a topic whose records all fail trips at the last of min_records, never before") {
  Breaker breaker = armed_breaker();
  CHECK(failing_until_trip(breaker) == 9);
}

TEST_CASE("only the last min_records count: old failures and old successes are forgotten") {
  Breaker breaker = armed_breaker();
  for (int i = 0; i < 4; ++i) breaker.count(true);
  for (int i = 0; i < 10; ++i) breaker.count(false);
  CHECK(breaker.failing_with_one_more() == 1);
  CHECK(failing_until_trip(breaker) == 4);  // with it five of ten
}

TEST_CASE("it trips exactly from the ratio on") {
  Breaker breaker = armed_breaker({.armed = BreakerSettings::Armed::always, .ratio = 0.3, .min_records = 10});
  for (int i = 0; i < 8; ++i) breaker.count(false);
  breaker.count(true);
  CHECK_FALSE(breaker.would_trip());  // two of ten
  breaker.count(true);
  CHECK(breaker.would_trip());  // three of ten: a success leaves
}

TEST_CASE("the ratio is meant as it is written, whatever binary fractions make of it") {
  for (const int percent : {7, 14, 28, 29, 55, 56, 57, 58}) {
    Breaker breaker = armed_breaker({.armed = BreakerSettings::Armed::always, .ratio = percent / 100.0, .min_records = 100});
    for (int i = 0; i < 100 - percent; ++i) breaker.count(false);
    INFO(percent);
    CHECK(failing_until_trip(breaker) == percent - 1);
  }
}

TEST_CASE("after_change it is armed for half an hour, and again after the next change") {
  Breaker breaker({.armed = BreakerSettings::Armed::after_change, .ratio = 0.5, .min_records = 10}, at(100));
  breaker.tick(at(100));
  CHECK(breaker.armed());
  breaker.tick(at(100 + 1799));
  CHECK(breaker.armed());
  for (int i = 0; i < 9; ++i) breaker.count(true);
  breaker.tick(at(100 + 1800));
  CHECK_FALSE(breaker.armed());
  breaker.changed(at(5000));
  CHECK(breaker.armed());
  CHECK_FALSE(breaker.would_trip());  // what the old schema said does not count
}

TEST_CASE("off is never armed, whatever changes") {
  Breaker breaker({.armed = BreakerSettings::Armed::off, .ratio = 0.5, .min_records = 10}, at(0));
  breaker.tick(at(0));
  CHECK_FALSE(breaker.armed());
  breaker.changed(at(1));
  CHECK_FALSE(breaker.armed());
}

TEST_CASE("probes come after 30 s, then at doubling distances up to 10 minutes, until one finds it better") {
  Breaker breaker = armed_breaker();
  breaker.trip(at(0));
  std::int64_t now = 0;
  for (const std::int64_t wait : {30, 60, 120, 240, 480, 600, 600}) {
    CHECK_FALSE(breaker.probe_is_due(at(now + wait - 1)));
    now += wait;
    REQUIRE(breaker.probe_is_due(at(now)));
    CHECK_FALSE(breaker.probed(10, 5, at(now)));
  }
  CHECK(breaker.probed(10, 4, at(now + 600)));
  CHECK_FALSE(breaker.tripped());
  CHECK(failing_until_trip(breaker) == 9);  // counted anew
}

TEST_CASE("a probe without any record finds nothing wrong") {
  Breaker breaker = armed_breaker();
  breaker.trip(at(0));
  CHECK(breaker.probed(0, 0, at(30)));
}

TEST_CASE("another schema is probed at once") {
  Breaker breaker = armed_breaker();
  breaker.trip(at(0));
  CHECK_FALSE(breaker.probe_is_due(at(5)));
  breaker.changed(at(5));
  CHECK(breaker.tripped());
  CHECK(breaker.probe_is_due(at(5)));
}

TEST_CASE("overruled by an operator, nothing trips until the next change") {
  Breaker breaker = armed_breaker();
  breaker.trip(at(0));
  breaker.overrule();
  breaker.tick(at(1));
  CHECK_FALSE(breaker.tripped());
  CHECK_FALSE(breaker.armed());
  breaker.changed(at(2));
  CHECK(breaker.armed());
}
