// How partitions come and go, by a rebalance or by a drain, and what is committed then: docs/delivery-guarantees.md.
#include <catch2/catch.hpp>

#include "gate/consumer_loop.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition orders1{"orders", 1};

}  // namespace

TEST_CASE("a revocation waits for letters under way, commits exactly what is done, then lets go") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.good);
  f.broker.put("orders", 0, 1, f.bad);
  f.step();
  f.broker.calls.clear();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(3);
  CHECK(f.broker.calls.empty());
  f.sink.deliver_all();
  f.step(2);
  CHECK(f.broker.calls == std::vector<std::string>{"commit", "unassign"});
  CHECK(f.broker.committed_offsets[orders0] == 2);
}

TEST_CASE("a revocation waits no longer than its bound, and what is not acknowledged stays uncommitted") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.good);
  f.broker.put("orders", 0, 1, f.bad);
  f.step();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(2);
  f.after(f.settings.revoke_timeout);
  f.step(2);
  CHECK(f.broker.committed_offsets[orders0] == 1);
  CHECK(f.broker.assigned.empty());
}

TEST_CASE("records fetched while partitions are asked back: theirs are left alone, others' are judged") {
  LoopFixture f;
  f.assign({orders0, orders1});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step();
  f.broker.put("orders", 0, 1, f.good);
  f.broker.put("orders", 1, 0, f.good);
  f.step();
  CHECK(f.broker.stored[orders1] == 1);
  f.sink.deliver_all();
  f.step(2);
  CHECK(f.broker.committed_offsets[orders0] == 1);
  CHECK(f.broker.handed_out == 0);
  CHECK(f.count(0, VerdictCode::valid) == 1);
}

TEST_CASE("a late acknowledgement means nothing for a partition that came back meanwhile") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step();
  f.after(f.settings.revoke_timeout);
  f.step(2);
  f.broker.stored.clear();
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  REQUIRE(f.sink.under_way.size() == 2);
  f.sink.report(std::nullopt);  // of the first assignment
  f.step();
  CHECK(f.broker.stored.count(orders0) == 0);
  f.sink.report(std::nullopt);
  f.step();
  CHECK(f.broker.stored[orders0] == 1);
}

TEST_CASE("lost partitions are dropped at once and nothing is committed for them") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.good);
  f.broker.put("orders", 0, 1, f.bad);
  f.step();
  f.broker.calls.clear();
  f.broker.rebalance(Rebalance::Kind::lost, {orders0});
  f.step();
  CHECK(f.broker.calls == std::vector<std::string>{"unassign"});
}

TEST_CASE("a group's first start is committed before any partition is taken") {
  LoopFixture f;
  f.broker.log[orders0] = {7, 70};
  f.broker.answers_commits = false;
  f.assign({orders0});
  CHECK(f.broker.calls == std::vector<std::string>{"commit"});
  f.broker.answers_commits = true;
  f.step();
  CHECK(f.broker.calls == std::vector<std::string>{"commit", "assign"});
  CHECK(f.broker.assigned[orders0] == 7);
}

TEST_CASE("a drain finishes what is under way, commits and leaves") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  f.control.drain();
  f.step(3);
  CHECK_FALSE(f.loop->over());
  f.sink.deliver_all();
  f.step(4);
  REQUIRE(f.loop->over());
  CHECK(f.loop->ended().how == Ended::How::stopped);
  CHECK(f.loop->ended().in_time);
  CHECK(f.broker.committed_offsets[orders0] == 1);
  CHECK(f.broker.closed);
}

TEST_CASE("a drain ends by its deadline though no letter is ever acknowledged, and commits only what is done") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.good);
  f.broker.put("orders", 0, 1, f.bad);
  f.step();
  f.control.drain();
  Duration passed{0};
  for (; !f.loop->over() && passed < Duration{60'000}; passed += Duration{100}) f.after(Duration{100});
  CHECK(passed <= f.settings.drain_timeout);
  CHECK(f.broker.committed_offsets[orders0] == 1);
  CHECK_FALSE(f.loop->ended().in_time);
}

TEST_CASE("a drain ends by its deadline though neither commit nor leaving is answered") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.answers_commits = false;
  f.broker.can_close = false;
  f.control.drain();
  Duration passed{0};
  for (; !f.loop->over() && passed < Duration{60'000}; passed += Duration{100}) f.after(Duration{100});
  CHECK(passed <= f.settings.drain_timeout + Duration{100});
  CHECK_FALSE(f.loop->ended().in_time);
}

TEST_CASE("records fetched during a drain are not judged and not committed") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.step();
  f.control.drain();
  f.broker.put("orders", 0, 1, f.good);
  f.step();
  f.sink.deliver_all();
  f.step(4);
  CHECK(f.broker.committed_offsets[orders0] == 1);
  CHECK(f.count(0, VerdictCode::valid) == 0);
}

TEST_CASE("a failure of the group as a whole ends the loop for a new one to try") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.next_failure = IoError{.kind = IoError::Kind::fatal, .text = "fenced"};
  f.step();
  REQUIRE(f.loop->over());
  CHECK(f.loop->ended().how == Ended::How::retriable);
  CHECK(f.loop->ended().why == "fenced");
}

TEST_CASE("a drain in the middle of an assignment answers it with nothing, so that the group can be left") {
  LoopFixture f;
  f.broker.answers_commits = false;
  f.assign({orders0});
  f.control.drain();
  f.step(3);
  CHECK(f.broker.calls == std::vector<std::string>{"commit", "assign"});
  CHECK(f.broker.assigned.empty());
  CHECK(f.loop->over());
}

TEST_CASE("a record that is fetched twice is judged once") {
  LoopFixture f;
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.bad);
  f.broker.put("orders", 0, 1, f.good);
  f.step();
  f.broker.put("orders", 0, 0, f.bad);
  f.broker.put("orders", 0, 1, f.good);
  f.broker.put("orders", 0, 2, f.good);
  f.step();
  CHECK(f.sink.sent.size() == 1);
  CHECK(f.count(0, VerdictCode::valid) == 2);
}
