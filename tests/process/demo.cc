// `sluiced demo`, from outside: what a person sees of it adds up.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "support/places.h"
#include "support/process.h"

using namespace sluiced::testing;

namespace {

constexpr const char* codes[] = {"empty", "not_utf8", "not_json", "duplicate_key", "limit", "schema_violation"};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Of one topic's part: what its lines show and what its sums say.
struct Part {
  std::map<std::string, int> letters_shown;
  int in = -1;
  int valid = -1;
  int tombstones = -1;
  int dead_letters = -1;
};

Part part_of(const std::string& out, const std::string& topic) {
  Part part;
  int offset = 0;
  bool inside = false;
  for (const std::string& line : lines_of(out)) {
    if (line == topic) inside = true;
    if (!inside) continue;
    if (line.find("  " + topic + ".dlt/0/" + std::to_string(offset) + " ") == 0) {
      for (const char* code : codes)
        if (line.find(std::string(" ") + code + " ") != std::string::npos) ++part.letters_shown[code];
      ++offset;
    }
    if (std::sscanf(line.c_str(), "  %d records in = %d valid + %d tombstone + %d dead letters", &part.in, &part.valid,
                    &part.tombstones, &part.dead_letters) == 4)
      break;
  }
  return part;
}

/// A copy of config/ with one text of one file replaced.
void change_config(const Folder& folder, const std::string& file, const std::string& from, const std::string& to) {
  std::filesystem::copy(source_folder() + "/config", folder.file("config"), std::filesystem::copy_options::recursive);
  std::ifstream stream(folder.file(file));
  std::ostringstream old;
  old << stream.rdbuf();
  std::string text = old.str();
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  folder.write(file, text.replace(at, from.size(), to));
}

void check_layout(const std::string& out) {
  CHECK(out.find('\x1b') == std::string::npos);  // no colour in a pipe
  for (const std::string& line : lines_of(out)) {
    CAPTURE(line);
    CHECK(line.size() <= 100);
  }
}

}  // namespace

TEST_CASE("the demo shows every way to be broken on every topic, accounts for every record and ends well within 15 s") {
  const auto begun = std::chrono::steady_clock::now();
  const Finished run = sluiced::testing::sluiced({"demo"}, {.directory = source_folder()});
  const auto taken = std::chrono::steady_clock::now() - begun;
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
  CHECK(run.err.empty());
  CHECK(taken < std::chrono::seconds(15));
  int all = 0;
  for (const std::string topic : {"feature_usage_topic", "credits_process_end_topic", "credits_process_end_multimodel_topic"}) {
    CAPTURE(topic);
    const Part part = part_of(run.out, topic);
    int shown = 0;
    for (const char* code : codes) {
      const auto found = part.letters_shown.find(code);
      CAPTURE(code);
      CHECK(found != part.letters_shown.end());
      shown += found == part.letters_shown.end() ? 0 : found->second;
    }
    CHECK(part.letters_shown.at("schema_violation") >= 3);
    CHECK(part.in >= 12);
    CHECK(part.valid > 0);
    CHECK(part.tombstones > 0);
    CHECK(part.dead_letters == shown);
    CHECK(part.in == part.valid + part.tombstones + part.dead_letters);
    all += part.in;
  }
  check_layout(run.out);
  CHECK(run.out.find("Together " + std::to_string(all) + " records in") != std::string::npos);
}

TEST_CASE("the demo speaks to its own Kafka, whatever the environment and the configuration say of another") {
  const Folder folder;
  change_config(folder, "config/sluiced.yaml", "group: zaaz-server-feature-usage-group",
                "group: zaaz-server-feature-usage-group\n    mode: observe\n    start_at: latest");
  const Finished run = sluiced::testing::sluiced(
      {"demo"}, {.directory = folder.path(), .environment = {"KAFKA_ENABLED=false", "KAFKA_BROKERS=unreachable.invalid:1"}});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
}

TEST_CASE("the demo says so and exits 70 where what came out is not what was sent") {
  const Folder folder;
  const std::string file = "config/schemas/feature_usage.schema.json";
  change_config(folder, file, R"("duration_ms": {"type": "integer")", R"("duration_ms": {"type": ["integer", "string"])");
  const Finished run = sluiced::testing::sluiced({"demo"}, {.directory = folder.path()});
  CHECK(run.exit_code == 70);
  CHECK(run.err.find("sluiced demo: it does not add up: feature_usage_topic: ") == 0);
  CHECK(run.err.find("judged schema_violation: 4 expected, 3 found") != std::string::npos);
  CHECK(count_lines(run.err) == 1);
}

TEST_CASE("the demo refuses a configuration that is wrong, missing or another: one line, exit 78") {
  const Folder folder;
  folder.write("any.schema.json", "{}");
  folder.write("other.yaml", "kafka: { brokers: \"a:1\" }\ntopics:\n  - { name: orders, schema: any.schema.json }\n");
  folder.write("bad.yaml", "kafka: { brokers: \"a:1\" }\ntopics: 3\n");
  const auto demo = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "demo");
    return sluiced::testing::sluiced(arguments, {.directory = folder.path()});
  };
  const Finished missing = demo({});
  CHECK(missing.exit_code == 78);
  CHECK(missing.err == "config/sluiced.yaml: cannot be read: No such file or directory\n");
  const Finished other = demo({"-c", "other.yaml"});
  CHECK(other.exit_code == 78);
  CHECK(other.err == "other.yaml:3:5: the demo has events for the topics that ship, none for 'orders'\n");
  const Finished bad = demo({"-c", "bad.yaml"});
  CHECK(bad.exit_code == 78);
  CHECK(bad.err.find("bad.yaml:2:9: ") == 0);
  CHECK(count_lines(bad.err) == 1);
  CHECK(missing.out + other.out + bad.out == "");
}
