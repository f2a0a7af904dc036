#include "support/fault_schedule.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

namespace sluiced::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::map<FaultKind, int> count(const std::vector<FaultLane>& lanes) {
  std::map<FaultKind, int> kinds;
  for (const FaultLane& lane : lanes)
    for (const Fault& fault : lane.faults) ++kinds[fault.kind];
  return kinds;
}

int sum(const std::map<FaultKind, int>& kinds) {
  int all = 0;
  for (const auto& [kind, number] : kinds) all += number;
  return all;
}

TEST_CASE("the same seed makes the same schedule, another seed another") {
  const auto first = make_schedule({.seed = 7, .lasts = minutes(5)});
  const auto again = make_schedule({.seed = 7, .lasts = minutes(5)});
  const auto other = make_schedule({.seed = 8, .lasts = minutes(5)});
  REQUIRE(first.size() == again.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].faults == again[i].faults);
    CHECK(first[i].faults != other[i].faults);
  }
}

TEST_CASE("faults of one lane never overlap, and all are over when the run is") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const FaultLane& lane : make_schedule({.seed = seed, .lasts = minutes(3)})) {
      milliseconds free_from{0};
      for (const Fault& fault : lane.faults) {
        CHECK(fault.at > free_from);
        free_from = fault.at + fault.lasts;
      }
      CHECK(free_from <= minutes(3));
    }
  }
}

TEST_CASE("half an hour has more than 200 kills of three members, and every kind of fault") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto kinds = count(make_schedule({.seed = seed, .lasts = minutes(30)}));
    CAPTURE(seed);
    CHECK(kinds[FaultKind::member_kill] > 200);
    CHECK(kinds.size() == 11);
  }
}

TEST_CASE("a minute has a handful of faults, of members, brokers, network and permissions") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto lanes = make_schedule({.seed = seed, .lasts = seconds(60)});
    CAPTURE(seed);
    CHECK(sum(count(lanes)) < 15);
    for (const FaultLane& lane : lanes) CHECK_FALSE(lane.faults.empty());
  }
}

}  // namespace
}  // namespace sluiced::testing
