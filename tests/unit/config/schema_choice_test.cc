// `schema: { by: …, from: … }`: which files make the table, and what is wrong with it, word for word.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "config/schemas.h"
#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

std::string with_schema(const std::string& schema) {
  return "kafka: {brokers: k}\ntopics:\n  - name: orders\n    schema: " + schema + "\n";
}

struct Files : Workspace {
  Files() {
    write("schemas/paid.json", R"({"type": "object"})");
    write("schemas/order.shipped.json", "{}");
  }
  std::string fault_of(const std::string& schema) const { return fault(with_schema(schema)); }
};

}  // namespace

TEST_CASE("the table is every file that fits, by what stands for {}") {
  Files files;
  files.write("schemas/.hidden.json", "{");
  files.write("schemas/.json", "{");
  files.write("schemas/notes.txt", "{");
  files.write("schemas/paid.json.bak", "{");
  files.write("schemas/folder.json/inner.json", "{");
  const auto config = files.load(with_schema("{ by: { header: event-type, field: /type }, from: 'schemas/{}.json' }"));
  REQUIRE(config);
  const TopicConfig& topic = config.value().groups[0].topics[0];
  REQUIRE(topic.choice);
  CHECK(topic.choice->header == "event-type");
  CHECK(topic.choice->field == "/type");
  CHECK(topic.choice->from == "schemas/{}.json");
  CHECK(topic.choice->files == std::map<std::string, std::string>{{"order.shipped", files.path("schemas/order.shipped.json")},
                                                                  {"paid", files.path("schemas/paid.json")}});
  CHECK(topic.schema_file.empty());
  CHECK(topic.schema_place == Place{files.path("sluiced.yaml"), 4, 13});
}

TEST_CASE("the pattern may stand beside the file, and have a beginning of its own") {
  Files files;
  files.write("ev-paid-1.yaml", "type: object");
  files.write("ev--1.yaml", "type: object");
  const auto config = files.load(with_schema("{ by: { field: /a~1b }, from: 'ev-{}-1.yaml' }"));
  REQUIRE(config);
  CHECK(config.value().groups[0].topics[0].choice->files ==
        std::map<std::string, std::string>{{"paid", files.path("ev-paid-1.yaml")}});
  const auto compiled = compile_schemas(config.value());
  REQUIRE(compiled);
  CHECK(compiled.value().schemas.empty());
  CHECK(compiled.value().choices.at("orders").at("paid").name() == files.path("ev-paid-1.yaml"));
}

TEST_CASE("a table may be a default, and a topic's own schema goes before it whole") {
  Files files;
  const auto config = files.load(
      "kafka: {brokers: k}\ndefaults: { schema: { by: { header: h }, from: 'schemas/{}.json' } }\n"
      "topics:\n  - name: a\n  - { name: b, schema: orders.schema.json }\n");
  REQUIRE(config);
  CHECK(config.value().groups[0].topics[0].choice->files.size() == 2);
  CHECK_FALSE(config.value().groups[1].topics[0].choice);
}

TEST_CASE("a table without files, or a pattern that is none, is refused at its place") {
  const Files files;
  CHECK(files.fault_of("{ by: { header: h }, from: 'schemas/{}.yaml' }") ==
        "sluiced.yaml:4:40: from: no file fits schemas/{}.yaml");
  CHECK(files.fault_of("{ by: { header: h }, from: 'gone/{}.json' }") ==
        "sluiced.yaml:4:40: from: gone/ cannot be read: No such file or directory");
  for (const std::string from :
       {"schemas/paid.json", "schemas/{}/x.json", "{}/{}.json", "schemas/{}-{}.json", "schemas/{x}.json"})
    CHECK(files.fault_of("{ by: { header: h }, from: '" + from + "' }") ==
          "sluiced.yaml:4:40: from: expected a file with '{}' once in its name, such as schemas/{}.json, found '" + from + "'");
  CHECK(files.fault_of("{ by: { header: h }, from: [a] }") == "sluiced.yaml:4:40: from: expected text, found a list");
  CHECK(files.fault_of("{ by: { header: h } }") ==
        "sluiced.yaml:4:13: key 'from' is missing in this schema: the files to choose from, such as schemas/{}.json");
}

TEST_CASE("a file of the table that cannot be read is no schema less: it is refused") {
  const Files files;
  REQUIRE(::symlink("nowhere", files.path("schemas/refunded.json").c_str()) == 0);
  CHECK(files.fault_of("{ by: { header: h }, from: 'schemas/{}.json' }") ==
        "sluiced.yaml:4:40: from: schemas/refunded.json cannot be read: No such file or directory");
}

TEST_CASE("what records choose by is a header's name, a JSON Pointer, or both") {
  const Files files;
  const std::string from = ", from: 'schemas/{}.json' }";
  CHECK(files.fault_of("{ by: { field: type }" + from) ==
        "sluiced.yaml:4:28: field: expected a JSON Pointer such as /type, found 'type'");
  CHECK(files.fault_of("{ by: { field: /a~2 }" + from) ==
        "sluiced.yaml:4:28: field: expected a JSON Pointer such as /type, found '/a~2'");
  CHECK(files.fault_of("{ by: { header: '' }" + from) == "sluiced.yaml:4:29: header: expected text, found an empty one");
  CHECK(files.fault_of("{ by: {}" + from) ==
        "sluiced.yaml:4:19: schema.by: expected 'header', 'field' or both, found an empty mapping");
  CHECK(files.fault_of("{ by: " + from) == "sluiced.yaml:4:15: schema.by: expected 'header', 'field' or both, found nothing");
  CHECK(files.fault_of("{ by: { heder: h }" + from) == "sluiced.yaml:4:21: unknown key 'heder', did you mean 'header'?");
  CHECK(files.fault_of("{ by: type" + from) ==
        "sluiced.yaml:4:19: topics[].schema.by: expected a mapping of keys to values, found 'type'");
  CHECK(files.fault_of("{ from: 'schemas/{}.json' }") ==
        "sluiced.yaml:4:13: key 'by' is missing in this schema: the header or the field that each record chooses by");
}

TEST_CASE("a schema of the table that does not compile is told at its own place") {
  Files files;
  files.write("schemas/refunded.json", "{\n  \"type\": \"objekt\"\n}\n");
  const auto config = files.load(with_schema("{ by: { header: h }, from: 'schemas/{}.json' }"));
  REQUIRE(config);
  const auto compiled = compile_schemas(config.value());
  REQUIRE_FALSE(compiled);
  CHECK(files.without_folder(to_string(compiled.error())).find("schemas/refunded.json:2:11: ") == 0);
}
