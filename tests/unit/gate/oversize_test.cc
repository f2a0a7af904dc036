// A dead letter that its topic does not take for its size is never a reason to move on.
#include <catch2/catch.hpp>

#include "base/sha256.h"
#include "gate/consumer_loop.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const TopicPartition orders0{"orders", 0};
const IoError too_large{.kind = IoError::Kind::too_large, .text = "too large"};

std::optional<std::string> header(const OutgoingRecord& letter, const std::string& name) {
  for (const Header& one : letter.headers)
    if (one.name == name) return one.value;
  return std::nullopt;
}

struct Oversized : LoopFixture {
  explicit Oversized(Oversize oversize, bool source_keeps = false) : LoopFixture({topic(oversize)}) {
    admin.source_keeps_as_long = source_keeps;
    assign({orders0});
  }
  static TopicSettings topic(Oversize oversize) {
    TopicSettings topic = topic_settings("orders");
    topic.oversize = oversize;
    return topic;
  }
  void put(std::int64_t offset) { broker.put("orders", 0, offset, bad); }
  /// Refuses what is under way, and returns what comes in its place.
  std::vector<OutgoingRecord> refuse() {
    const std::size_t before = sink.sent.size();
    while (!sink.under_way.empty()) sink.report(too_large);
    step(2);
    std::vector<OutgoingRecord> again;
    for (std::size_t i = before; i < sink.sent.size(); ++i) again.push_back(sink.sent[i].letter);
    return again;
  }
};

}  // namespace

TEST_CASE("letters that are refused as one batch are sent again one at a time, and nothing is on hold for it") {
  Oversized f(Oversize::hold);
  for (std::int64_t offset = 0; offset < 3; ++offset) f.put(offset);
  f.step();
  REQUIRE(f.refuse().size() == 1);
  CHECK_FALSE(f.held(0));
  for (std::size_t letters = 4; letters <= 6; ++letters) {
    CHECK(f.sink.sent.size() == letters);
    f.sink.deliver_all();
    f.step();
  }
  CHECK(f.delivered(0) == 3);
  f.step();
  CHECK(f.broker.stored[orders0] == 3);
}

TEST_CASE("a letter that is too large alone goes without the headers that only explain, and says so") {
  Oversized f(Oversize::hold);
  f.put(0);
  f.step();
  REQUIRE(f.refuse().size() == 1);
  const auto again = f.refuse();
  REQUIRE(again.size() == 1);
  CHECK(header(again[0], "dlt.truncated") == "headers");
  CHECK_FALSE(header(again[0], "dlt.violations"));
  CHECK(header(again[0], "dlt.code") == "schema_violation");
  CHECK(again[0].value == f.bad);
}

TEST_CASE("oversize: hold keeps a letter that no form fits, on hold, until its topic takes it") {
  Oversized f(Oversize::hold, true);
  f.put(0);
  f.step();
  f.refuse();
  f.refuse();
  CHECK(f.refuse().empty());
  CHECK(f.held(0, HoldReason::dlt_unsuitable));
  f.after(Duration{20'000});
  f.sink.deliver_all();
  f.step(2);
  CHECK_FALSE(f.held(0));
  CHECK(f.broker.stored[orders0] == 1);
}

TEST_CASE("oversize: reference writes where the record stands, its size and its sum in place of its value") {
  Oversized f(Oversize::reference);
  f.put(7);
  f.step();
  f.refuse();
  f.refuse();
  const auto again = f.refuse();
  REQUIRE(again.size() == 1);
  CHECK(again[0].value == "");
  CHECK(header(again[0], "dlt.truncated") == "value");
  CHECK(header(again[0], "dlt.value-bytes") == std::to_string(std::string(f.bad).size()));
  CHECK(header(again[0], "dlt.value-sha256") == sha256_hex(f.bad));
  CHECK(header(again[0], "dlt.offset") == "7");
  CHECK(header(again[0], "dlt.violations"));
  f.sink.deliver_all();
  f.step(2);
  CHECK(f.broker.stored[orders0] == 8);
}

TEST_CASE("oversize: auto leaves the value out only where the source is known to keep it as long") {
  Oversized keeps(Oversize::automatic, true);
  Oversized does_not(Oversize::automatic, false);
  for (Oversized* f : {&keeps, &does_not}) {
    f->put(0);
    f->step();
    f->refuse();
    f->refuse();
  }
  CHECK(keeps.refuse().size() == 1);
  CHECK(does_not.refuse().empty());
  CHECK(does_not.held(0, HoldReason::dlt_unsuitable));
}

TEST_CASE("a record that passes is never made smaller: its topic holds until it takes it") {
  TopicSettings topic = Oversized::topic(Oversize::reference);
  topic.mode = Mode::forward;
  topic.forward_topic = "orders.valid";
  LoopFixture f({topic});
  f.assign({orders0});
  f.broker.put("orders", 0, 0, f.good);
  f.step();
  f.sink.report(too_large);
  f.step(2);
  REQUIRE(f.sink.sent.size() == 2);
  CHECK(f.sink.sent[1].letter.value == f.good);
  f.sink.report(too_large);
  f.step(2);
  CHECK(f.held(0, HoldReason::forward_unsuitable));
  CHECK(f.sink.sent.size() == 2);
}
