#include <catch2/catch.hpp>

#include "support/fake_loops.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

struct Scene {
  FakeWorld world;
  ManualClock clock;
  std::unique_ptr<Supervisor> supervisor;

  Scene() {
    for (const char* client : {"sluiced/a/0", "sluiced/b/0", "sluiced/c/0"}) world.made_for[client] = 0;
    supervisor = std::make_unique<Supervisor>(plan_of({loop_plan(world, "a"), loop_plan(world, "b")}), clock);
    supervisor->start();
    REQUIRE(all_run());
  }
  bool all_run() {
    return tick_until(*supervisor, [&] {
      const Status status = status_of(*supervisor);
      return std::all_of(status.loops.begin(), status.loops.end(),
                         [](const LoopStatus& loop) { return loop.state == LoopState::running; });
    });
  }
  int starts(const std::string& group) { return world.made_for.at("sluiced/" + group + "/0"); }
  bool everywhere() {
    return tick_until(*supervisor, [&] { return supervisor->generation_everywhere(); });
  }
};

}  // namespace

TEST_CASE("a reload that changes schemas alone reaches every loop without one of them leaving its group") {
  Scene scene;
  Plan plan = scene.supervisor->plan();
  plan.loops[0].settings.topics[0].schema = schema_of(R"({"type":"string"})");
  const std::string sha256 = plan.loops[0].settings.topics[0].schema.sha256();
  const Changes changes = scene.supervisor->apply(std::move(plan));
  CHECK(changes.restarted == 0);
  CHECK(changes.swapped == 2);
  CHECK(scene.supervisor->generation() == 2);
  CHECK(scene.everywhere());
  CHECK(scene.starts("a") == 1);
  CHECK(scene.starts("b") == 1);
  const Status status = status_of(*scene.supervisor);
  CHECK(status.topics[0].schema_sha256 == sha256);
  CHECK(status.topics[0].schema_new);
  CHECK_FALSE(status.topics[1].schema_new);
  CHECK(status.loops[0].generation == 2);
}

TEST_CASE("a reload restarts the groups whose configuration has changed, and no other") {
  Scene scene;
  Plan plan = scene.supervisor->plan();
  plan.loops[0].settings.topics[0].mode = gate::Mode::observe;
  const Changes changes = scene.supervisor->apply(std::move(plan));
  CHECK(changes.restarted == 1);
  CHECK(scene.everywhere());
  REQUIRE(scene.all_run());
  CHECK(scene.starts("a") == 2);
  CHECK(scene.starts("b") == 1);
}

TEST_CASE("a reload restarts a group whose clients would be others") {
  Scene scene;
  Plan plan = scene.supervisor->plan();
  plan.loops[1].clients = std::make_shared<FakeFactory>(scene.world, "with another password");
  scene.supervisor->apply(std::move(plan));
  CHECK(scene.everywhere());
  REQUIRE(scene.all_run());
  CHECK(scene.starts("a") == 1);
  CHECK(scene.starts("b") == 2);
}

TEST_CASE("a reload starts groups that are new and drains those that are gone") {
  Scene scene;
  Plan plan = plan_of({loop_plan(scene.world, "b"), loop_plan(scene.world, "c")});
  plan.loops[0] = scene.supervisor->plan().loops[1];
  const Changes changes = scene.supervisor->apply(std::move(plan));
  CHECK(changes.started == 1);
  CHECK(changes.stopped == 1);
  REQUIRE(tick_until(*scene.supervisor, [&] { return status_of(*scene.supervisor).loops.size() == 2; }));
  REQUIRE(scene.all_run());
  CHECK(scene.starts("b") == 1);
  CHECK(scene.starts("c") == 1);
  CHECK(state_of(*scene.supervisor, "c") == LoopState::running);
}

TEST_CASE("a group that was taken out and is put back while it drains comes back") {
  Scene scene;
  const Plan both = scene.supervisor->plan();
  Plan one = both;
  one.loops.pop_back();
  scene.supervisor->apply(std::move(one));
  scene.supervisor->apply(both);
  CHECK(scene.everywhere());
  REQUIRE(scene.all_run());
  CHECK(state_of(*scene.supervisor, "b") == LoopState::running);
  CHECK(status_of(*scene.supervisor).loops.size() == 2);
}

TEST_CASE("a hold by hand outlives a restart of its loop and a reload, until it is released") {
  Scene scene;
  const auto held = [&] { return status_of(*scene.supervisor).topics[0].holds[index_of(HoldReason::by_hand)].held; };
  CHECK(scene.supervisor->hold(1, "a-topic").asked == 1);
  CHECK(tick_until(*scene.supervisor, held));
  CHECK(tick_until(*scene.supervisor, [&] { return !scene.supervisor->take_answers().empty(); }));
  Plan plan = scene.supervisor->plan();
  plan.loops[0].settings.topics[0].dead_letter_topic += "x";
  scene.supervisor->apply(std::move(plan));
  REQUIRE(scene.everywhere());
  REQUIRE(scene.all_run());
  CHECK(scene.starts("a") == 2);
  CHECK(tick_until(*scene.supervisor, held));
  scene.supervisor->release(2, "a-topic");
  CHECK(tick_until(*scene.supervisor, [&] { return !held(); }));
}

TEST_CASE("while a member leaves its group, no member by a newer plan joins it") {
  FakeWorld world;
  ManualClock clock;
  Supervisor supervisor(plan_of({loop_plan(world, "g", 0), loop_plan(world, "g", 1)}), clock);
  supervisor.start();
  REQUIRE(tick_until(supervisor, [&] {
    return state_of(supervisor, "g", 0) == LoopState::running && state_of(supervisor, "g", 1) == LoopState::running;
  }));
  auto plan = plan_of({loop_plan(world, "g", 0)});
  plan.loops[0].clients = std::make_shared<FakeFactory>(world, "with another assignor");
  supervisor.apply(std::move(plan));
  REQUIRE(tick_until(supervisor, [&] {
    const auto loops = status_of(supervisor).loops;
    const auto is = [&](LoopState state) {
      return std::any_of(loops.begin(), loops.end(), [&](const LoopStatus& loop) { return loop.state == state; });
    };
    CHECK_FALSE((is(LoopState::draining) && (is(LoopState::starting) || is(LoopState::running))));
    return supervisor.generation_everywhere() && loops.size() == 1;
  }));
  CHECK(world.made == 3);
}

TEST_CASE("a hold by hand holds wherever a reload puts its topic: in another group, or in one more instance") {
  Scene scene;
  const auto held = [&](std::size_t topic) {
    return status_of(*scene.supervisor).topics[topic].holds[index_of(HoldReason::by_hand)].held;
  };
  scene.supervisor->hold(1, "a-topic");
  REQUIRE(tick_until(*scene.supervisor, [&] { return held(0); }));
  auto moved = loop_plan(scene.world, "c");
  moved.settings.topics = {topic_settings("a-topic")};
  auto more = moved;
  more.settings.instance = 1;
  more.settings.client = "sluiced/c/1";
  scene.supervisor->apply(plan_of({moved, more}));
  REQUIRE(scene.everywhere());
  REQUIRE(scene.all_run());
  CHECK(held(0));
  for (const LoopPlan& loop : scene.supervisor->plan().loops) CHECK(loop.settings.topics[0].held_by_hand);
}

TEST_CASE("what is asked about a topic that nobody has is known by no loop") {
  Scene scene;
  CHECK(scene.supervisor->hold(1, "no-such-topic").known == 0);
}
