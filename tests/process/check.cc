// `sluiced check`, from outside.
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/places.h"
#include "support/process.h"

using namespace sluiced::testing;

namespace {

constexpr std::string_view schema = R"({"type": "object", "properties": {"amount": {"type": "number"}}})";
constexpr std::string_view one_topic =
    "kafka: { brokers: \"localhost:9092\" }\n"
    "topics:\n"
    "  - { name: orders, schema: schemas/orders.schema.json }\n";

struct Shop {
  Shop() {
    folder.write("sluiced.yaml", one_topic);
    folder.write("schemas/orders.schema.json", schema);
  }
  Finished check(const std::string& file = "sluiced.yaml") const {
    return sluiced::testing::sluiced({"check", "--config", file}, {.directory = folder.path()});
  }
  Folder folder;
};

std::size_t shipped_examples() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_folder() + "/config/schemas"))
    if (entry.is_regular_file() && entry.path().parent_path().filename() != "schemas") ++count;
  return count;
}

}  // namespace

TEST_CASE("the configuration that ships is in order, with every example beside its schemas") {
  const Finished run = sluiced::testing::sluiced({"check", "-c", "config/sluiced.yaml"}, {.directory = source_folder()});
  CHECK(run.exit_code == 0);
  CHECK(run.err.empty());
  CHECK(shipped_examples() >= 12);
  CHECK(run.out ==
        "config/sluiced.yaml: 3 groups, 3 topics; 3 schemas; " + std::to_string(shipped_examples()) + " examples as expected\n");
}

TEST_CASE("examples are found beside a schema, however its name ends") {
  const Shop shop;
  CHECK(shop.check().out == "sluiced.yaml: 1 group, 1 topic; 1 schema; no examples\n");
  shop.folder.write("schemas/orders.valid/a.json", "{\"amount\": 1}");
  shop.folder.write("schemas/orders.valid/notes.txt", "no example");
  shop.folder.write("schemas/orders.invalid/b.json", "{\"amount\": \"1\"}");
  shop.folder.write("schemas/orders.invalid/c.json", "cut off");
  CHECK(shop.check().out == "sluiced.yaml: 1 group, 1 topic; 1 schema; 3 examples as expected\n");

  for (const std::string name : {"orders.yaml", "orders.schema.yml", "orders.json"}) {
    shop.folder.write("schemas/" + name, schema);
    shop.folder.write("other.yaml", "kafka: { brokers: \"a:1\" }\ntopics:\n  - { name: orders, schema: schemas/" + name + " }\n");
    const Finished run = shop.check("other.yaml");
    CAPTURE(name, run.err);
    CHECK(run.out == "other.yaml: 1 group, 1 topic; 1 schema; 3 examples as expected\n");
  }
}

TEST_CASE("an example that is not as expected is told at its place, each on a line: exit 78") {
  const Shop shop;
  shop.folder.write("schemas/orders.valid/a.json", "{\n  \"amount\": \"1\"\n}");
  shop.folder.write("schemas/orders.valid/b.json", "{\"amount\": 1,}");
  shop.folder.write("schemas/orders.invalid/c.json", "{\"amount\": 1}");
  shop.folder.make_folder("schemas/orders.invalid/d.json");
  const Finished run = shop.check();
  CHECK(run.exit_code == 78);
  CHECK(run.out.empty());
  CHECK(run.err ==
        "schemas/orders.valid/a.json:2:13: a valid example fails: /amount: expected number, found string "
        "(rule schemas/orders.schema.json:1:46 /properties/amount/type)\n"
        "schemas/orders.valid/b.json:1:14: a valid example fails as not_json: at byte 13: expected a member name in quotes\n"
        "schemas/orders.invalid/c.json: the schema allows it; it stands among the invalid examples\n"
        "schemas/orders.invalid/d.json: cannot be read: Is a directory\n");
}

TEST_CASE("every fault of the configuration file is told, in the order of the file") {
  const Shop shop;
  shop.folder.write("sluiced.yaml",
                    "kafka: { brokrs: \"a:1\" }\n"
                    "limits: { depth_max: deep }\n"
                    "topics:\n"
                    "  - { name: orders, schema: gone.schema.json }\n");
  const Finished run = shop.check();
  CHECK(run.exit_code == 78);
  CHECK(run.out.empty());
  CHECK(run.err.find("sluiced.yaml:1:10: unknown key 'brokrs', did you mean 'brokers'?\n") != std::string::npos);
  const std::size_t second = run.err.find("\nsluiced.yaml:2:22: depth_max: expected a whole number");
  const std::size_t third =
      run.err.find("\nsluiced.yaml:4:29: schema: gone.schema.json cannot be read: No such file or directory\n");
  CHECK(second != std::string::npos);
  CHECK(third != std::string::npos);
  CHECK(second < third);
}

TEST_CASE("every schema is compiled, not only up to the first that is bad") {
  const Shop shop;
  shop.folder.write("schemas/a.json", "{\n  \"type\": 3\n}");
  shop.folder.write("schemas/b.json", "{\n  \"$ref\": \"#/nowhere\"\n}");
  shop.folder.write(
      "sluiced.yaml",
      "kafka: { brokers: \"a:1\" }\ntopics:\n  - { name: a, schema: schemas/a.json }\n  - { name: b, schema: schemas/b.json }\n"
      "  - { name: c, schema: schemas/orders.schema.json }\n  - { name: d, schema: schemas/b.json }\n");
  const Finished run = shop.check();
  CHECK(run.exit_code == 78);
  CHECK(run.err.find("schemas/a.json:2:") == 0);
  CHECK(run.err.find("\nschemas/b.json:2:") != std::string::npos);
  CHECK(count_lines(run.err) == 2);  // a schema of two topics is one fault
}

TEST_CASE("every schema of a table is checked, with its examples, and the line says what records may name") {
  const Shop shop;
  shop.folder.write("events/paid.json", R"({"required":["amount"]})");
  shop.folder.write("events/paid.valid/a.json", R"({"amount":1})");
  shop.folder.write("events/shipped.json", "{}");
  shop.folder.write("sluiced.yaml",
                    "kafka: { brokers: \"a:1\" }\ntopics:\n"
                    "  - { name: orders, schema: { by: { header: kind, field: /kind }, from: \"events/{}.json\" } }\n");
  const Finished run = shop.check();
  CHECK(run.exit_code == 0);
  CHECK(run.out ==
        "orders: 2 schemas by header kind or field /kind: paid, shipped\n"
        "sluiced.yaml: 1 group, 1 topic; 2 schemas; 1 example as expected\n");
  shop.folder.write("events/paid.valid/b.json", "{}");
  shop.folder.write("events/shipped.json", "{\n  \"type\": 3\n}");
  const Finished bad = shop.check();
  CHECK(bad.exit_code == 78);
  CHECK(bad.err.find("events/paid.valid/b.json:1:1: a valid example fails: ") == 0);
  CHECK(bad.err.find("\nevents/shipped.json:2:11: ") != std::string::npos);
}

TEST_CASE("a property that librdkafka does not know is refused, and no value of it is shown") {
  const Shop shop;
  shop.folder.write("sluiced.yaml",
                    "kafka: { brokers: \"a:1\", properties: { no.such.property: \"hidden\" } }\n"
                    "topics:\n  - { name: orders, schema: schemas/orders.schema.json }\n");
  const Finished run = shop.check();
  CHECK(run.exit_code == 78);
  CHECK(run.err.find("sluiced.yaml:1:40: librdkafka ") == 0);
  CHECK(run.err.find("refuses property 'no.such.property'") != std::string::npos);
  CHECK(run.err.find("hidden") == std::string::npos);
  CHECK(count_lines(run.err) == 1);
}

TEST_CASE("a configuration that cannot be read at all: one line, exit 78") {
  const Shop shop;
  shop.folder.write("empty.yaml", "");
  shop.folder.write("binary.yaml", std::string("\x7f"
                                               "ELF\x00\xff\xfe",
                                               7));
  for (const std::string file : {"gone.yaml", "schemas", "empty.yaml", "binary.yaml"}) {
    const Finished run = shop.check(file);
    CAPTURE(file, run.err);
    CHECK(run.exit_code == 78);
    CHECK(run.err.find(file + ":") == 0);
    CHECK(count_lines(run.err) == 1);
    CHECK(run.out.empty());
  }
}
