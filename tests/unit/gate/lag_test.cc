#include "gate/lag.h"

#include <catch2/catch.hpp>

using namespace sluiced;
using namespace sluiced::gate;

namespace {

WallTime at(std::int64_t ms) { return WallTime{Duration{ms}}; }

}  // namespace

TEST_CASE("who has read all is not behind, however old the last record is") {
  LagMeter meter;
  meter.dealt_with(1'000);
  const Lag lag = meter.measure({5}, {5}, std::nullopt, at(100'000));
  CHECK(lag.records == 0);
  CHECK(lag.time == Duration{0});
}

TEST_CASE("while a backlog is read, the lag is the age of the record read last") {
  LagMeter meter;
  meter.dealt_with(40'000);
  const Lag lag = meter.measure({10}, {15}, std::nullopt, at(100'000));
  CHECK(lag.records == 5);
  CHECK(lag.time == Duration{60'000});
}

TEST_CASE("a record that arrives after a quiet day does not look a day old") {
  LagMeter meter;
  meter.dealt_with(0);
  CHECK(meter.measure({10}, {10}, std::nullopt, at(86'400'000)).time == Duration{0});
  CHECK(meter.measure({10}, {11}, std::nullopt, at(86'401'000)).time == Duration{0});
  CHECK(meter.measure({10}, {11}, std::nullopt, at(86'404'000)).time == Duration{3'000});
}

TEST_CASE("a record that waits is as late as it is old, and the lag grows while nothing moves") {
  LagMeter meter;
  CHECK(meter.measure({10}, {20}, 70'000, at(100'000)).time == Duration{30'000});
  CHECK(meter.measure({10}, {20}, 70'000, at(110'000)).time == Duration{40'000});
}

TEST_CASE("records without a timestamp are late since they were first seen to be there") {
  LagMeter meter;
  meter.dealt_with(-1);
  CHECK(meter.measure({10}, {20}, std::nullopt, at(100'000)).time == Duration{0});
  CHECK(meter.measure({10}, {20}, -1, at(102'000)).time == Duration{2'000});
}

TEST_CASE("a clock that stands behind the producers' gives no negative lag") {
  LagMeter meter;
  meter.dealt_with(200'000);
  CHECK(meter.measure({10}, {20}, std::nullopt, at(100'000)).time == Duration{0});
}
