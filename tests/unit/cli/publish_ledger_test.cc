#include "cli/publish_ledger.h"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace sluiced::cli {
namespace {

using State = PublishLedger::Line::State;

struct Scene {
  PublishLedger ledger;

  /// Lines 10, 20, 30, …
  void begin(std::uint64_t count) {
    for (std::uint64_t i = 1; i <= count; ++i) ledger.begin(10 * i);
  }
  void acknowledge(gate::OutgoingId id) { ledger.settle({.id = id, .partition = 1, .offset = {100 + static_cast<int>(id)}}); }
  void fail(gate::OutgoingId id) { ledger.settle({.id = id, .error = gate::IoError{.text = "no"}}); }
  std::vector<std::uint64_t> take() {
    std::vector<std::uint64_t> lines;
    while (const auto line = ledger.take_first()) lines.push_back(line->number);
    return lines;
  }
};

TEST_CASE("lines come out in the order of the input, whatever order they are acknowledged in") {
  Scene scene;
  scene.begin(4);
  scene.acknowledge(2);
  scene.acknowledge(1);
  CHECK(scene.take().empty());
  scene.acknowledge(0);
  CHECK(scene.take() == std::vector<std::uint64_t>{10, 20, 30});
  scene.acknowledge(3);
  const auto last = scene.ledger.take_first();
  REQUIRE(last);
  CHECK((last->number == 40 && last->partition == 1 && last->offset.value == 103 && last->state == State::acknowledged));
  CHECK(scene.ledger.size() == 0);
  CHECK(scene.ledger.first_missing() == std::nullopt);
  CHECK(scene.ledger.next_id() == 4);
}

TEST_CASE("the line to go on with is the first one that is not known to be written") {
  Scene scene;
  scene.begin(4);
  scene.acknowledge(0);
  scene.acknowledge(2);
  scene.take();
  CHECK(scene.ledger.first_missing() == 20);
  CHECK(scene.ledger.acknowledged() == 2);
  CHECK(scene.ledger.acknowledged_behind() == 1);
  CHECK(scene.ledger.under_way() == 2);

  scene.fail(1);
  scene.acknowledge(3);
  scene.take();
  CHECK(scene.ledger.first_missing() == 20);
  CHECK(scene.ledger.acknowledged_behind() == 2);
  CHECK(scene.ledger.under_way() == 0);
  CHECK(scene.ledger.failed() == 1);
}

TEST_CASE("a report of a line that is not under way is a fault of ours") {
  Scene scene;
  scene.begin(1);
  CHECK_THROWS_AS(scene.acknowledge(1), std::logic_error);
  scene.acknowledge(0);
  CHECK_THROWS_AS(scene.acknowledge(0), std::logic_error);
  scene.take();
  CHECK_THROWS_AS(scene.acknowledge(0), std::logic_error);
}

}  // namespace
}  // namespace sluiced::cli
