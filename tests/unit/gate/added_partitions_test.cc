#include <catch2/catch.hpp>

#include "support/loop_fixture.h"

namespace sluiced::gate {
namespace {

using namespace sluiced::testing;

TEST_CASE("partitions added to the source have the dead-letter topic looked at again, and then get letters of their own number") {
  LoopFixture f({topic_settings("orders")});
  f.admin.partitions = 1;
  f.assign({{"orders", 0}});
  CHECK(f.admin.asked == 1);
  f.assign({{"orders", 0}});
  CHECK(f.admin.asked == 1);  // nothing new

  f.admin.partitions = 3;
  f.broker.committed_offsets[{"orders", 1}] = 0;
  f.broker.committed_offsets[{"orders", 2}] = 0;
  f.assign({{"orders", 1}, {"orders", 2}});
  CHECK(f.admin.asked == 2);
  f.broker.put("orders", 2, 0, f.bad);
  f.step();
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(f.sink.sent[0].letter.partition == 2);
}

TEST_CASE("a dead-letter topic that cannot be looked at when partitions are added holds the topic until it can") {
  LoopFixture f({topic_settings("orders")});
  f.admin.partitions = 1;
  f.assign({{"orders", 0}});
  f.admin.error = IoError{.kind = IoError::Kind::unsuitable, .text = "compacted"};
  f.broker.committed_offsets[{"orders", 1}] = 0;
  f.assign({{"orders", 1}});
  f.broker.put("orders", 1, 0, f.bad);
  f.step();
  CHECK(f.sink.sent.empty());
  f.admin.error.reset();
  f.admin.partitions = 2;
  f.after(Duration{1'000});
  f.step();
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(f.sink.sent[0].letter.partition == 1);
}

}  // namespace
}  // namespace sluiced::gate
