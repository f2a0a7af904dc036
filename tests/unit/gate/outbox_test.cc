#include "gate/outbox.h"

#include <catch2/catch.hpp>

#include "support/gate_fakes.h"

using namespace sluiced;
using namespace sluiced::gate;
using sluiced::testing::FakeSink;

namespace {

OutgoingRecord letter(const std::string& value) {
  return {.topic = "orders.dlt", .partition = 0, .key = std::nullopt, .value = value, .headers = {}};
}

bool anything(const Origin&) { return true; }

}  // namespace

TEST_CASE("a letter is kept until it is acknowledged, and sent again after a failed report") {
  FakeSink sink;
  Outbox outbox(sink, {}, 0);
  CHECK_FALSE(outbox.add(letter("a"), {.partition = 0, .ownership = 1, .offset = {7}}));
  sink.fail_all(IoError::Kind::denied);
  std::vector<DeliveryReport> reports;
  sink.take_reports(reports);
  const auto failed = outbox.settle(reports.at(0));
  REQUIRE(failed);
  CHECK(failed->error);
  CHECK(outbox.size() == 1);
  CHECK(outbox.in_flight() == 0);

  CHECK_FALSE(outbox.send_kept(10, anything).refused);
  CHECK(sink.sent.size() == 2);
  CHECK(sink.sent[1].letter.value == "a");
  sink.deliver_all();
  sink.take_reports(reports);
  const auto delivered = outbox.settle(reports.at(0));
  REQUIRE(delivered);
  CHECK_FALSE(delivered->error);
  CHECK(delivered->origin.offset == Offset{7});
  CHECK(outbox.size() == 0);
}

TEST_CASE("a refused letter is kept and keeps its turn") {
  FakeSink sink;
  sink.refusing["orders.dlt"] = {.kind = IoError::Kind::missing, .text = "no such topic"};
  Outbox outbox(sink, {}, 0);
  CHECK(outbox.add(letter("a"), {}));
  CHECK(outbox.add(letter("b"), {}));
  CHECK(outbox.send_kept(10, anything).refused);
  CHECK(outbox.kept() == 2);
  sink.refusing.clear();
  CHECK_FALSE(outbox.send_kept(1, anything).refused);
  CHECK(sink.sent.at(0).letter.value == "a");
}

TEST_CASE("room is bounded in number and in bytes, and one letter always fits") {
  FakeSink sink;
  Outbox by_number(sink, {.letters_max = 2, .bytes_max = 1000}, 0);
  by_number.add(letter("a"), {});
  CHECK(by_number.has_room());
  by_number.add(letter("b"), {});
  CHECK_FALSE(by_number.has_room());

  Outbox by_bytes(sink, {.letters_max = 100, .bytes_max = 10}, 0);
  CHECK(by_bytes.has_room());
  by_bytes.add(letter(std::string(50, 'x')), {});
  CHECK_FALSE(by_bytes.has_room());
}

TEST_CASE("what belongs to a partition given up is forgotten: late reports mean nothing, its room is free") {
  FakeSink sink;
  Outbox outbox(sink, {.letters_max = 2, .bytes_max = 1000}, 0);
  outbox.add(letter("a"), {.partition = 0, .ownership = 1, .offset = {1}});
  outbox.add(letter("b"), {.partition = 1, .ownership = 1, .offset = {1}});
  outbox.forget(0);
  CHECK(outbox.has_room());
  sink.deliver_all();
  std::vector<DeliveryReport> reports;
  sink.take_reports(reports);
  CHECK_FALSE(outbox.settle(reports.at(0)));
  CHECK(outbox.settle(reports.at(1)));
}

TEST_CASE("kept letters follow a dead-letter topic that came back with fewer partitions") {
  FakeSink sink;
  sink.refusing["orders.dlt"] = {.kind = IoError::Kind::missing, .text = "no such partition"};
  Outbox outbox(sink, {}, 0);
  outbox.add(letter("a"), {.partition = 5, .ownership = 1, .offset = {1}});
  outbox.retarget(OutletId::dead_letters, [](PartitionId source) { return letter_partition(source, 3); });
  sink.refusing.clear();
  CHECK_FALSE(outbox.send_kept(1, anything).refused);
  CHECK(sink.sent.at(0).letter.partition == 2);
}
