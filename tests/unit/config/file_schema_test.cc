// An editor goes by config/sluiced.schema.json, the daemon by its reader: held against each other, key by key.
#include "config/file_schema.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "config/keys.h"
#include "config/yaml.h"
#include "json/pointer.h"
#include "json/reader.h"
#include "support/places.h"
#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

std::shared_ptr<const json::Document> file_schema() {
  auto document = json::read_document("sluiced.schema.json", std::string(file_schema_text()), file_limits);
  if (!document) throw std::runtime_error(to_string(document.error()));
  return std::move(document).value();
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

/// What the schema alone says: the reader would have refused most of this first.
bool schema_accepts(const std::string& yaml) {
  const auto document = read_yaml("f.yaml", yaml, nullptr);
  if (!document) throw std::runtime_error(to_string(document.error()));
  Reading reading(document.value());
  check_against_file_schema(reading);
  return reading.sound();
}

struct Sample {
  std::string key;
  std::string accepted;
  std::string refused;
};

const std::vector<Sample> of_kafka{
    {"enabled", "false", "'no'"},
    {"client_id", "gate", "[]"},
    {"node", "n1", "{}"},
    {"tls", "{ca_file: ca.pem}", "{ca: x}"},
    {"sasl", "{mechanism: PLAIN, username: u, password_file: p}", "{mechanism: MD5, username: u, password_file: p}"},
    {"properties", "{linger.ms: 5}", "{acks: 1}"},
    {"consumer_properties", "{debug: all}", "{group.id: x}"},
    {"producer_properties", "{debug: all}", "{max.in.flight: 5}"}};
const std::vector<Sample> of_file{
    {"log: {level", "debug}", "loud}"},
    {"log: {format", "terminal}", "colour}"},
    {"log: {format", "journald}", "syslog}"},
    {"http: {listen", "'127.0.0.1:0'}", "[]}"},
    {"control: {socket", "'c.sock'}", "{}}"},
    {"supervision: {drain_timeout", "250ms}", "20}"},
    {"supervision: {stall_timeout", "1h}", "60}"},
    {"supervision: {backoff", "{initial: 1s, max: 2s, reset_after: 1d}}", "{initial: 1}}"},
    {"supervision: {backoff", "{jitter: equal}}", "{jitter: full}}"},
    {"supervision: {backoff", "{multiplier: 10}}", "{multiplier: 11}}"},
    {"limits: {payload_bytes_max", "64KiB}", "1MB}"},
    {"limits: {depth_max", "5}", "0}"},
    {"limits: {members_max", "5}", "x}"},
    {"limits: {number_chars_max", "5}", "-1}"},
    {"limits: {in_flight_max", "5}", "1.5}"},
    {"limits: {in_flight_bytes_max", "5}", "[]}"},
    {"defaults", "{mode: observe}", "{name: x}"},
    {"groups", "{sluiced.orders: {consumer_properties: {debug: all}}}", "{sluiced.orders: {shared: x}}"},
    {"groups", "{sluiced.orders: {instances: 64}}", "{sluiced.orders: {instances: 65}}"},
    {"groups", "{sluiced.orders: {assignor: roundrobin}}", "{sluiced.orders: {assignor: sticky}}"},
    {"groups", "{sluiced.orders: {static_membership: true}}", "{sluiced.orders: {static_membership: 1}}"},
    {"groups", "{sluiced.orders: {delivery: at_least_once}}", "{sluiced.orders: {delivery: at_most_once}}"},
    {"groups", "{sluiced.orders: {delivery: exactly_once, commit_records: 1000000}}", "{sluiced.orders: {commit_records: 5}}"},
    {"groups", "{sluiced.orders: {delivery: exactly_once, commit_interval: 5s}}",
     "{sluiced.orders: {delivery: at_least_once, commit_interval: 5s}}"},
    {"groups", "", "{sluiced.orders: {delivery: exactly_once, commit_records: 1000001}}"}};
const std::vector<Sample> of_topic{{"group", "shop", "[]"},
                                   {"group", "shop", std::string(250, 'g')},
                                   {"create", "{partitions: 100000, replication: broker}", "{partitions: 0}"},
                                   {"create", "{replication: 32767}", "{replication: 32768}"},
                                   {"create", "", "true"},
                                   {"dead_letter", "{retention: 1m}", "{retention: 60}"},
                                   {"dialect", "https://json-schema.org/draft/2020-12/schema", "draft-5"},
                                   {"formats", "[uuid]", "some"},
                                   {"formats", "annotate", "{}"},
                                   {"regex", "linear", "exponential"},
                                   {"mode", "observe", "filter"},
                                   {"verdicts", "{limit: hold}", "{valid: pass}"},
                                   {"verdicts", "{schema_unknown: pass}", "{undecodable: pass}"},
                                   {"start_at", "2026-11-23T06:00:00Z", "tomorrow"},
                                   {"start_at", "7d ago", "7 ago"},
                                   {"start_at", "latest", "newest"},
                                   {"dead_letter", "{topic: x.dlt, create: false}", "{create: 1}"},
                                   {"dead_letter", "{oversize: reference}", "{oversize: drop}"},
                                   {"dead_letter", "{redact: true}", "{redact: some}"},
                                   {"dead_letter", "{header_profile: [spring, connect]}", "{header_profile: [sprng]}"},
                                   {"dead_letter", "{header_profile: [streams]}", "{header_profile: streams}"},
                                   {"on_lost_offsets", "hold", "skip"},
                                   {"breaker", "{armed: off, ratio: 0.5, min_records: 1}", "{armed: on}"},
                                   {"breaker", "{ratio: 1}", "{ratio: 1.1}"},
                                   {"breaker", "", "{ratio: 0}"},
                                   {"breaker", "{min_records: 1000000}", "{min_records: 1000001}"},
                                   {"mode: forward\n    forward", "{to: '{topic}.valid'}", "{to: []}"},
                                   {"mode: forward\n    forward", "{to: valid}", "{topic: valid}"}};

}  // namespace

TEST_CASE("the embedded schema is the one beside the configuration that ships") {
  std::ifstream stream(testing::source_folder() + "/config/sluiced.schema.json", std::ios::binary);
  CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == file_schema_text());
}

TEST_CASE("reader and schema know the same keys of every mapping, and neither knows more") {
  const auto document = file_schema();
  const json::Tree& tree = document->tree;
  for (const KeySet* keys : all_key_sets()) {
    INFO("mapping '" << keys->where << "'");
    const json::NodeIndex mapping = json::resolve_pointer(tree, 0, keys->schema_pointer);
    REQUIRE(mapping != json::no_node);
    std::vector<std::string> described;
    for (const json::NodeIndex key : json::children(tree, json::find_member(tree, mapping, "properties"))) {
      described.emplace_back(tree[key].name());
    }
    CHECK(sorted(described) == sorted({keys->known.begin(), keys->known.end()}));
    const json::NodeIndex more = json::find_member(tree, mapping, "additionalProperties");
    REQUIRE(more != json::no_node);
    CHECK((tree[more].kind == json::Kind::boolean && !tree[more].truth));
  }
}

TEST_CASE("each key is accepted by both with a value that fits, and refused by both with one that does not") {
  Workspace files;
  const auto check = [&](const std::string& yaml, bool accepted) {
    INFO(yaml);
    CHECK((files.fault(yaml) == "accepted") == accepted);
    CHECK(schema_accepts(yaml) == accepted);
  };
  const std::string topics = "topics: [{name: orders, schema: orders.schema.json}]\n";
  check("kafka: {brokers: k}\n" + topics, true);
  check("kafka: {}\n" + topics, false);
  check("kafka: {enabled: false}\n" + topics, true);
  check(topics, false);
  check("kafka: {brokers: k}\ntopics: []\n", false);
  check("kafka: {brokers: k}\ntopics: [{schema: orders.schema.json}]\n", false);
  check("kafka: {brokers: k}\ninclude: []\n" + topics, false);
  for (const auto& [keys, accepted] :
       std::vector<std::pair<std::string, bool>>{{"match: 'a.*', group: g, exclude: [a.b, 'a.c*']", true},
                                                 {"match: a.b, group: g", false},
                                                 {"match: 'a/*', group: g", false},
                                                 {"match: 'a.*', group: g, exclude: a", false},
                                                 {"match: 'a.*', group: g, exclude: ['a/b']", false},
                                                 {"match: 'a.*', group: g, name: a", false},
                                                 {"match: 'a.*', group: g, create: {}", false},
                                                 {"name: a, exclude: [b]", false}})
    check("kafka: {brokers: k}\ntopics: [{schema: orders.schema.json, " + keys + "}]\n", accepted);
  for (const auto& [schema, accepted] :
       std::vector<std::pair<std::string, bool>>{{"{by: {header: h, field: /a~1b}, from: '{}.schema.json'}", true},
                                                 {"{by: {header: h}, from: 'orders.schema.json'}", false},
                                                 {"{by: {header: h}, from: '{}/orders.schema.json'}", false},
                                                 {"{by: {field: a}, from: '{}.schema.json'}", false},
                                                 {"{by: {}, from: '{}.schema.json'}", false},
                                                 {"{by: {header: h}}", false},
                                                 {"[orders.schema.json]", false}})
    check("kafka: {brokers: k}\ntopics: [{name: orders, schema: " + schema + "}]\n", accepted);
  for (const Sample& sample : of_kafka) {
    check("kafka: {brokers: k, " + sample.key + ": " + sample.accepted + "}\n" + topics, true);
    check("kafka: {brokers: k, " + sample.key + ": " + sample.refused + "}\n" + topics, false);
  }
  for (const Sample& sample : of_file) {
    check("kafka: {brokers: k}\n" + sample.key + ": " + sample.accepted + "\n" + topics, true);
    check("kafka: {brokers: k}\n" + sample.key + ": " + sample.refused + "\n" + topics, false);
  }
  for (const Sample& sample : of_topic) {
    check(with_topic("    " + sample.key + ": " + sample.accepted + "\n"), true);
    check(with_topic("    " + sample.key + ": " + sample.refused + "\n"), false);
  }
}

TEST_CASE("an editor lets variables stand where the daemon will see their value") {
  CHECK(
      schema_accepts("kafka:\n  enabled: ${KAFKA_ENABLED:-true}\n  brokers: ${B}\n"
                     "supervision:\n  drain_timeout: ${D:-5s}\nlimits:\n  depth_max: ${N}\nlog:\n  level: ${L}\n"
                     "topics: [{name: a, schema: b}]\n"));
}

TEST_CASE("what only the schema refuses is still one line with its place") {
  const auto document = read_yaml("f.yaml", "kafka: {brokers: k}\ntopics: [{name: a, schema: b, colour: red}]\n", nullptr);
  Reading reading(document.value());
  check_against_file_schema(reading);
  REQUIRE(reading.faults().size() == 1);
  CHECK_THAT(to_string(reading.faults()[0]),
             Catch::Matchers::StartsWith("f.yaml:2:") && Catch::Matchers::Contains("sluiced.schema.json"));
}
