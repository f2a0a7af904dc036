// What the supervisor does where the machine gives it no thread.
#include "support/no_threads.h"

#include <catch2/catch.hpp>
#include <optional>

#include "supervisor/reloader.h"
#include "support/fake_loops.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

TEST_CASE("a reload that gets no thread is refused like one of a bad file, and the next one is read") {
  Wakeup outside;
  Reloader reloader([] { return Plan{}; }, outside);
  {
    const NoThreads none;
    CHECK(reloader.request() == 1);
  }
  const auto refused = reloader.take();
  REQUIRE(refused);
  REQUIRE_FALSE(refused->ok());
  CHECK(to_string(refused->error()).find("no thread") != std::string::npos);
  CHECK(reloader.completed() == 1);
  CHECK_FALSE(reloader.take());

  CHECK(reloader.request() == 2);
  std::optional<Result<Plan, Fault>> read;
  while (!(read = reloader.take())) outside.wait(Duration{1'000});
  CHECK(read->ok());
  CHECK(reloader.completed() == 2);
}

TEST_CASE("a loop that gets no thread is in backoff with the reason, and runs once there is one") {
  FakeWorld world;
  ManualClock clock;
  Supervisor supervisor(plan_of({loop_plan(world, "orders")}), clock);
  {
    const NoThreads none;
    supervisor.start();
    supervisor.tick();
  }
  CHECK(state_of(supervisor, "orders") == LoopState::backoff);
  CHECK(status_of(supervisor).loops.front().why.find("no thread") != std::string::npos);
  CHECK(world.made == 0);

  const auto wait = supervisor.until_next_tick();
  REQUIRE(wait);
  clock.advance(*wait);
  CHECK(tick_until(supervisor, [&] { return state_of(supervisor, "orders") == LoopState::running; }));
}
