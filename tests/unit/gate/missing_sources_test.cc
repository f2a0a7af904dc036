#include <catch2/catch.hpp>

#include "support/loop_fixture.h"

namespace sluiced::gate {
namespace {

using namespace sluiced::testing;

TopicSettings to_be_created(const std::string& name) {
  TopicSettings topic = topic_settings(name);
  topic.create = TopicCreation{.partitions = 3, .replication = 0};
  return topic;
}

IoError error_of(IoError::Kind kind) { return {.kind = kind, .text = "no"}; }

TEST_CASE("only topics with `create` are asked for, and each once") {
  LoopFixture f({to_be_created("orders"), topic_settings("clicks")});
  f.step(3);
  f.after(Duration{60'000});
  CHECK(f.admin.sources_asked == std::vector<std::string>{"orders"});
}

TEST_CASE("a topic that may not be created is asked for again later, and keeps no other waiting") {
  LoopFixture f({to_be_created("orders"), to_be_created("clicks")});
  f.admin.source_errors["orders"] = error_of(IoError::Kind::denied);
  f.step(3);
  CHECK(f.admin.sources_asked == std::vector<std::string>{"orders", "clicks"});
  f.admin.source_errors.clear();
  f.after(Duration{9'999});
  CHECK(f.admin.sources_asked.size() == 2);
  f.after(Duration{1});
  CHECK(f.admin.sources_asked == std::vector<std::string>{"orders", "clicks", "orders"});
  f.after(Duration{60'000});
  CHECK(f.admin.sources_asked.size() == 3);
}

TEST_CASE("a broker that does not answer costs one call, not one for each topic") {
  LoopFixture f({to_be_created("orders"), to_be_created("clicks")});
  f.admin.source_errors["orders"] = error_of(IoError::Kind::unreachable);
  f.step(3);
  CHECK(f.admin.sources_asked == std::vector<std::string>{"orders"});
  f.admin.source_errors.clear();
  f.after(Duration{10'000});
  CHECK(f.admin.sources_asked == std::vector<std::string>{"orders", "orders", "clicks"});
}

}  // namespace
}  // namespace sluiced::gate
