#include "config/schemas.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "config/yaml_loader.h"
#include "json/reader.h"
#include "support/places.h"
#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

const std::string config_folder = testing::source_folder() + "/config/";

Config shipped() {
  const auto loaded = load_config(config_folder + "sluiced.yaml", [](const std::string&) { return std::nullopt; });
  if (!loaded) throw std::runtime_error(to_string(loaded.error()));
  return loaded.value();
}

schema::Outcome outcome(const schema::Schema& schema, const std::filesystem::path& file) {
  schema::FileLoader loader;
  const auto document = loader.load(file.string());
  if (!document) throw std::runtime_error(to_string(document.error()));
  schema::Scratch scratch;
  return schema.validate(document.value()->tree, scratch);
}

std::vector<std::filesystem::path> examples(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  return files;
}

}  // namespace

TEST_CASE("the configuration that ships loads with no variable set, and names the groups of the service it replaces") {
  const Config config = shipped();
  std::vector<std::string> pairs;
  for (const GroupConfig& group : config.groups) {
    for (const TopicConfig& topic : group.topics) pairs.push_back(group.name + " " + topic.name);
  }
  CHECK(pairs ==
        std::vector<std::string>{"zaaz-server-feature-usage-group feature_usage_topic",
                                 "zaaz-server-credits-process-end-group credits_process_end_topic",
                                 "zaaz-server-credits-process-end-multimodel-group credits_process_end_multimodel_topic"});
  CHECK(config.kafka.enabled);
  CHECK(config.kafka.brokers == "localhost:9092");
}

TEST_CASE("the examples beside each schema that ships are judged as their folder says") {
  const Config config = shipped();
  const auto compiled = compile_schemas(config);
  REQUIRE(compiled);
  for (const GroupConfig& group : config.groups) {
    const TopicConfig& topic = group.topics.at(0);
    const schema::Schema& schema = compiled.value().schemas.at(topic.name);
    const std::string stem = topic.schema_file.substr(0, topic.schema_file.size() - std::string(".schema.json").size());
    CHECK(examples(stem + ".valid").size() >= 2);
    CHECK(examples(stem + ".invalid").size() >= 2);
    for (const auto& file : examples(stem + ".valid")) {
      INFO(file);
      CHECK(outcome(schema, file) == schema::Outcome::valid);
    }
    for (const auto& file : examples(stem + ".invalid")) {
      INFO(file);
      CHECK(outcome(schema, file) == schema::Outcome::invalid);
    }
  }
}

TEST_CASE("an invalid example breaks the one rule that it is named after") {
  const Config config = shipped();
  const auto compiled = compile_schemas(config);
  REQUIRE(compiled);
  schema::FileLoader loader;
  schema::Scratch scratch;
  for (const GroupConfig& group : config.groups) {
    const TopicConfig& topic = group.topics.at(0);
    const std::string stem = topic.schema_file.substr(0, topic.schema_file.size() - std::string(".schema.json").size());
    for (const auto& file : examples(stem + ".invalid")) {
      INFO(file);
      const auto document = loader.load(file.string());
      const auto violations = compiled.value().schemas.at(topic.name).explain(document.value()->tree, scratch, 10);
      REQUIRE(violations.size() == 1);
      // A member that additionalProperties forbids is told at its schema, which is `false` and has no keyword of its own.
      const std::string rule = violations[0].keyword.empty() ? "additionalProperties" : violations[0].keyword;
      CHECK(file.filename().string().substr(0, file.filename().string().find('-')) == rule);
    }
  }
}

TEST_CASE("a payload schema may be YAML, and judges like the same in JSON") {
  const Workspace files;
  files.write("orders.schema.yaml", "type: object\nrequired: [id]\nproperties:\n  id: {type: string, pattern: '^[$]{2}\\w+$'}\n");
  files.write("good.json", R"({"id": "$$a"})");
  files.write("bad.json", R"({"id": 5})");
  const auto config = files.load("kafka: {brokers: k}\ntopics: [{name: orders, schema: orders.schema.yaml}]\n");
  REQUIRE(config);
  const auto compiled = compile_schemas(config.value());
  REQUIRE(compiled);
  CHECK(outcome(compiled.value().schemas.at("orders"), files.path("good.json")) == schema::Outcome::valid);
  CHECK(outcome(compiled.value().schemas.at("orders"), files.path("bad.json")) == schema::Outcome::invalid);
}

TEST_CASE("${…} in a payload schema is no variable") {
  const Workspace files;
  files.write("s.yaml", "const: ${HOME}\n");
  YamlLoader loader;
  const auto document = loader.load(files.path("s.yaml"));
  REQUIRE(document);
  const json::Tree& tree = document.value()->tree;
  CHECK(tree[json::find_member(tree, 0, "const")].string() == "${HOME}");
}

TEST_CASE("a schema that does not compile is refused at its place in its own file, YAML or JSON") {
  const Workspace files;
  const auto refused = [&](const std::string& name) {
    const auto config = files.load("kafka: {brokers: k}\ntopics: [{name: orders, schema: " + name + "}]\n");
    const auto compiled = compile_schemas(config.value());
    return compiled ? "accepted" : files.without_folder(to_string(compiled.error()));
  };
  files.write("s.yaml", "type: object\nproperties:\n  id: {type: strin}\n");
  CHECK_THAT(refused("s.yaml"), Catch::Matchers::StartsWith("s.yaml:3:14: "));
  files.write("s.json", "{\"type\": \"object\",\n \"minLength\": \"x\"}");
  CHECK_THAT(refused("s.json"), Catch::Matchers::StartsWith("s.json:2:15: "));
  files.write("t.yaml", "type: object\ntype: array\n");
  CHECK(refused("t.yaml") == "t.yaml:2:1: key 'type' stands twice in this mapping");
  files.write("t.json", "{\"type\": ");
  CHECK_THAT(refused("t.json"), Catch::Matchers::StartsWith("t.json:1:"));
}

TEST_CASE("the loader tells a missing file by its name") {
  const Workspace files;
  YamlLoader loader;
  CHECK(files.without_folder(to_string(loader.load(files.path("none.yml")).error())) ==
        "none.yml: cannot be read: No such file or directory");
}
