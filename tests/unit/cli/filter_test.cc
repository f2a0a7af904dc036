#include "cli/filter.h"

#include <catch2/catch.hpp>

namespace sluiced::cli {
namespace {

TEST_CASE("a filter that answers while it reads gets all of a large input, and all of its answer is taken") {
  std::string input;
  for (int i = 0; i < 200'000; ++i) input += "a line of some length\n";
  const auto output = run_filter("cat", input);
  REQUIRE(output);
  CHECK(*output == input);
}

TEST_CASE("a filter that stops reading is no error") {
  const std::string input(4'000'000, 'x');
  const auto output = run_filter("head -c 3", input);
  REQUIRE(output);
  CHECK(*output == "xxx");
}

TEST_CASE("a filter that fails, is killed or is not there is told in one clause") {
  CHECK(run_filter("cat; exit 3", "x").error() == "'cat; exit 3' ended with exit code 3");
  CHECK(run_filter("kill -9 $$", "x").error() == "'kill -9 $$' was ended by signal 9");
  CHECK(run_filter("sluiced-no-such-program 2>&-", "x").error() == "'sluiced-no-such-program 2>&-' ended with exit code 127");
}

TEST_CASE("a filter that never stops printing is told of once it has printed too much, and ended") {
  CHECK(run_filter("yes", "x", std::size_t{1} << 20).error() == "'yes' printed more than 1 MiB for one batch");
}

}  // namespace
}  // namespace sluiced::cli
