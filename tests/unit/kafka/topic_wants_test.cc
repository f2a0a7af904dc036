#include "kafka/topic_wants.h"

#include <catch2/catch.hpp>

namespace sluiced::kafka {
namespace {

using What = Shortcoming::What;

constexpr Duration month = std::chrono::hours(24 * 30);
constexpr std::int64_t day_ms = 24 * 3600 * 1000;

FoundTopic source() {
  return {.partitions = 6,
          .replication = 3,
          .properties = TopicProperties{
              .cleanup_policy = "delete", .max_message_bytes = 1'000'000, .retention_ms = 7 * day_ms, .min_insync_replicas = 2}};
}

/// A dead-letter topic exactly as `wants` says.
FoundTopic made_by(const TopicWants& wants) {
  return {.partitions = wants.partitions,
          .replication = wants.replication,
          .properties = TopicProperties{.cleanup_policy = "delete",
                                        .max_message_bytes = wants.settings->max_message_bytes,
                                        .retention_ms = wants.settings->retention_ms,
                                        .min_insync_replicas = wants.settings->min_insync_replicas.value_or(1)}};
}

std::vector<What> whats(const std::vector<Shortcoming>& all) {
  std::vector<What> out;
  for (const Shortcoming& one : all) out.push_back(one.what);
  return out;
}

TEST_CASE("a dead-letter topic is as wide, as safe and roomier than its source") {
  const TopicWants wants = dead_letter_wants(source(), month);
  CHECK(wants.partitions == 6);
  CHECK(wants.replication == 3);
  CHECK(wants.settings->min_insync_replicas == 2);
  CHECK(wants.settings->max_message_bytes == 1'000'000 + 128 * 1024);
  CHECK(wants.settings->retention_ms == 30 * day_ms);
  CHECK(shortcomings(wants, made_by(wants)).empty());
}

TEST_CASE("dead letters are kept as long as configured, and never less long than their records") {
  FoundTopic from = source();
  from.properties->retention_ms = 90 * day_ms;
  CHECK(dead_letter_wants(from, month).settings->retention_ms == 90 * day_ms);
  from.properties->retention_ms = -1;
  CHECK(dead_letter_wants(from, month).settings->retention_ms == -1);
  from.properties->retention_ms = 0;
  CHECK(dead_letter_wants(from, month).settings->retention_ms == 30 * day_ms);
}

TEST_CASE("what may not be read of the source is assumed to be Kafka's default, and min ISR is left to the broker") {
  FoundTopic from = source();
  from.properties.reset();
  const TopicWants wants = dead_letter_wants(from, month);
  CHECK(wants.settings->max_message_bytes == 1'048'588 + 128 * 1024);
  CHECK(wants.settings->retention_ms == 30 * day_ms);
  CHECK_FALSE(wants.settings->min_insync_replicas.has_value());
}

TEST_CASE("the room for headers does not run over what a broker can hold") {
  FoundTopic from = source();
  from.properties->max_message_bytes = 2'147'483'647;
  CHECK(dead_letter_wants(from, month).settings->max_message_bytes == 2'147'483'647);
}

TEST_CASE("a min ISR is never asked for that the replicas cannot reach") {
  FoundTopic from = source();
  from.properties->min_insync_replicas = 4;
  const TopicWants wants = dead_letter_wants(from, month);
  CHECK(wants.settings->min_insync_replicas == 3);
  FoundTopic lone = made_by(wants);
  lone.replication = 1;
  lone.properties->min_insync_replicas = 1;
  CHECK(whats(shortcomings(wants, lone)) == std::vector{What::replication});
}

TEST_CASE("each way of falling short is told, with what is and what should be as Kafka writes it") {
  const TopicWants wants = dead_letter_wants(source(), month);
  const FoundTopic found{
      .partitions = 3,
      .replication = 2,
      .properties = TopicProperties{
          .cleanup_policy = "delete", .max_message_bytes = 1'000'000, .retention_ms = 7 * day_ms, .min_insync_replicas = 1}};
  const auto all = shortcomings(wants, found);
  CHECK(whats(all) ==
        std::vector{What::partitions, What::replication, What::min_insync_replicas, What::max_message_bytes, What::retention});
  CHECK(all[0].is == "3");
  CHECK(all[0].should_be == "6");
  CHECK(all[4].is == "604800000");
  CHECK(all[4].should_be == "2592000000");
}

TEST_CASE("more than what is wanted is no shortcoming") {
  const TopicWants wants = dead_letter_wants(source(), month);
  FoundTopic more = made_by(wants);
  more.partitions += 1;
  more.replication += 1;
  more.properties->min_insync_replicas += 1;
  more.properties->max_message_bytes += 1;
  more.properties->retention_ms = -1;
  CHECK(shortcomings(wants, more).empty());
}

TEST_CASE("dead letters wanted for ever fall short of nothing but for ever") {
  FoundTopic from = source();
  from.properties->retention_ms = -1;
  const TopicWants wants = dead_letter_wants(from, month);
  FoundTopic found = made_by(wants);
  CHECK(shortcomings(wants, found).empty());
  found.properties->retention_ms = 9'000 * day_ms;
  CHECK(whats(shortcomings(wants, found)) == std::vector{What::retention});
}

TEST_CASE("a compacted dead-letter topic is told as that alone") {
  const TopicWants wants = dead_letter_wants(source(), month);
  FoundTopic found = made_by(wants);
  found.partitions = 1;
  for (const char* policy : {"compact", "compact,delete", "delete,compact"}) {
    found.properties->cleanup_policy = policy;
    const auto all = shortcomings(wants, found);
    CHECK(whats(all) == std::vector{What::compacted});
    CHECK(all[0].is == policy);
  }
}

TEST_CASE("settings that may not be read are not complained about, the shape is") {
  const TopicWants wants = dead_letter_wants(source(), month);
  FoundTopic found = made_by(wants);
  found.properties.reset();
  CHECK(shortcomings(wants, found).empty());
  found.partitions = 1;
  CHECK(whats(shortcomings(wants, found)) == std::vector{What::partitions});
}

TEST_CASE("a source that is to be made wants its shape and nothing of its settings, and may be compacted") {
  const TopicWants wants{.partitions = 3, .replication = 0, .settings = std::nullopt};
  const FoundTopic found{.partitions = 3, .replication = 1, .properties = TopicProperties{.cleanup_policy = "compact"}};
  CHECK(shortcomings(wants, found).empty());
}

}  // namespace
}  // namespace sluiced::kafka
