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

TEST_CASE(
    "loops know since when they judge by a schema: a reload with the same one changes nothing about that, and restarts nobody") {
  Scene scene;
  const auto since = [&](std::size_t loop) { return scene.supervisor->plan().loops[loop].settings.topics[0].schema_since; };
  const MonotonicTime start = scene.clock.now();
  CHECK(since(0) == start);
  scene.clock.advance(Duration{60'000});
  Plan fresh = plan_of({loop_plan(scene.world, "a"), loop_plan(scene.world, "b")});
  fresh.loops[1].settings.topics[0].schema = schema_of(R"({"type":"string"})");
  const Changes changes = scene.supervisor->apply(fresh);
  CHECK(changes.restarted == 0);
  CHECK(since(0) == start);
  CHECK(since(1) == start + Duration{60'000});
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

namespace {

/// A group that takes what fits `shop.*`, and a named topic beside it.
struct Matching {
  FakeWorld world;
  ManualClock clock;
  std::unique_ptr<Supervisor> supervisor;

  Matching() {
    world.made_for["sluiced/shop/0"] = 0;
    world.topics = {{"shop.orders", 1}, {"shop.clicks", 1}, {"farm.eggs", 1}};
    LoopPlan plan = loop_plan(world, "shop");
    plan.settings.rules = {.entries = {{.pattern = "shop.*", .exclude = {}, .letters = {"", ".dlt"}}}, .never = {}};
    plan.settings.matches = {{.entry = 0, .topic = topic_settings("")}};
    plan.settings.matches[0].topic.mode = gate::Mode::observe;
    supervisor = std::make_unique<Supervisor>(plan_of({plan}), clock);
    supervisor->start();
    REQUIRE(sees({"shop-topic", "shop.clicks", "shop.orders"}));
  }
  bool sees(const std::vector<std::string>& topics) {
    return tick_until(*supervisor, [&] {
      std::vector<std::string> seen;
      for (const TopicStatus& topic : status_of(*supervisor).topics) seen.push_back(topic.topic);
      return seen == topics && state_of(*supervisor, "shop") == LoopState::running;
    });
  }
};

}  // namespace

TEST_CASE("topics that match stand in the status under their own names, as their entry says they are") {
  Matching scene;
  scene.supervisor->sample();
  const Status status = status_of(*scene.supervisor);
  CHECK(status.topics[1].mode == gate::Mode::observe);
  CHECK(status.topics[1].group == "shop");
  CHECK(status.topics[1].schema_sha256 == status.topics[0].schema_sha256);
  CHECK_FALSE(status.topics[1].schema_new);
}

TEST_CASE("a schema of those that match is swapped without the loop leaving its group, other changes restart it") {
  Matching scene;
  Plan plan = scene.supervisor->plan();
  plan.loops[0].settings.matches[0].topic.schema = schema_of(R"({"type":"string"})");
  const std::string sha256 = plan.loops[0].settings.matches[0].topic.schema.sha256();
  CHECK(scene.supervisor->apply(plan).swapped == 1);
  CHECK(tick_until(*scene.supervisor, [&] { return scene.supervisor->generation_everywhere(); }));
  CHECK(status_of(*scene.supervisor).topics[2].schema_sha256 == sha256);
  CHECK(status_of(*scene.supervisor).topics[2].schema_new);
  CHECK(scene.world.made_for.at("sluiced/shop/0") == 1);
  plan.loops[0].settings.rules.entries[0].exclude = {"shop.clicks"};
  CHECK(scene.supervisor->apply(plan).restarted == 1);
  CHECK(scene.sees({"shop-topic", "shop.orders"}));
  CHECK(scene.world.made_for.at("sluiced/shop/0") == 2);
}

TEST_CASE("a topic that matches is held by hand over a restart of its loop") {
  Matching scene;
  const Supervisor::Asked asked = scene.supervisor->hold(7, "shop.orders");
  CHECK(asked.asked == 1);
  CHECK(scene.supervisor->hold(8, "farm.eggs").known == 0);
  const auto held = [&](const std::string& name) {
    const Status status = status_of(*scene.supervisor);
    const auto topic =
        std::find_if(status.topics.begin(), status.topics.end(), [&](const auto& one) { return one.topic == name; });
    return topic != status.topics.end() && topic->hold() != nullptr;
  };
  CHECK(tick_until(*scene.supervisor, [&] { return held("shop.orders"); }));
  Plan plan = scene.supervisor->plan();
  plan.loops[0].settings.topics[0].mode = gate::Mode::observe;
  scene.supervisor->apply(plan);
  CHECK(tick_until(*scene.supervisor, [&] { return scene.world.made_for.at("sluiced/shop/0") == 2 && held("shop.orders"); }));
  CHECK_FALSE(held("shop.clicks"));
}
