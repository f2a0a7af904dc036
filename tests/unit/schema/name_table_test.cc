#include "schema/name_table.h"

#include <catch2/catch.hpp>

#include "support/costs.h"

using namespace sluiced::schema;

TEST_CASE("a table finds each of its names at its index, and no other") {
  std::vector<std::string> names;
  for (std::size_t length = 0; length < 40; ++length) names.push_back(std::string(length, 'a'));
  for (int i = 0; i < 500; ++i) names.push_back("name-" + std::to_string(i) + std::string(static_cast<std::size_t>(i % 20), 'x'));
  const std::vector<std::string_view> views(names.begin(), names.end());
  const NameTable table(views);
  CHECK(table.size() == names.size());
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    CHECK(table.find(names[i]) == i);
    for (std::size_t at = 0; at < names[i].size(); ++at) {
      std::string other = names[i];
      other[at] = '\x7f';
      REQUIRE(table.find(other) == NameTable::none);
    }
    CHECK(table.find(names[i] + "!") == NameTable::none);
  }
}

TEST_CASE("names alike in length, beginning and end are found as fast as others, and none for another") {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < 100'000; ++i) names.push_back(sluiced::testing::alike(i));
  names.push_back(names[77]);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const sluiced::testing::Cost cost = sluiced::testing::cost_of([&] {
    const NameTable table(views);
    CHECK(table.size() == 100'000);
    std::size_t right = 0;
    for (std::size_t i = 0; i < 100'000; ++i) right += table.find(names[i]) == i ? 1U : 0U;
    CHECK(right == 100'000);
    CHECK(table.find(sluiced::testing::alike(100'000)) == NameTable::none);
  });
  INFO(cost.text());
  CHECK(cost.within(std::chrono::seconds(20), std::size_t{64} << 20U));
}

TEST_CASE("of equal names the first counts, and an empty table holds nothing") {
  const std::vector<std::string_view> names{"a", "b", "a"};
  CHECK(NameTable(names).find("a") == 0);
  CHECK(NameTable(names).size() == 2);
  CHECK(NameTable().find("") == NameTable::none);
  CHECK(NameTable().find("a") == NameTable::none);
}
