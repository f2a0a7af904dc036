#include "gate/start_offsets.h"

#include <catch2/catch.hpp>

#include "support/gate_fakes.h"

using namespace sluiced;
using namespace sluiced::gate;
using sluiced::testing::FakeBroker;

namespace {

const TopicPartition p0{"orders", 0};
const TopicPartition p1{"orders", 1};

FakeBroker two_partitions() {
  FakeBroker broker;
  broker.log[p0] = {10, 100};
  broker.log[p1] = {20, 200};
  broker.partition_counts["orders"] = 2;
  return broker;
}

StartOffsets resolve(FakeBroker& broker, std::vector<TopicPartition> assigned, StartPosition at = {}) {
  auto resolved = resolve_start_offsets(
      broker, assigned, [&](const std::string&) { return at; }, WallTime{});
  REQUIRE(resolved.ok());
  return *resolved;
}

std::map<TopicPartition, std::int64_t> by_partition(const std::vector<PartitionStart>& starts) {
  std::map<TopicPartition, std::int64_t> map;
  for (const auto& start : starts) map[start.partition] = start.at.value;
  return map;
}

}  // namespace

TEST_CASE("a committed offset is gone on from, and not committed again") {
  FakeBroker broker = two_partitions();
  broker.committed_offsets = {{p0, 55}, {p1, 66}};
  const StartOffsets starts = resolve(broker, {p0, p1}, {.kind = StartPosition::Kind::latest});
  CHECK(by_partition(starts.starts) == std::map<TopicPartition, std::int64_t>{{p0, 55}, {p1, 66}});
  CHECK(starts.to_commit.empty());
  CHECK(starts.lost.empty());
}

TEST_CASE("a new group begins at the earliest record, and that is committed") {
  FakeBroker broker = two_partitions();
  const StartOffsets starts = resolve(broker, {p0, p1});
  CHECK(by_partition(starts.starts) == std::map<TopicPartition, std::int64_t>{{p0, 10}, {p1, 20}});
  CHECK(by_partition(starts.to_commit) == by_partition(starts.starts));
}

TEST_CASE("a new group that begins at the latest decides it once, for partitions of other members too") {
  FakeBroker broker = two_partitions();
  const StartOffsets starts = resolve(broker, {p0}, {.kind = StartPosition::Kind::latest});
  CHECK(by_partition(starts.starts) == std::map<TopicPartition, std::int64_t>{{p0, 100}});
  CHECK(by_partition(starts.to_commit) == std::map<TopicPartition, std::int64_t>{{p0, 100}, {p1, 200}});
}

TEST_CASE("a partition added later begins at its log start, however the group began") {
  FakeBroker broker = two_partitions();
  broker.committed_offsets = {{p0, 55}};
  SECTION("assigned together with the known one") {
    CHECK(by_partition(resolve(broker, {p0, p1}, {.kind = StartPosition::Kind::latest}).starts)[p1] == 20);
  }
  SECTION("assigned alone") {
    CHECK(by_partition(resolve(broker, {p1}, {.kind = StartPosition::Kind::latest}).starts)[p1] == 20);
  }
}

TEST_CASE("an offset that the broker no longer has is reported as lost, and the log start is gone on from") {
  FakeBroker broker = two_partitions();
  broker.committed_offsets = {{p0, 3}, {p1, 20}};
  const StartOffsets starts = resolve(broker, {p0, p1});
  CHECK(by_partition(starts.starts)[p0] == 10);
  REQUIRE(starts.lost.size() == 1);
  CHECK(starts.lost[0].partition == p0);
  CHECK(starts.lost[0].committed == NextOffset{3});
  CHECK(starts.lost[0].log_start == NextOffset{10});
}

TEST_CASE("a start by time is looked up") {
  FakeBroker broker = two_partitions();
  const StartOffsets starts = resolve(broker, {p0, p1}, {.kind = StartPosition::Kind::ago, .ago = Duration{1000}});
  CHECK(by_partition(starts.starts) == std::map<TopicPartition, std::int64_t>{{p0, 55}, {p1, 110}});
}

TEST_CASE("a broker that does not answer is told as such, not guessed around") {
  FakeBroker broker = two_partitions();
  broker.answers = false;
  const std::vector<TopicPartition> assigned{p0};
  const auto resolved = resolve_start_offsets(
      broker, assigned, [](const std::string&) { return StartPosition{}; }, WallTime{});
  REQUIRE_FALSE(resolved.ok());
  CHECK(resolved.error().kind == IoError::Kind::unreachable);
}

TEST_CASE("a committed offset beyond the log's end is reported as lost: what stands there now was never read") {
  FakeBroker broker = two_partitions();
  broker.committed_offsets = {{p0, 150}, {p1, 200}};
  const StartOffsets starts = resolve(broker, {p0, p1});
  CHECK(by_partition(starts.starts) == std::map<TopicPartition, std::int64_t>{{p0, 10}, {p1, 200}});
  REQUIRE(starts.lost.size() == 1);
  CHECK(starts.lost[0].partition == p0);
  CHECK(starts.lost[0].count() == 50);
}
