#include "supervisor/supervisor.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

class FakeClients final : public Clients {
 public:
  gate::Source& source() override { return broker_; }
  gate::Committer& committer() override { return broker_; }
  gate::OffsetLookup& lookup() override { return broker_; }
  gate::DeadLetterSink& sink() override { return sink_; }
  gate::TopicAdmin& admin() override { return admin_; }

 private:
  FakeBroker broker_;
  FakeSink sink_;
  FakeAdmin admin_;
};

gate::LoopSettings group(const std::string& name) {
  gate::LoopSettings settings;
  settings.group = name;
  settings.topics = {topic_settings(name + "-topic")};
  return settings;
}

/// Clients for every group but `bad`, whose tries are counted.
struct World {
  std::atomic<int> bad_tries = 0;
  std::atomic<int> good_starts = 0;
  std::atomic<bool> mended = false;
  ManualClock clock;

  Supervisor supervisor() {
    const ClientFactory factory = [this](const gate::LoopSettings& settings, Wakeup&) -> std::unique_ptr<Clients> {
      if (settings.group == "bad" && !mended) {
        ++bad_tries;
        throw std::runtime_error("refused");
      }
      ++good_starts;
      return std::make_unique<FakeClients>();
    };
    return {{group("bad"), group("good")}, factory, {}, clock};
  }
};

/// Ticks as the main thread does, until `done` or 30 s of real time.
bool tick_until(Supervisor& supervisor, const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    supervisor.wakeup().wait(Duration{10});
    supervisor.tick();
  }
  return true;
}

}  // namespace

TEST_CASE("a loop that fails comes back after its backoff and not before; another group's loop does not notice") {
  World world;
  Supervisor supervisor = world.supervisor();
  supervisor.start();
  int tries = 1;
  for (const int step : {1'000, 2'000, 4'000}) {
    REQUIRE(tick_until(supervisor, [&] { return world.bad_tries == tries && supervisor.until_next_tick().has_value(); }));
    CHECK(*supervisor.until_next_tick() >= Duration{step / 2});
    CHECK(*supervisor.until_next_tick() <= Duration{step});
    world.clock.advance(*supervisor.until_next_tick() - Duration{1});
    supervisor.tick();
    CHECK(world.bad_tries == tries);
    world.clock.advance(Duration{1});
    supervisor.tick();
    ++tries;
  }
  CHECK(world.good_starts == 1);
  REQUIRE(tick_until(supervisor, [&] { return world.bad_tries == tries && supervisor.until_next_tick().has_value(); }));
  world.mended = true;
  world.clock.advance(Duration{60'000});
  REQUIRE(tick_until(supervisor, [&] { return world.good_starts == 2; }));
  supervisor.drain();
  CHECK(tick_until(supervisor, [&] { return supervisor.all_stopped(); }));
}

TEST_CASE("a drain stops every loop, and one that is waiting to come back stays away") {
  World world;
  Supervisor supervisor = world.supervisor();
  supervisor.start();
  REQUIRE(tick_until(supervisor, [&] { return supervisor.until_next_tick().has_value(); }));
  supervisor.drain();
  REQUIRE(tick_until(supervisor, [&] { return supervisor.all_stopped(); }));
  world.clock.advance(Duration{120'000});
  supervisor.tick();
  CHECK(world.bad_tries == 1);
  CHECK(supervisor.all_stopped());
}
