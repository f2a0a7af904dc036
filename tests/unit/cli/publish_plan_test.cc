#include "cli/publish_plan.h"

#include <catch2/catch.hpp>

#include "cli/publish_report.h"
#include "unit/config/workspace.h"

namespace sluiced::cli {
namespace {

/// A configuration of one topic and one pattern, each with a schema of its own.
struct Scene {
  Scene() {
    folder.write("broken.json", "{");
    folder.write("sluiced.yaml",
                 "kafka: { brokers: 'k:9092' }\nlimits: { depth_max: 7 }\ntopics:\n"
                 "  - { name: orders, schema: orders.schema.json, verdicts: { empty: pass } }\n"
                 "  - { match: 'shop.*', group: shop, schema: returns.schema.json }\n");
    config = *config::load_config(folder.path("sluiced.yaml"), config::process_environment());
    options.topic = "orders";
  }
  Result<RecordRules, Fault> rules() const { return record_rules(options, config); }
  /// Whether a line passes by these rules.
  bool passes(std::string_view line) const {
    const auto found = rules();
    REQUIRE(found);
    return !RecordMaker(*found).take({.bytes = line});
  }
  std::string fault() const {
    const auto found = rules();
    return found ? "" : found.error().message;
  }

  config::Workspace folder;
  config::Config config;
  PublishOptions options;
};

TEST_CASE("a topic is judged by its own schema, verdicts and limits") {
  const Scene scene;
  const auto rules = scene.rules();
  REQUIRE(rules);
  CHECK(rules->topic == "orders");
  CHECK(rules->limits.depth_max == 7);
  CHECK(rules->verdicts.action(VerdictCode::empty) == Action::pass);
  CHECK(rules->partition == gate::any_partition);
  CHECK(scene.passes("{}"));
  CHECK_FALSE(scene.passes("[]"));
}

TEST_CASE("a topic that only a pattern takes is judged by the pattern's schema") {
  Scene scene;
  scene.options.topic = "shop.clicks";
  CHECK(scene.passes("[]"));
  CHECK_FALSE(scene.passes("{}"));
}

TEST_CASE("a topic that the configuration does not have is refused, with the one that was probably meant") {
  Scene scene;
  scene.options.topic = "order";
  CHECK(scene.fault() ==
        "topics: there is no 'order', did you mean 'orders'? (--schema FILE says what else to judge its records by)");
}

TEST_CASE("the schema of --schema judges any topic, and stands before the topic's own") {
  Scene scene;
  scene.options.schema = scene.folder.path("returns.schema.json");
  CHECK(scene.passes("[]"));
  CHECK_FALSE(scene.passes("{}"));
  scene.options.topic = "elsewhere";
  CHECK(scene.passes("[]"));
  scene.options.schema = scene.folder.path("broken.json");
  CHECK(scene.fault() == "not JSON: expected a member name in quotes");
}

TEST_CASE("headers are given as NAME=VALUE, of which the value may be empty and have further signs") {
  Scene scene;
  scene.options.headers = {"a=b=c", "empty="};
  const auto rules = scene.rules();
  REQUIRE(rules);
  CHECK(rules->headers == std::vector<Header>{{"a", "b=c"}, {"empty", ""}});
  CHECK(header_complaint("a=").empty());
  CHECK(header_complaint("a") == "expected NAME=VALUE, found 'a'");
  CHECK(header_complaint("=b") == "expected NAME=VALUE, found '=b'");
  CHECK(pointer_complaint("/a/0").empty());
  CHECK(pointer_complaint("a") == "expected a JSON Pointer such as /user_id, found 'a'");
}

TEST_CASE("what the options say goes over the configuration's client, and only a transaction has an id") {
  Scene scene;
  kafka::ClientSettings configured;
  configured.client_id = "gate";
  configured.producer_properties = {{"compression.type", "gzip"}, {"linger.ms", "1"}};
  const auto plain = publish_settings(scene.options, configured);
  CHECK(plain.client_id == "gate/publish");
  CHECK(plain.producer_properties == configured.producer_properties);
  CHECK(plain.transactional_id.empty());
  scene.options.transaction = true;
  scene.options.compression = "none";
  scene.options.partitioner = "fnv1a";
  const auto other = publish_settings(scene.options, configured);
  CHECK(other.transactional_id.starts_with("gate-publish-"));
  CHECK(other.producer_properties.at("compression.type") == "none");
  CHECK(other.producer_properties.at("partitioner") == "fnv1a");
  CHECK(other.producer_properties.at("linger.ms") == "1");
}

TEST_CASE("the summary says what is written, what is not, and where to go on") {
  PublishResult result{.topic = "orders", .lines = 3, .sent = 2, .refused = 1};
  CHECK(summary_text(result) == "orders: 3 lines: 2 sent, 1 refused, 0 failed\n");
  CHECK(summary_json(result) == R"({"topic":"orders","lines":3,"sent":2,"refused":1,"failed":0,"unknown":0})"
                                "\n");
  result = {.topic = "orders", .lines = 9, .sent = 4, .failed = 1, .unknown = 4, .go_on_with = 5, .written_behind = 2};
  CHECK(summary_text(result) ==
        "orders: 9 lines: 4 sent, 0 refused, 1 failed, 4 unknown; go on with line 5; 2 behind it are written already\n");
  result = {.topic = "orders", .lines = 1, .sent = 1, .transaction = PublishResult::Transaction::committed};
  CHECK(summary_text(result) == "orders: 1 line: 1 sent, 0 refused, 0 failed; the transaction is committed\n");
  CHECK(summary_json(result).find(R"("transaction":"committed")") != std::string::npos);
  result = {.topic = "orders", .lines = 2, .sent = 1, .refused = 1, .dry_run = true};
  CHECK(summary_text(result) == "orders: 2 lines: 1 pass, 1 refused; nothing was sent\n");
  CHECK(summary_json(result) == R"({"topic":"orders","lines":2,"pass":1,"refused":1})"
                                "\n");
}

}  // namespace
}  // namespace sluiced::cli
