#include "cli/filter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>

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
  const FilterBounds bounds{.output_bytes_max = std::size_t{1} << 20};
  CHECK(run_filter("yes", "x", bounds).error() == "'yes' printed more than 1 MiB for one batch");
  const std::string then_waits = "head -c 2000000 /dev/zero; exec sleep 1000";
  CHECK(run_filter(then_waits, "x", bounds).error() == "'" + then_waits + "' printed more than 1 MiB for one batch");
}

TEST_CASE("a filter that hangs is ended with what it has started once we are to stop, whatever it does then") {
  std::array<int, 2> stop{};
  REQUIRE(pipe2(stop.data(), O_CLOEXEC) == 0);
  const std::string asks_to_stop = fmt::format("echo >/proc/$PPID/fd/{}; ", stop[1]);
  for (const std::string hanging :
       {"sleep 1000", "exec >&-; {}sleep 1000", "sleep 1000 & {}wait", "trap '' TERM; {}sleep 1000"}) {
    const std::string command = hanging.find("{}") == std::string::npos
                                    ? asks_to_stop + hanging
                                    : std::string(hanging).replace(hanging.find("{}"), 2, asks_to_stop);
    const auto asked = std::chrono::steady_clock::now();
    CHECK(run_filter(command, "x\n", {.stop = stop[0]}).error() ==
          "'" + command + "' was ended before it was done: asked to stop");
    CHECK(std::chrono::steady_clock::now() - asked < std::chrono::seconds(20));
    char taken = 0;
    REQUIRE(read(stop[0], &taken, 1) == 1);
  }
  CHECK(run_filter("cat", "x").ok());
  close(stop[0]);
  close(stop[1]);
}

}  // namespace
}  // namespace sluiced::cli
