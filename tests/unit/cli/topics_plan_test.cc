#include "cli/topics_plan.h"

#include <catch2/catch.hpp>

#include "cli/topics_report.h"

namespace sluiced::cli {
namespace {

using gate::IoError;
using kafka::FoundTopic;
using kafka::FoundTopics;
using kafka::TopicProperties;

constexpr std::int64_t day_ms = 24 * 3600 * 1000;

struct Scene {
  config::Config config;
  FoundTopics found;
  PlanOptions options{.can_set = true, .brokers = "kafka-1:9092"};

  config::TopicConfig& topic(const std::string& name) {
    if (config.groups.empty()) config.groups.emplace_back().name = "g";
    config::TopicConfig topic;
    topic.name = name;
    topic.dead_letter_topic = name + ".dlt";
    auto& topics = config.groups.front().topics;
    topics.push_back(topic);
    return topics.back();
  }
  void missing(const std::string& name) { error(name, IoError::Kind::missing); }
  void error(const std::string& name, IoError::Kind kind) {
    found.insert_or_assign(name, failure(IoError{.kind = kind, .text = "says the broker"}));
  }
  void has(const std::string& name, int partitions, const TopicProperties& properties = {}) {
    found.insert_or_assign(name, FoundTopic{.partitions = partitions, .replication = 3, .properties = properties});
  }
  /// As the daemon would make it.
  void has_letters(const std::string& name, int partitions) {
    has(name, partitions, {.max_message_bytes = 1'179'660, .retention_ms = 30 * day_ms});
  }
  Plan plan() const { return make_plan(needed_topics(config), found, options); }
  std::string text() const { return plan_text(plan()); }
};

TEST_CASE("a cluster that has everything leaves nothing to do") {
  Scene scene;
  scene.topic("orders");
  scene.has("orders", 3);
  scene.has_letters("orders.dlt", 3);
  CHECK(scene.text() == "= 2 topics as they should be\nnothing to do\n");
}

TEST_CASE("a missing dead-letter topic is created as its source is") {
  Scene scene;
  scene.topic("orders");
  scene.has("orders", 3, {.min_insync_replicas = 2});
  scene.missing("orders.dlt");
  const Plan plan = scene.plan();
  CHECK(plan_text(plan) ==
        "+ orders.dlt  create  3 partitions, replication 3, min ISR 2, retention 30 d, max message 1.1 MiB\n"
        "= 1 topic as it should be\n"
        "1 to do: sluiced topics apply does it\n");
  REQUIRE(plan.lines.size() == 1);
  CHECK(plan.lines[0].possible);
  CHECK(plan.lines[0].wants->settings->min_insync_replicas == 2);
}

TEST_CASE("a missing source is created only where its entry says so, and its dead-letter topic after it") {
  Scene scene;
  scene.topic("orders").create = config::CreateTopic{.partitions = 6, .replication = 0};
  scene.topic("invoices");
  for (const char* name : {"orders", "orders.dlt", "invoices", "invoices.dlt"}) scene.missing(name);
  const Plan plan = scene.plan();
  CHECK(plan_text(plan) ==
        "+ orders        create  6 partitions, replication the broker's default\n"
        "+ orders.dlt    create  as orders will be, retention at least 30 d\n"
        "! invoices      missing, and the configuration does not say `create`\n"
        "! invoices.dlt  missing, and cannot be made before invoices is there\n"
        "2 to do: sluiced topics apply does it. 2 to be mended by hand\n");
  CHECK(plan.lines[0].possible);
  CHECK_FALSE(plan.lines[1].possible);
}

TEST_CASE("what an existing dead-letter topic lacks is added") {
  Scene scene;
  scene.topic("payments");
  scene.has("payments", 6);
  scene.has("payments.dlt", 3, {.max_message_bytes = 1'179'660});
  const Plan plan = scene.plan();
  REQUIRE(plan.lines.size() == 1);
  CHECK(plan.lines[0].text == "partitions 3 -> 6; retention 7 d -> 30 d");
  CHECK(plan.lines[0].kind == PlanLine::Kind::change);
  CHECK(plan.lines[0].partitions == 6);
  CHECK(plan.lines[0].settings == std::vector<std::pair<std::string, std::string>>{{"retention.ms", "2592000000"}});
}

TEST_CASE("with a library that can only replace all settings, partitions are added and the rest is told word for word") {
  Scene scene;
  scene.options.can_set = false;
  scene.topic("payments");
  scene.has("payments", 6);
  scene.has("payments.dlt", 3);
  const Plan plan = scene.plan();
  REQUIRE(plan.lines.size() == 2);
  CHECK(plan.lines[0].text == "partitions 3 -> 6");
  CHECK(plan.lines[0].settings.empty());
  CHECK(plan.lines[1].kind == PlanLine::Kind::wrong);
  CHECK_FALSE(plan.lines[1].possible);
  CHECK(plan.lines[1].text ==
        "max message 1.0 MiB -> 1.1 MiB; retention 7 d -> 30 d: by hand, for this librdkafka cannot change one setting alone:\n"
        "  kafka-configs.sh --bootstrap-server kafka-1:9092 --alter --entity-type topics --entity-name payments.dlt --add-config "
        "max.message.bytes=1179660,retention.ms=2592000000");
}

TEST_CASE("a compacted dead-letter topic and one with fewer replicas are for a person to mend") {
  Scene scene;
  scene.topic("clicks");
  scene.topic("orders");
  scene.has("clicks", 1);
  scene.has("clicks.dlt", 1, {.cleanup_policy = "compact"});
  scene.has("orders", 1);
  scene.has_letters("orders.dlt", 1);
  scene.found.at("orders.dlt")->replication = 1;
  const Plan plan = scene.plan();
  REQUIRE(plan.lines.size() == 2);
  CHECK(plan.count(PlanLine::Kind::wrong) == 2);
  CHECK(plan.lines[0].text.starts_with("compacted: "));
  CHECK(plan.lines[1].text.starts_with("replication 1 -> 3: "));
  CHECK_FALSE(plan.lines[0].possible);
  CHECK_FALSE(plan.lines[1].possible);
}

TEST_CASE("a source with records in it is never changed") {
  Scene scene;
  scene.topic("orders").create = config::CreateTopic{.partitions = 6, .replication = 5};
  scene.has("orders", 3);
  scene.has_letters("orders.dlt", 3);
  const Plan plan = scene.plan();
  REQUIRE(plan.lines.size() == 2);
  CHECK(plan.count(PlanLine::Kind::wrong) == 2);
  CHECK(plan.lines[0].text == "partitions 3, the configuration says 6; a topic with records in it is not changed");
}

TEST_CASE("observe needs no dead-letter topic") {
  Scene scene;
  scene.topic("orders").mode = config::Mode::observe;
  CHECK(names_of(needed_topics(scene.config)) == std::vector<std::string>{"orders"});
}

TEST_CASE("a dead-letter topic that is itself read is made as one, and stands once") {
  Scene scene;
  scene.topic("orders");
  scene.topic("orders.dlt");
  CHECK(names_of(needed_topics(scene.config)) == std::vector<std::string>{"orders", "orders.dlt", "orders.dlt.dlt"});
  scene.has("orders", 2);
  scene.missing("orders.dlt");
  scene.missing("orders.dlt.dlt");
  const Plan plan = scene.plan();
  REQUIRE(plan.lines.size() == 2);
  CHECK(plan.count(PlanLine::Kind::create) == 2);
  CHECK(plan.lines[0].possible);
  CHECK_FALSE(plan.lines[1].possible);
}

TEST_CASE("dead_letter.create: false has a missing dead-letter topic told, not created") {
  Scene scene;
  scene.topic("orders").create_dead_letter_topic = false;
  scene.has("orders", 2);
  scene.missing("orders.dlt");
  const Plan plan = scene.plan();
  REQUIRE(plan.lines.size() == 1);
  CHECK(plan.lines[0].text == "missing, and dead_letter.create is false");
}

TEST_CASE("what may not be seen is neither missing nor fine") {
  Scene scene;
  scene.topic("orders");
  scene.topic("clicks");
  scene.error("orders", IoError::Kind::denied);
  scene.missing("orders.dlt");
  scene.has("clicks", 1);
  scene.has_letters("clicks.dlt", 1);
  scene.found.at("clicks.dlt")->properties.reset();
  CHECK(scene.text() ==
        "! orders      may not be looked at: says the broker\n"
        "! orders.dlt  missing, and cannot be made before orders is there\n"
        "! clicks.dlt  its settings may not be read (DESCRIBE_CONFIGS): only its shape was looked at\n"
        "= 1 topic as it should be\n"
        "3 to be mended by hand; nothing that sluiced topics apply would do\n");
}

TEST_CASE("after apply, what failed is told once with its reason and what is left beside it") {
  Scene scene;
  scene.topic("orders");
  scene.topic("clicks");
  scene.has("orders", 1);
  scene.missing("orders.dlt");
  scene.has("clicks", 1);
  scene.missing("clicks.dlt");
  std::vector<Outcome> outcomes;
  for (const PlanLine& line : scene.plan().lines) outcomes.push_back({line, std::nullopt});
  outcomes[1].error = "Broker: no";
  scene.has_letters("orders.dlt", 1);
  CHECK(outcome_text(outcomes, scene.plan()) ==
        "+ orders.dlt  created  1 partition, replication 3, min ISR 1, retention 30 d, max message 1.1 MiB\n"
        "! clicks.dlt  not created: Broker: no\n"
        "= 3 topics as they should be\n"
        "1 done, 1 left\n");
  CHECK(outcome_json(outcomes, scene.plan()).find(R"("left":[],"as_they_should_be":3})") != std::string::npos);
}

TEST_CASE("a forward topic that is missing is made as its source is, and left alone where it is there") {
  Scene scene;
  for (const std::string name : {"orders", "clicks"}) {
    config::TopicConfig& topic = scene.topic(name);
    topic.mode = config::Mode::forward;
    topic.forward_topic = "passed";
    scene.has(name, 6);
    scene.has_letters(name + ".dlt", 6);
  }
  scene.missing("passed");
  CHECK(names_of(needed_topics(scene.config)) ==
        std::vector<std::string>{"orders", "orders.dlt", "passed", "clicks", "clicks.dlt"});
  const Plan plan = scene.plan();
  REQUIRE(plan.lines.size() == 1);
  CHECK(plan.lines[0].kind == PlanLine::Kind::create);
  CHECK(plan.lines[0].text == "6 partitions, replication 3");
  scene.has("passed", 1);
  CHECK(scene.plan().lines.empty());
}

}  // namespace
}  // namespace sluiced::cli
