#include "supervisor/supervisor.h"

#include <catch2/catch.hpp>

#include "support/fake_loops.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

/// A group whose clients are refused, and one that does well.
struct Scene {
  FakeWorld world;
  ManualClock clock;
  std::unique_ptr<Supervisor> supervisor;

  Scene() {
    world.made_for["sluiced/bad/0"] = 0;
    world.made_for["sluiced/good/0"] = 0;
    world.refuse("bad", true);
    supervisor = std::make_unique<Supervisor>(plan_of({loop_plan(world, "bad"), loop_plan(world, "good")}), clock);
  }
  int tries(const std::string& group) { return world.made_for.at("sluiced/" + group + "/0"); }
  bool in_backoff() { return state_of(*supervisor, "bad") == LoopState::backoff; }
  /// Lets the backoff pass that the bad group is in, and the next try fail.
  Duration next_backoff() {
    REQUIRE(tick_until(*supervisor, [&] { return in_backoff(); }));
    const Duration wait = *supervisor->until_next_tick();
    clock.advance(wait);
    const int before = tries("bad");
    REQUIRE(tick_until(*supervisor, [&] { return tries("bad") == before + 1 && in_backoff(); }));
    return wait;
  }
};

}  // namespace

TEST_CASE("a loop that fails comes back after 1, 2, 4 … 60 s, half of it at random, and never earlier") {
  Scene scene;
  scene.supervisor->start();
  for (const int step : {1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
    REQUIRE(tick_until(*scene.supervisor, [&] { return scene.in_backoff(); }));
    const Duration wait = *scene.supervisor->until_next_tick();
    CHECK(wait >= Duration{step / 2});
    CHECK(wait <= Duration{step});
    const int before = scene.tries("bad");
    scene.clock.advance(wait - Duration{1});
    scene.supervisor->tick();
    CHECK(scene.tries("bad") == before);
    scene.clock.advance(Duration{1});
    REQUIRE(tick_until(*scene.supervisor, [&] { return scene.tries("bad") == before + 1 && scene.in_backoff(); }));
  }
}

TEST_CASE("one group's failures leave another group's loop alone") {
  Scene scene;
  scene.supervisor->start();
  REQUIRE(tick_until(*scene.supervisor, [&] { return state_of(*scene.supervisor, "good") == LoopState::running; }));
  for (int i = 0; i < 5; ++i) scene.next_backoff();
  CHECK(scene.tries("good") == 1);
  CHECK(state_of(*scene.supervisor, "good") == LoopState::running);
}

TEST_CASE("the backoff begins anew after a loop was well for reset_after, and not after a moment") {
  Scene scene;
  scene.supervisor->start();
  for (int i = 0; i < 4; ++i) scene.next_backoff();
  const auto recover_for = [&](Duration time) {
    scene.world.refuse("bad", false);
    scene.clock.advance(*scene.supervisor->until_next_tick());
    REQUIRE(tick_until(*scene.supervisor, [&] { return state_of(*scene.supervisor, "bad") == LoopState::running; }));
    scene.clock.advance(time);
    scene.world.refuse("bad", true);
    // A changed plan that needs new clients makes it leave; the new clients are refused.
    Plan plan = scene.supervisor->plan();
    plan.loops[0].settings.topics[0].dead_letter_topic += "x";
    scene.supervisor->apply(std::move(plan));
    REQUIRE(tick_until(*scene.supervisor, [&] { return scene.in_backoff(); }));
    return *scene.supervisor->until_next_tick();
  };
  CHECK(recover_for(Duration{1'000}) > Duration{4'000});
  CHECK(recover_for(scene.supervisor->plan().settings.backoff_reset_after) <= Duration{1'000});
}

TEST_CASE("a loop that is fenced comes back once, for it may have been fenced by its own past") {
  Scene scene;
  scene.world.refuse("bad", false);
  scene.world.fenced.insert("bad");
  scene.supervisor->start();
  REQUIRE(tick_until(*scene.supervisor, [&] { return scene.in_backoff(); }));
  {
    const std::lock_guard lock(scene.world.mutex);
    scene.world.fenced.clear();
  }
  scene.clock.advance(*scene.supervisor->until_next_tick());
  CHECK(tick_until(*scene.supervisor, [&] { return state_of(*scene.supervisor, "bad") == LoopState::running; }));
}

TEST_CASE("a loop that is fenced again is given up instead of coming back for ever, until a reload") {
  Scene scene;
  scene.world.refuse("bad", false);
  scene.world.fenced.insert("bad");
  scene.supervisor->start();
  REQUIRE(tick_until(*scene.supervisor, [&] { return scene.in_backoff(); }));
  scene.clock.advance(*scene.supervisor->until_next_tick());
  REQUIRE(tick_until(*scene.supervisor, [&] { return state_of(*scene.supervisor, "bad") == LoopState::failed; }));
  scene.clock.advance(Duration{3'600'000});
  scene.supervisor->tick();
  CHECK(scene.tries("bad") == 2);
  {
    const std::lock_guard lock(scene.world.mutex);
    scene.world.fenced.clear();
  }
  scene.supervisor->apply(scene.supervisor->plan());
  CHECK(tick_until(*scene.supervisor, [&] { return state_of(*scene.supervisor, "bad") == LoopState::running; }));
}

TEST_CASE("a drain stops every loop, and one that is waiting to come back stays away") {
  Scene scene;
  scene.supervisor->start();
  REQUIRE(tick_until(*scene.supervisor, [&] { return scene.in_backoff(); }));
  scene.supervisor->drain();
  REQUIRE(tick_until(*scene.supervisor, [&] { return scene.supervisor->all_stopped(); }));
  scene.clock.advance(Duration{120'000});
  scene.supervisor->tick();
  CHECK(scene.tries("bad") == 1);
  CHECK(scene.supervisor->all_stopped());
}

TEST_CASE("every instance of a group is a loop of its own") {
  FakeWorld world;
  ManualClock clock;
  Supervisor supervisor(plan_of({loop_plan(world, "g", 0), loop_plan(world, "g", 1)}), clock);
  supervisor.start();
  REQUIRE(tick_until(supervisor, [&] {
    return state_of(supervisor, "g", 0) == LoopState::running && state_of(supervisor, "g", 1) == LoopState::running;
  }));
  CHECK(status_of(supervisor).loops.size() == 2);
  CHECK(status_of(supervisor).topics.size() == 1);
}

TEST_CASE("a loop whose thread does not come round within stall_timeout is stalled, and one in backoff never is") {
  Scene scene;
  scene.supervisor->start();
  REQUIRE(tick_until(*scene.supervisor,
                     [&] { return scene.in_backoff() && state_of(*scene.supervisor, "good") == LoopState::running; }));
  CHECK(status_of(*scene.supervisor).healthy());
  scene.clock.advance(scene.supervisor->plan().settings.stall_timeout);
  // The good one's thread waits in real time for at most a second, and then stamps; until then it looks stalled.
  const Status stalled = status_of(*scene.supervisor);
  CHECK_FALSE(stalled.loops[0].stalled);
  CHECK(tick_until(*scene.supervisor, [&] { return status_of(*scene.supervisor).healthy(); }));
}
