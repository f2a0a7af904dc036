#include "cli/letter_mask.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

namespace sluiced::cli {
namespace {

/// Gone with the test.
class SchemaFile {
 public:
  explicit SchemaFile(const std::string& text) : path_("mask-test-" + std::to_string(getpid()) + ".json") {
    std::ofstream(path_) << text;
  }
  ~SchemaFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::optional<std::string> masked(const std::string& schema, std::string_view value, const std::string& origin = "orders") {
  const SchemaFile file(schema);
  config::TopicConfig topic;
  topic.name = "orders";
  topic.dead_letter_topic = "orders.dlt";
  topic.schema_file = file.path();
  config::GroupConfig group;
  group.topics = {topic};
  config::Config config;
  config.groups = {group};
  letters::Letter letter;
  letter.origin = letters::Origin{.topic = origin, .partition = 0, .offset = {}};
  return LetterMask(config).masked(letter, value, {});
}

const std::string sensitive_name = R"({"properties":{"name":{"x-sensitive":true}}})";

TEST_CASE("a value is shown without what the schema of its origin marks") {
  CHECK(masked(sensitive_name, R"({"name":"Ann","n":1})") == R"({"name":"***","n":1})");
  CHECK_FALSE(masked(sensitive_name, R"({"n":1})"));
}

TEST_CASE("nothing is shown of bytes that cannot be looked into, where the topic has something to hide") {
  CHECK(masked(sensitive_name, R"({"name":"Ann")") == "");
  CHECK_FALSE(masked("{}", R"({"name":"Ann")"));
}

TEST_CASE("a topic that the configuration does not know hides nothing") {
  CHECK_FALSE(masked(sensitive_name, R"({"name":"Ann"})", "payments"));
}

}  // namespace
}  // namespace sluiced::cli
