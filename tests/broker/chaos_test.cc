// Faults of every kind at once, from a seed. The long form is scripts/chaos.
#include "chaos.h"

#include <fmt/format.h>

#include <cstdlib>
#include <random>

namespace sluiced::testing {
namespace {

std::string given(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

std::uint64_t number(const char* name, std::uint64_t otherwise) {
  const std::string text = given(name);
  return text.empty() ? otherwise : std::strtoull(text.c_str(), nullptr, 10);
}

ChaosPlan plan_given() {
  const std::uint64_t seed = number("SLUICED_CHAOS_SEED", std::random_device{}());
  // What is not asked for is the seed's choice.
  const bool exactly_once =
      given("SLUICED_CHAOS_DELIVERY").empty() ? seed / 2 % 2 == 1 : given("SLUICED_CHAOS_DELIVERY") == "exactly_once";
  const bool forward = given("SLUICED_CHAOS_MODE").empty() ? seed / 4 % 2 == 1 : given("SLUICED_CHAOS_MODE") == "forward";
  return {.seed = seed,
          .lasts = seconds(number("SLUICED_CHAOS_SECONDS", 60)),
          .exactly_once = exactly_once,
          .forward = forward,
          .assignor = given("SLUICED_CHAOS_ASSIGNOR").empty() ? "range" : given("SLUICED_CHAOS_ASSIGNOR"),
          .static_membership = given("SLUICED_CHAOS_STATIC") == "1",
          .members = static_cast<int>(number("SLUICED_CHAOS_MEMBERS", 3)),
          .brokers = static_cast<int>(number("SLUICED_CHAOS_BROKERS", 3)),
          .delay_end_txn_ms = static_cast<std::int64_t>(number("SLUICED_CHAOS_DELAY_END_TXN_MS", 0)),
          .binary = given("SLUICED_DAEMON")};
}

TEST_CASE("a minute of kills, freezes, cuts and denials, of members and brokers, loses nothing") {
  const ChaosPlan plan = plan_given();
  CAPTURE(plan.seed);
  const ChaosResult result = run_chaos(plan);
  INFO(table(plan, result) << result.folder);
  CHECK(result.as_promised(plan));
  WARN(table(plan, result));
}

TEST_CASE("long chaos", "[.chaos]") {
  const ChaosPlan plan = plan_given();
  fmt::print("seed {}\n", plan.seed);
  std::fflush(stdout);
  const ChaosResult result = run_chaos(plan);
  fmt::print("{}", table(plan, result));
  CHECK(result.as_promised(plan));
}

}  // namespace
}  // namespace sluiced::testing
