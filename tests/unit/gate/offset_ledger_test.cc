#include "gate/offset_ledger.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace sluiced;
using namespace sluiced::gate;

TEST_CASE("nothing seen: the low-water mark is where the partition began") {
  const OffsetLedger ledger({42});
  CHECK(ledger.low_water() == NextOffset{42});
}

TEST_CASE("records that pass move the mark past them, gaps included") {
  OffsetLedger ledger({0});
  ledger.seen({0});
  ledger.seen({7});
  CHECK(ledger.low_water() == NextOffset{8});
}

TEST_CASE("an unfinished record holds the mark, whatever passes behind it") {
  OffsetLedger ledger({0});
  ledger.seen({4});
  ledger.begin({5});
  ledger.seen({6});
  ledger.begin({9});
  CHECK(ledger.low_water() == NextOffset{5});
  ledger.finish({9});
  CHECK(ledger.low_water() == NextOffset{5});
  ledger.finish({5});
  CHECK(ledger.low_water() == NextOffset{10});
}

TEST_CASE("the partition's end moves the mark only where nothing is outstanding before it") {
  OffsetLedger ledger({0});
  ledger.begin({3});
  ledger.reached({12});
  CHECK(ledger.low_water() == NextOffset{3});
  ledger.finish({3});
  CHECK(ledger.low_water() == NextOffset{12});
  ledger.reached({10});
  CHECK(ledger.low_water() == NextOffset{12});
}

TEST_CASE("finishing what is not outstanding is told as the fault it is") {
  OffsetLedger ledger({0});
  ledger.begin({1});
  ledger.begin({2});
  CHECK_THROWS_AS(ledger.finish({7}), std::logic_error);
  ledger.finish({2});
  CHECK_THROWS_AS(ledger.finish({2}), std::logic_error);
  CHECK_THROWS_AS(ledger.begin({2}), std::logic_error);
}

TEST_CASE("the mark never passes an unfinished offset, in any order of finishing") {
  const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U);
  CAPTURE(seed);
  std::minstd_rand random(seed);
  OffsetLedger ledger({0});
  std::set<std::int64_t> unfinished;
  std::int64_t next = 0;
  for (int step = 0; step < 2'000; ++step) {
    if (random() % 2 == 0 || unfinished.empty()) {
      next += 1 + static_cast<std::int64_t>(random() % 3);
      if (random() % 2 == 0) {
        ledger.begin({next});
        unfinished.insert(next);
      } else {
        ledger.seen({next});
      }
    } else {
      const auto picked = std::next(unfinished.begin(), static_cast<std::ptrdiff_t>(random() % unfinished.size()));
      ledger.finish({*picked});
      unfinished.erase(picked);
    }
    REQUIRE(ledger.low_water().value == (unfinished.empty() ? next + 1 : *unfinished.begin()));
    REQUIRE(ledger.outstanding() == unfinished.size());
  }
}

TEST_CASE("what is only acknowledged moves the mark once it is committed, and not at all where it is aborted") {
  OffsetLedger ledger({0});
  ledger.begin({2});
  ledger.begin({5});
  ledger.seen({6});
  ledger.acknowledge({2});
  CHECK(ledger.low_water() == NextOffset{2});
  CHECK(ledger.prospective() == NextOffset{5});
  ledger.abort();
  CHECK(ledger.prospective() == NextOffset{2});
  ledger.acknowledge({2});
  ledger.acknowledge({5});
  CHECK(ledger.prospective() == NextOffset{7});
  ledger.commit();
  CHECK(ledger.low_water() == NextOffset{7});
  CHECK(ledger.outstanding() == 0);
}
