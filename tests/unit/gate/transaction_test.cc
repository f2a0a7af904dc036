// Exactly once: what was written and the progress beside it, together or not at all.
#include <catch2/catch.hpp>

#include "gate/consumer_loop.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const TopicPartition orders1{"orders", 1};
const TopicPartition clicks0{"clicks", 0};
using State = TransactionStep::State;

struct ExactlyOnce : LoopFixture {
  ExactlyOnce() {
    settings.transactions = TransactionSettings{.id = "g-node-0", .commit_interval = Duration{1'000}, .commit_records = 100};
    make();
  }
  void put(std::int64_t offset, const std::string& value) { broker.put("orders", 0, offset, value); }
  /// A failing record whose letter is acknowledged and in no transaction that has ended.
  void write_one(std::int64_t offset) {
    put(offset, bad);
    step();
    sink.deliver_all();
    step();
  }
};

}  // namespace

TEST_CASE("letters and offsets are committed in one transaction, at its interval, and never stored beside it") {
  ExactlyOnce f;
  f.assign({orders0});
  f.put(0, f.good);
  f.write_one(1);
  CHECK(f.transactions.committed.empty());
  CHECK(f.broker.stored.empty());
  CHECK(f.delivered(0) == 0);
  f.after(Duration{1'000});
  f.step(2);
  REQUIRE(f.transactions.committed.size() == 1);
  CHECK(f.transactions.committed[0].sent.size() == 1);
  CHECK(f.transactions.committed[0].offsets == std::map<TopicPartition, std::int64_t>{{orders0, 2}});
  CHECK(f.broker.stored.empty());
  CHECK(f.delivered(0) == 1);
}

TEST_CASE("a transaction waits for the reports of everything sent in it, and takes nothing new meanwhile") {
  ExactlyOnce f;
  f.assign({orders0});
  f.put(0, f.bad);
  f.step(2);
  f.after(Duration{1'000});
  f.put(1, f.bad);
  f.step(3);
  CHECK(f.transactions.committed.empty());
  CHECK(f.sink.sent.size() == 1);
  f.sink.deliver_all();
  f.step(3);
  REQUIRE(f.transactions.committed.size() == 1);
  CHECK(f.transactions.committed[0].offsets.at(orders0) == 1);
  CHECK(f.sink.sent.size() == 2);
}

TEST_CASE("a full transaction is committed before its interval is over") {
  ExactlyOnce f;
  f.assign({orders0});
  for (std::int64_t offset = 0; offset < 100; ++offset) f.put(offset, offset == 0 ? f.bad : f.good);
  f.step();
  f.sink.deliver_all();
  f.step(3);
  CHECK(f.transactions.committed.size() == 1);
}

TEST_CASE("progress beside which nothing was written is committed every five seconds") {
  ExactlyOnce f;
  f.assign({orders0});
  f.put(0, f.good);
  f.step();
  f.after(Duration{4'000});
  f.step(3);
  CHECK(f.transactions.committed.empty());
  f.after(Duration{1'100});
  f.step(3);
  REQUIRE(f.transactions.committed.size() == 1);
  CHECK(f.transactions.committed[0].offsets.at(orders0) == 1);
  f.after(Duration{5'100});
  f.step(3);
  CHECK(f.transactions.committed.size() == 1);
}

TEST_CASE("after an abort everything that stood in it is written again, acknowledged or not, and then committed once") {
  ExactlyOnce f;
  f.assign({orders0, clicks0});
  f.write_one(0);
  f.broker.put("clicks", 0, 7, f.bad);
  f.step();
  f.transactions.spoilt_by = "another was refused";
  f.step(3);
  CHECK(f.transactions.aborted == 1);
  REQUIRE(f.sink.sent.size() == 4);
  CHECK(f.sink.sent[2].letter.topic == "orders.dlt");
  CHECK(f.sink.sent[3].letter.topic == "clicks.dlt");
  f.sink.deliver_all();  // the late report of the first attempt among them
  f.step();
  f.after(Duration{1'000});
  f.step(3);
  REQUIRE(f.transactions.committed.size() == 1);
  CHECK(f.transactions.committed[0].sent.size() == 2);
  CHECK(f.transactions.committed[0].offsets == std::map<TopicPartition, std::int64_t>{{orders0, 1}, {clicks0, 8}});
}

TEST_CASE("a denied letter aborts the transaction, and the other topic's are committed without it, and never its offset") {
  ExactlyOnce f;
  f.settings.hold_backoff.initial = Duration{60'000};
  f.settings.hold_backoff.max = Duration{60'000};
  f.make();
  f.assign({orders0, clicks0});
  f.put(3, f.bad);
  f.put(4, f.bad);
  f.step();
  f.sink.report(IoError{.kind = IoError::Kind::denied, .text = "denied"});
  f.sink.report(IoError{.kind = IoError::Kind::aborted, .text = "purged"});
  f.transactions.spoilt_by = "denied";
  f.step(4);
  CHECK(f.held(0, HoldReason::dlt_denied));
  f.broker.put("clicks", 0, 0, f.bad);
  f.step();
  f.sink.deliver_all();
  f.step();
  for (int turn = 0; turn < 3; ++turn) f.after(Duration{300});
  f.after(Duration{500});
  f.step(3);
  REQUIRE(!f.transactions.committed.empty());
  const auto& first = f.transactions.committed[0];
  CHECK(first.offsets.at(clicks0) == 1);
  for (const auto& one : f.transactions.committed)
    if (const auto orders = one.offsets.find(orders0); orders != one.offsets.end()) CHECK(orders->second <= 3);
  for (const auto& sent : first.sent) CHECK(sent.letter.topic == "clicks.dlt");
}

TEST_CASE("partitions are given up only after their transaction is committed") {
  ExactlyOnce f;
  f.assign({orders0});
  f.put(0, f.bad);
  f.step();
  f.broker.calls.clear();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(3);
  CHECK(f.broker.calls.empty());
  f.sink.deliver_all();
  f.step(4);
  REQUIRE(f.transactions.committed.size() == 1);
  CHECK(f.transactions.committed[0].offsets.at(orders0) == 1);
  CHECK(f.broker.calls == std::vector<std::string>{"unassign"});
}

TEST_CASE("what is not acknowledged in time is aborted before its partition is given up, and not written again here") {
  ExactlyOnce f;
  f.assign({orders0, orders1});
  f.put(0, f.bad);
  f.broker.put("orders", 1, 0, f.bad);
  f.step();
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step(2);
  f.after(Duration{6'000});
  f.step(4);
  CHECK(f.transactions.committed.empty());
  CHECK(f.transactions.aborted == 1);
  CHECK_FALSE(f.broker.assigned.contains(orders0));
  REQUIRE(f.sink.sent.size() == 3);  // only the other partition's letter again
  CHECK(f.sink.sent[2].letter.headers.size() == f.sink.sent[1].letter.headers.size());
  CHECK(f.sink.sent[2].letter.partition == 1);
}

TEST_CASE("partitions that are lost take their transaction with them") {
  ExactlyOnce f;
  f.assign({orders0, clicks0});
  f.write_one(0);
  f.broker.rebalance(Rebalance::Kind::lost, {orders0});
  f.step(3);
  CHECK(f.transactions.aborted == 1);
  f.after(Duration{6'000});
  f.step(3);
  for (const auto& one : f.transactions.committed) CHECK_FALSE(one.offsets.contains(orders0));
}

TEST_CASE("a transaction whose outcome nobody knows ends the loop, which comes back with new clients") {
  ExactlyOnce f;
  f.assign({orders0});
  f.write_one(0);
  f.transactions.commits = State::pending;
  f.after(Duration{1'000});
  f.step(2);
  CHECK_FALSE(f.loop->over());
  f.after(Duration{41'000});
  f.step(2);
  REQUIRE(f.loop->over());
  CHECK(f.loop->ended().how == Ended::How::retriable);
  CHECK(f.loop->ended().why.find("nobody knows") != std::string::npos);
}

TEST_CASE("no offset is asked for before what an earlier bearer of the id has left is ended") {
  ExactlyOnce f;
  f.transactions.prepares = State::pending;
  f.assign({orders0});
  CHECK(f.broker.assigned.empty());
  f.transactions.prepares = State::done;
  f.step(4);
  CHECK(f.broker.assigned.contains(orders0));
}

TEST_CASE("a drain commits what is open before the group is left") {
  ExactlyOnce f;
  f.assign({orders0});
  f.put(0, f.bad);
  f.step();
  f.control.drain();
  f.step();
  f.sink.deliver_all();
  f.step(6);
  REQUIRE(f.loop->over());
  CHECK(f.loop->ended().in_time);
  REQUIRE(f.transactions.committed.size() == 1);
  CHECK(f.transactions.committed[0].offsets.at(orders0) == 1);
}

TEST_CASE("a topic that has written as much as there is room for goes on once that is committed, before the interval") {
  ExactlyOnce f;
  f.settings.in_flight.letters_max = 2;
  f.make();
  f.assign({orders0});
  for (std::int64_t offset = 0; offset < 5; ++offset) f.put(offset, f.bad);
  for (int turn = 0; turn < 12; ++turn) {
    f.sink.deliver_all();
    f.step();
  }
  std::size_t letters = 0;
  for (const auto& one : f.transactions.committed) letters += one.sent.size();
  CHECK(letters >= 4);
  CHECK(f.sink.sent.size() == 5);
}

TEST_CASE("a letter that failed is not sent again before the transaction that it spoilt is aborted") {
  ExactlyOnce f;
  f.assign({orders0});
  f.put(0, f.bad);
  f.step();
  f.sink.refusing["orders.dlt"] = {.kind = IoError::Kind::aborted, .text = "to be aborted"};
  f.sink.report(IoError{.kind = IoError::Kind::too_large, .text = "too large"});
  f.step();
  CHECK(f.sink.sent.size() == 1);
  CHECK_FALSE(f.held(0));
  f.sink.refusing.clear();
  f.transactions.spoilt_by = "too large";
  f.step(3);
  CHECK(f.transactions.aborted == 1);
  CHECK(f.sink.sent.size() == 2);
}

TEST_CASE("a letter that asked once more while its partition was being given up is in no transaction that is committed") {
  ExactlyOnce f;
  f.assign({orders0, clicks0});
  f.put(3, f.bad);
  f.step();
  f.sink.report(IoError{.kind = IoError::Kind::denied, .text = "denied"});
  f.transactions.spoilt_by = "denied";
  f.step(4);
  REQUIRE(f.held(0, HoldReason::dlt_denied));
  f.broker.rebalance(Rebalance::Kind::revoked, {orders0});
  f.step();
  f.clock.advance(Duration{3'000});  // its next try is due
  f.step(4);
  REQUIRE_FALSE(f.broker.assigned.contains(orders0));
  f.sink.deliver_all();
  f.step();
  for (int turn = 0; turn < 4; ++turn) f.after(Duration{2'000});
  for (const auto& one : f.transactions.committed) CHECK(one.sent.empty());
}
