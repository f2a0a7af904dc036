#include <catch2/catch.hpp>

#include "base/time_text.h"
#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;
using namespace std::chrono_literals;

TEST_CASE("the smallest file gives the documented defaults") {
  const Workspace files;
  const auto loaded = files.load(with_topic(""));
  REQUIRE(loaded);
  const Config& config = loaded.value();
  CHECK(config.file == files.path("sluiced.yaml"));
  CHECK(config.kafka.enabled);
  CHECK(config.kafka.brokers == "k");
  CHECK(config.kafka.client_id == "sluiced");
  CHECK(config.kafka.node.empty());
  CHECK_FALSE(config.kafka.tls.used());
  CHECK_FALSE(config.kafka.sasl.used());
  CHECK(config.log.level == log::Level::info);
  CHECK(config.log.format == log::Format::automatic);
  CHECK(config.http.listen == "127.0.0.1:9610");
  CHECK(config.http.place == Place{files.path("sluiced.yaml"), 0, 0});
  CHECK(config.control.socket == "/run/sluiced/control.sock");
  CHECK_FALSE(config.control.given);
  CHECK(config.supervision.backoff.initial == 1s);
  CHECK(config.supervision.backoff.max == 60s);
  CHECK(config.supervision.backoff.multiplier == 2);
  CHECK(config.supervision.backoff_reset_after == 5min);
  CHECK(config.supervision.drain_timeout == 20s);
  CHECK(config.supervision.stall_timeout == 180s);
  CHECK(config.document_limits.bytes_max == 1048576);
  CHECK(config.document_limits.depth_max == 128);
  CHECK(config.document_limits.members_max == 10'000);
  CHECK(config.document_limits.number_chars_max == 1000);
  CHECK(config.in_flight.letters_max == 10'000);
  CHECK(config.in_flight.bytes_max == 16 * 1048576);
  REQUIRE(config.groups.size() == 1);
  CHECK(config.groups[0].name == "sluiced.orders");
  CHECK(config.groups[0].instances == 1);
  CHECK(config.groups[0].assignor == "range");
  CHECK_FALSE(config.groups[0].static_membership);
  CHECK(config.groups[0].delivery == GroupConfig::Delivery::at_least_once);
  CHECK(config.groups[0].commit_interval == 1s);
  CHECK(config.groups[0].commit_records == 10'000);
  CHECK(config.groups[0].topics.size() == 1);
}

TEST_CASE("a topic that says no more than it must has the documented defaults") {
  const Workspace files;
  const auto loaded = files.load(with_topic(""));
  REQUIRE(loaded);
  const TopicConfig& topic = loaded.value().groups.at(0).topics.at(0);
  CHECK(topic.name == "orders");
  CHECK(topic.schema_file == files.path("orders.schema.json"));
  CHECK(topic.schema_place == Place{files.path("sluiced.yaml"), 4, 13});
  CHECK(topic.place == Place{files.path("sluiced.yaml"), 3, 5});
  CHECK(topic.mode == Mode::quarantine);
  CHECK(topic.verdicts == VerdictPolicy());
  CHECK(topic.start_at == StartAt{});
  CHECK(topic.on_lost_offsets == TopicConfig::OnLostOffsets::continue_reading);
  CHECK(topic.breaker.armed == TopicConfig::BreakerConfig::Armed::after_change);
  CHECK(topic.breaker.ratio == 0.5);
  CHECK(topic.breaker.min_records == 1000);
  CHECK(topic.forward_topic.empty());
  CHECK(topic.oversize == TopicConfig::Oversize::automatic);
  CHECK(topic.header_profiles.empty());
  CHECK_FALSE(topic.redact);
  CHECK(topic.dead_letter_topic == "orders.dlt");
  CHECK(topic.create_dead_letter_topic);
  CHECK(topic.dead_letter_retention == 720h);
  CHECK_FALSE(topic.create.has_value());
  CHECK(topic.options.default_dialect.empty());
  CHECK(topic.options.formats == schema::FormatMode::assertion);
  CHECK(topic.options.asserted_formats.empty());
}

namespace {

constexpr const char* everything = R"(
kafka:
  enabled: false
  brokers: "k1:9092, k2:9092"
  client_id: gate
  node: n7
  tls: { ca_file: tls/ca.pem, certificate_file: /etc/c.pem, key_file: k.pem }
  sasl: { mechanism: SCRAM-SHA-512, username: u, password_file: p }
log: { level: warn, format: journald }
http: { listen: "[::1]:0" }
control: { socket: run/c.sock }
supervision:
  backoff: { initial: 250ms, max: 2s, multiplier: 3, jitter: equal, reset_after: 1d }
  drain_timeout: 90s
  stall_timeout: 1m
limits:
  payload_bytes_max: 2MiB
  depth_max: 64
  members_max: 500
  number_chars_max: 50
  in_flight_max: 7
  in_flight_bytes_max: 4096
groups:
  shop: { instances: 3, assignor: cooperative-sticky, static_membership: true, delivery: exactly_once, commit_interval: 250ms,
          commit_records: 500 }
topics:
  - name: orders
    group: shop
    schema: orders.schema.json
    dialect: http://json-schema.org/draft-07/schema#
    formats: [uuid]
    mode: forward
    forward: { to: "{group}.{topic}.valid" }
    on_lost_offsets: hold
    breaker: { armed: always, ratio: 0.25, min_records: 50 }
    verdicts: { tombstone: reject, schema_violation: hold }
    start_at: 24h ago
    create: { partitions: 3, replication: 2 }
    dead_letter: { topic: "{group}.{topic}.dead", create: false, retention: 7d, oversize: reference,
                   header_profile: [ streams, spring ], redact: true }
)";

}  // namespace

TEST_CASE("every key of the file reaches its setting") {
  const Workspace files;
  const auto loaded = files.load(everything);
  REQUIRE(loaded);
  const Config& config = loaded.value();
  CHECK_FALSE(config.kafka.enabled);
  CHECK(config.kafka.brokers == "k1:9092,k2:9092");
  CHECK(config.kafka.client_id == "gate");
  CHECK(config.kafka.node == "n7");
  CHECK(config.kafka.tls.ca_file == files.path("tls/ca.pem"));
  CHECK(config.kafka.tls.certificate_file == "/etc/c.pem");
  CHECK(config.kafka.tls.key_file == files.path("k.pem"));
  CHECK(config.kafka.sasl.mechanism == "SCRAM-SHA-512");
  CHECK(config.kafka.sasl.username == "u");
  CHECK(config.kafka.sasl.password_file == files.path("p"));
  CHECK(config.log.level == log::Level::warn);
  CHECK(config.log.format == log::Format::journald);
  CHECK(config.http.listen == "[::1]:0");
  CHECK(config.http.place == Place{files.path("sluiced.yaml"), 10, 17});
  CHECK(config.control.socket == files.path("run/c.sock"));
  CHECK(config.control.given);
  CHECK(config.control.place == Place{files.path("sluiced.yaml"), 11, 20});
  CHECK(config.supervision.backoff.initial == 250ms);
  CHECK(config.supervision.backoff.max == 2s);
  CHECK(config.supervision.backoff.multiplier == 3);
  CHECK(config.supervision.backoff_reset_after == 24h);
  CHECK(config.supervision.drain_timeout == 90s);
  CHECK(config.supervision.stall_timeout == 60s);
  CHECK(config.document_limits.bytes_max == 2 * 1048576);
  CHECK(config.document_limits.depth_max == 64);
  CHECK(config.document_limits.members_max == 500);
  CHECK(config.document_limits.number_chars_max == 50);
  CHECK(config.in_flight.letters_max == 7);
  CHECK(config.in_flight.bytes_max == 4096);
}

TEST_CASE("every key of a topic reaches its setting") {
  const Workspace files;
  const auto loaded = files.load(everything);
  REQUIRE(loaded);
  const GroupConfig& group = loaded.value().groups.at(0);
  const TopicConfig& topic = group.topics.at(0);
  CHECK(group.name == "shop");
  CHECK(topic.options.default_dialect == "http://json-schema.org/draft-07/schema#");
  CHECK(topic.options.asserted_formats == std::vector<std::string>{"uuid"});
  CHECK(topic.mode == Mode::forward);
  CHECK(topic.forward_topic == "shop.orders.valid");
  CHECK(topic.on_lost_offsets == TopicConfig::OnLostOffsets::hold);
  CHECK(topic.breaker.armed == TopicConfig::BreakerConfig::Armed::always);
  CHECK(topic.breaker.ratio == 0.25);
  CHECK(topic.breaker.min_records == 50);
  CHECK(topic.oversize == TopicConfig::Oversize::reference);
  CHECK(topic.header_profiles == std::vector{HeaderProfile::streams, HeaderProfile::spring});
  CHECK(topic.redact);
  CHECK(topic.verdicts.action(VerdictCode::tombstone) == Action::reject);
  CHECK(topic.verdicts.action(VerdictCode::schema_violation) == Action::hold);
  CHECK(topic.verdicts.action(VerdictCode::limit) == Action::reject);
  CHECK(topic.start_at.kind == StartAt::Kind::ago);
  CHECK(topic.start_at.ago == 24h);
  CHECK(topic.dead_letter_topic == "shop.orders.dead");
  CHECK_FALSE(topic.create_dead_letter_topic);
  CHECK(topic.dead_letter_retention == 168h);
  REQUIRE(topic.create.has_value());
  CHECK(topic.create->partitions == 3);
  CHECK(topic.create->replication == 2);
  CHECK(group.instances == 3);
  CHECK(group.assignor == "cooperative-sticky");
  CHECK(group.static_membership);
  CHECK(group.delivery == GroupConfig::Delivery::exactly_once);
  CHECK(group.commit_interval == 250ms);
  CHECK(group.commit_records == 500);
}

TEST_CASE("start_at takes a time of any zone") {
  const Workspace files;
  const auto at = [&](const std::string& text) {
    const auto loaded = files.load(with_topic("    start_at: " + text + "\n"));
    if (!loaded) return to_string(loaded.error());
    const StartAt& start = loaded.value().groups[0].topics[0].start_at;
    return start.kind == StartAt::Kind::at ? rfc3339(start.at) : std::string("not a time");
  };
  CHECK(at("2026-11-23T06:00:00Z") == "2026-11-23T06:00:00.000Z");
  CHECK(at("2026-11-23T06:00:00.1239+02:30") == "2026-11-23T03:30:00.123Z");
  CHECK(at("'2024-02-29t23:59:60z'") == "2024-03-01T00:00:00.000Z");
  CHECK(at("earliest") == "not a time");
  CHECK(files.load(with_topic("    start_at: latest\n")).value().groups[0].topics[0].start_at.kind == StartAt::Kind::latest);
}

TEST_CASE("regex: linear is handed to the engine, any is what it does by itself") {
  const auto mode = [](const std::string& text) {
    const Workspace files;
    return files.load(with_topic(text)).value().groups[0].topics[0].options.regex;
  };
  CHECK(mode("") == schema::RegexMode::any);
  CHECK(mode("    regex: any\n") == schema::RegexMode::any);
  CHECK(mode("    regex: linear\n") == schema::RegexMode::linear);
}

TEST_CASE("formats: a list names those asserted, an empty one none of them") {
  const Workspace files;
  const auto options = [&](const std::string& text) {
    return files.load(with_topic("    formats: " + text + "\n")).value().groups[0].topics[0].options;
  };
  CHECK(options("assert").formats == schema::FormatMode::assertion);
  CHECK(options("annotate").formats == schema::FormatMode::annotation);
  CHECK(options("[date-time, uuid]").asserted_formats == std::vector<std::string>{"date-time", "uuid"});
  CHECK(options("[date-time]").formats == schema::FormatMode::assertion);
  CHECK(options("[]").formats == schema::FormatMode::annotation);
}

TEST_CASE("a topic takes from defaults what it leaves out: mappings key by key, lists and scalars whole") {
  const Workspace files;
  const auto loaded = files.load(R"(
kafka: {brokers: k}
defaults:
  schema: orders.schema.json
  mode: observe
  formats: [uuid]
  start_at: latest
  verdicts: { tombstone: hold, limit: hold }
  dead_letter: { topic: "{topic}.dead", create: false }
topics:
  - name: a
  - name: b
    schema: returns.schema.json
    mode: quarantine
    formats: [date-time]
    verdicts: { limit: pass }
    dead_letter: { create: true }
  - name: c
    verdicts:
)");
  REQUIRE(loaded);
  const TopicConfig& a = loaded.value().groups.at(0).topics.at(0);
  CHECK(a.mode == Mode::observe);
  CHECK(a.dead_letter_topic == "a.dead");
  CHECK_FALSE(a.create_dead_letter_topic);
  CHECK(a.start_at.kind == StartAt::Kind::latest);
  const TopicConfig& b = loaded.value().groups.at(1).topics.at(0);
  CHECK(b.schema_file == files.path("returns.schema.json"));
  CHECK(b.mode == Mode::quarantine);
  CHECK(b.options.asserted_formats == std::vector<std::string>{"date-time"});
  CHECK(b.verdicts.action(VerdictCode::tombstone) == Action::hold);
  CHECK(b.verdicts.action(VerdictCode::limit) == Action::pass);
  CHECK(b.dead_letter_topic == "b.dead");
  CHECK(b.create_dead_letter_topic);
  CHECK(loaded.value().groups.at(2).topics.at(0).verdicts.action(VerdictCode::limit) == Action::hold);
}

TEST_CASE("topics of one group share it, in the order of the file, with the group's settings") {
  const Workspace files;
  const auto loaded = files.load(
      "kafka: {brokers: k}\ndefaults: {schema: orders.schema.json}\ngroups: {shop: {consumer_properties: {debug: all}}, "
      "sluiced.c: }\n"
      "topics:\n  - {name: a, group: shop}\n  - {name: c}\n  - {name: b, group: shop}\n");
  REQUIRE(loaded);
  REQUIRE(loaded.value().groups.size() == 2);
  const GroupConfig& shop = loaded.value().groups[0];
  CHECK(shop.name == "shop");
  CHECK(shop.consumer_properties == Properties{{"debug", "all"}});
  REQUIRE(shop.topics.size() == 2);
  CHECK(shop.topics[0].name == "a");
  CHECK(shop.topics[1].name == "b");
  CHECK(loaded.value().groups[1].consumer_properties.empty());
}

TEST_CASE("a variable is typed as if it stood there: KAFKA_ENABLED=false is a boolean") {
  Workspace files;
  files.variables = {{"KAFKA_ENABLED", "false"}, {"DRAIN", "5s"}, {"MEMBERS", "77"}, {"BROKERS", "b:9092"}};
  const auto loaded = files.load(
      "kafka:\n  enabled: ${KAFKA_ENABLED:-true}\n  brokers: ${BROKERS}\n"
      "supervision: {drain_timeout: \"${DRAIN}\"}\nlimits:\n  members_max: ${MEMBERS}\n"
      "topics: [{name: orders, schema: orders.schema.json}]\n");
  REQUIRE(loaded);
  CHECK_FALSE(loaded.value().kafka.enabled);
  CHECK(loaded.value().kafka.brokers == "b:9092");
  CHECK(loaded.value().supervision.drain_timeout == 5s);
  CHECK(loaded.value().document_limits.members_max == 77);
}

TEST_CASE("a quoted variable stays text, so a quoted boolean is refused") {
  Workspace files;
  files.variables = {{"KAFKA_ENABLED", "false"}};
  CHECK(
      files.fault("kafka: {enabled: \"${KAFKA_ENABLED}\", brokers: k}\ntopics: [{name: orders, schema: orders.schema.json}]\n") ==
      "sluiced.yaml:1:18: enabled: expected true or false, found 'false'");
}

TEST_CASE("a host name of digits only is still a name, digit for digit") {
  Workspace files;
  for (const std::string host : {"012345678901", "7e1234567890", "0x10", "a1b2c3"}) {
    files.variables["HOSTNAME"] = host;
    const auto loaded =
        files.load("kafka:\n  brokers: k\n  node: ${HOSTNAME:-}\ntopics: [{name: orders, schema: orders.schema.json}]\n");
    REQUIRE(loaded);
    CHECK(loaded.value().kafka.node == host);
  }
  files.variables.clear();
  CHECK(files.load("kafka:\n  brokers: k\n  node: ${HOSTNAME:-}\ntopics: [{name: orders, schema: orders.schema.json}]\n")
            .value()
            .kafka.node.empty());
}

TEST_CASE("a schema's path is seen from the file it stands in, not from where the daemon runs") {
  const Workspace files;
  files.write("conf/sluiced.yaml", "kafka: {brokers: k}\ntopics: [{name: orders, schema: ../orders.schema.json}]\n");
  const auto loaded = load_config(files.path("conf/sluiced.yaml"), files.environment());
  REQUIRE(loaded);
  CHECK(loaded.value().groups[0].topics[0].schema_file == files.path("orders.schema.json"));
}

TEST_CASE("a change of mode is never what makes a file wrong: dead-letter topics are checked in observe too") {
  const Workspace files;
  CHECK(files.fault(with_topic("    mode: observe\n    dead_letter: {topic: orders}\n")) ==
        "sluiced.yaml:6:26: topic 'orders' would be its own dead-letter topic");
}

TEST_CASE("the process's own environment is one of the environments") {
  CHECK(process_environment()("PATH").has_value());
  CHECK_FALSE(process_environment()("SLUICED_NO_SUCH_VARIABLE").has_value());
}
