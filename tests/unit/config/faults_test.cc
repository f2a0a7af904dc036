// What the file says wrong, word for word: people and scripts read these lines.
#include <catch2/catch.hpp>

#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

TEST_CASE("a file that is not there, or is none, is refused without a place in it") {
  Workspace files;
  CHECK(files.without_folder(to_string(load_config(files.path("none.yaml"), files.environment()).error())) ==
        "none.yaml: cannot be read: No such file or directory");
  files.write("folder/x", "");
  CHECK(files.without_folder(to_string(load_config(files.path("folder"), files.environment()).error())) ==
        "folder: cannot be read: Is a directory");
}

TEST_CASE("a file without content is refused") {
  const Workspace files;
  CHECK(files.fault("") == "sluiced.yaml:1:1: the file is empty; expected at least 'kafka' and 'topics'");
  CHECK(files.fault("# later\n") == "sluiced.yaml:1:1: the file is empty; expected at least 'kafka' and 'topics'");
  CHECK(files.fault("- a\n") == "sluiced.yaml:1:1: the file: expected a mapping of keys to values, found a list");
  CHECK(files.fault("kafka: {brokers: k}\n") ==
        "sluiced.yaml:1:1: key 'topics' is missing in the file: the topics to watch, each with its schema");
  CHECK(files.fault("kafka: {brokers: k}\ntopics: []\n") ==
        "sluiced.yaml:2:9: topics: expected a list of at least one topic, found an empty one");
  CHECK(files.fault("kafka: {brokers: k}\ntopics:\n") ==
        "sluiced.yaml:2:1: topics: expected a list of at least one topic, found nothing");
}

TEST_CASE("an unknown key is refused with the nearest known one") {
  const Workspace files;
  CHECK(files.fault("kafka: {brokrs: k}\ntopics: [{name: orders, schema: orders.schema.json}]\n") ==
        "sluiced.yaml:1:9: unknown key 'brokrs', did you mean 'brokers'?");
  CHECK(files.fault("kafka: {brokers: k, client: x}\n" + with_topic("").substr(20)) ==
        "sluiced.yaml:1:21: unknown key 'client', did you mean 'client_id'?");
  CHECK(files.fault("kafka: {brokers: k, servers: x}\n" + with_topic("").substr(20)) ==
        "sluiced.yaml:1:21: unknown key 'servers', known here: enabled, brokers, client_id, node, tls, sasl, properties, "
        "consumer_properties, producer_properties");
  CHECK(files.fault(with_topic("    start-at: latest\n")) ==
        "sluiced.yaml:5:5: unknown key 'start-at', did you mean 'start_at'?");
  CHECK(files.fault(with_topic("    dead_letter: {topc: x}\n")) ==
        "sluiced.yaml:5:19: unknown key 'topc', did you mean 'topic'?");
  CHECK(files.fault(with_file("limit: {depth_max: 5}\n")) == "sluiced.yaml:1:1: unknown key 'limit', did you mean 'limits'?");
  CHECK(files.fault(with_file("groups: {sluiced.orders: {instance: 2}}\n")) ==
        "sluiced.yaml:1:27: unknown key 'instance', did you mean 'instances'?");
}

TEST_CASE("a key that has to be there is missed") {
  const Workspace files;
  const std::string topics = "topics: [{name: orders, schema: orders.schema.json}]\n";
  CHECK(files.fault(topics) == "sluiced.yaml:1:1: key 'kafka' is missing in the file: at least its 'brokers'");
  CHECK(files.fault("kafka:\n" + topics) == "sluiced.yaml:1:1: kafka: expected a mapping with at least 'brokers', found nothing");
  CHECK(files.fault("kafka: {}\n" + topics) ==
        "sluiced.yaml:1:8: key 'brokers' is missing in kafka: host:port of at least one broker");
  CHECK(files.fault("kafka: {enabled: false}\n" + topics) == "accepted");
}

TEST_CASE("every fault has its line, in the order of the file") {
  const Workspace files;
  CHECK(files.faults("kafka: {brokrs: k}\ntopics:\n  - name: orders\n    schema: none.json\n    mode: watch\n") ==
        std::vector<std::string>{"sluiced.yaml:1:9: unknown key 'brokrs', did you mean 'brokers'?",
                                 "sluiced.yaml:4:13: schema: none.json cannot be read: No such file or directory",
                                 "sluiced.yaml:5:11: mode: expected one of observe, quarantine, forward, found 'watch'"});
}

TEST_CASE("a key of the design that is not built yet is refused as such") {
  const Workspace files;
  for (const std::string key : {"include", "shared", "backtest"}) {
    CHECK(files.fault(with_file(key + ": {}\n")) == "sluiced.yaml:1:1: key '" + key + "' is not built yet");
  }
  CHECK(files.fault(with_topic("    shadow: x\n")) == "sluiced.yaml:5:5: key 'shadow' is not built yet");
  CHECK(files.fault(with_file("defaults: {shadow: x}\n")) == "sluiced.yaml:1:12: key 'shadow' is not built yet");
  CHECK(files.fault(with_topic("    dead_letter: {shared: true}\n")) == "sluiced.yaml:5:19: key 'shared' is not built yet");
  CHECK(files.fault(with_topic("    verdicts: {undecodable: pass}\n")) ==
        "sluiced.yaml:5:16: key 'undecodable' is not built yet");
}

TEST_CASE("a key that stands twice is refused") {
  const Workspace files;
  CHECK(files.fault(with_topic("    mode: observe\n    mode: quarantine\n")) ==
        "sluiced.yaml:6:5: key 'mode' stands twice in this mapping");
}

TEST_CASE("a value of the wrong type says what was expected and what was found") {
  const Workspace files;
  CHECK(files.fault("kafka: {brokers: k, enabled: yes}\n" + with_topic("").substr(20)) ==
        "sluiced.yaml:1:30: enabled: expected true or false, found 'yes'");
  CHECK(files.fault("kafka: [k]\n" + with_topic("").substr(20)) ==
        "sluiced.yaml:1:8: kafka: expected a mapping of keys to values, found a list");
  CHECK(files.fault("kafka: {brokers: [a, b]}\n" + with_topic("").substr(20)) ==
        "sluiced.yaml:1:18: brokers: expected text, found a list");
  CHECK(files.fault("kafka: {brokers: k, client_id: }\n" + with_topic("").substr(20)) ==
        "sluiced.yaml:1:21: client_id: expected text, found nothing");
  CHECK(files.fault(with_topic("    group: ''\n")) == "sluiced.yaml:5:12: group: expected text, found an empty one");
  CHECK(files.fault(with_topic("    group: \"a\\nb\"\n")) ==
        "sluiced.yaml:5:12: group: expected one line of text, found a line break or another control character in it");
  CHECK(files.fault(with_file("limits: {depth_max: 1.5}\n")) ==
        "sluiced.yaml:1:21: depth_max: expected a whole number from 1 to 10000, found 1.5");
  CHECK(files.fault(with_file("limits: {members_max: 0}\n")) ==
        "sluiced.yaml:1:23: members_max: expected a whole number from 1 to 100000000, found 0");
  CHECK(files.fault(with_file("log: {level: wran}\n")) ==
        "sluiced.yaml:1:14: level: expected one of debug, info, warn, error ('warn'?), found 'wran'");
  CHECK(files.fault("kafka: {brokers: k}\ntopics: [orders]\n") ==
        "sluiced.yaml:2:10: topics: expected a mapping with 'name' and 'schema', found 'orders'");
  CHECK(files.fault(with_file("groups: []\n")) ==
        "sluiced.yaml:1:9: groups: expected a mapping of group names to their settings, found a list");
}

TEST_CASE("a value in the wrong unit says which one is meant") {
  const Workspace files;
  CHECK(files.fault(with_file("supervision: {drain_timeout: 20}\n")) ==
        "sluiced.yaml:1:30: drain_timeout: expected a duration such as 250ms, 20s, 2m, 1h or 7d, found '20': its unit is "
        "missing, ms, s, "
        "m, h or d");
  CHECK(files.fault(with_file("supervision: {drain_timeout: 2h}\n")) ==
        "sluiced.yaml:1:30: drain_timeout: expected a duration from 100ms to 1h, found '2h'");
  CHECK(files.fault(with_file("limits: {payload_bytes_max: 1MB}\n")) ==
        "sluiced.yaml:1:29: payload_bytes_max: expected a size such as 65536, 64KiB or 1MiB, found '1MB': did you mean 1MiB?");
  CHECK(files.fault(with_file("limits: {payload_bytes_max: 1073741825}\n")) ==
        "sluiced.yaml:1:29: payload_bytes_max: expected a size from 1B to 1GiB, found 1073741825");
  CHECK(files.fault(with_file("limits: {in_flight_bytes_max: true}\n")) ==
        "sluiced.yaml:1:31: in_flight_bytes_max: expected a size such as 65536, 64KiB or 1MiB, found true");
}

TEST_CASE("a topic needs a name that Kafka accepts, and a schema that is there") {
  const Workspace files;
  const auto topic = [&](const std::string& keys) { return files.fault("kafka: {brokers: k}\ntopics:\n  - {" + keys + "}\n"); };
  CHECK(topic("schema: orders.schema.json") == "sluiced.yaml:3:5: key 'name' is missing in this topic");
  CHECK(topic("name: orders") == "sluiced.yaml:3:5: key 'schema' is missing in this topic: the file of its JSON Schema");
  CHECK(topic("name: 'or ders', schema: orders.schema.json") ==
        "sluiced.yaml:3:12: name: 'or ders' cannot be a topic's name: only letters, digits, '.', '_' and '-'");
  CHECK(topic("name: .., schema: orders.schema.json") == "sluiced.yaml:3:12: name: '..' cannot be a topic's name");
  CHECK(topic("name: " + std::string(250, 'x') + ", schema: orders.schema.json") ==
        "sluiced.yaml:3:12: name: a topic's name has at most 249 characters, found 250");
  CHECK(topic("name: orders, schema: schemas/none.json") ==
        "sluiced.yaml:3:28: schema: schemas/none.json cannot be read: No such file or directory");
  CHECK(topic("name: orders, schema: ../none-such/none.json").find("none-such/none.json cannot be read") != std::string::npos);
}

TEST_CASE("start_at is a place in time, or refused") {
  const Workspace files;
  const auto start_at = [&](const std::string& value) { return files.fault(with_topic("    start_at: " + value + "\n")); };
  const std::string expected =
      "expected earliest, latest, a time ago such as '24h ago' or a time such as 2026-11-23T06:00:00Z, found ";
  CHECK(start_at("newest") == "sluiced.yaml:5:15: start_at: " + expected + "'newest'");
  CHECK(start_at("2026-11-23") == "sluiced.yaml:5:15: start_at: " + expected + "'2026-11-23'");
  CHECK(start_at("2026-02-29T00:00:00Z") == "sluiced.yaml:5:15: start_at: " + expected + "'2026-02-29T00:00:00Z'");
  CHECK(start_at("1 day ago") ==
        "sluiced.yaml:5:15: start_at: expected a duration such as 250ms, 20s, 2m, 1h or 7d, found '1 day': no "
        "space before the unit");
  CHECK(start_at("99999d ago") == "sluiced.yaml:5:15: start_at: expected at most 36500d ago, found '99999d ago'");
}

TEST_CASE("verdicts name known codes and actions, and valid is none of them") {
  const Workspace files;
  const auto verdicts = [&](const std::string& value) { return files.fault(with_topic("    verdicts: {" + value + "}\n")); };
  CHECK(verdicts("valid: reject") == "sluiced.yaml:5:16: 'valid' is what passes: it cannot be given an action");
  CHECK(verdicts("tombstones: reject") == "sluiced.yaml:5:16: unknown key 'tombstones', did you mean 'tombstone'?");
  CHECK(verdicts("schema_unknown: hold") == "accepted");
  CHECK(verdicts("limit: drop") == "sluiced.yaml:5:23: limit: expected one of reject, pass, hold, found 'drop'");
}

TEST_CASE("formats and dialect are those the engine knows") {
  const Workspace files;
  CHECK(files.fault(with_topic("    formats: [uuid, date_time]\n")) ==
        "sluiced.yaml:5:21: formats: unknown format 'date_time', did you mean 'date-time'?");
  CHECK(files.fault(with_topic("    formats: [5]\n")) == "sluiced.yaml:5:15: formats: expected the name of a format, found 5");
  CHECK(files.fault(with_topic("    formats: asert\n")) ==
        "sluiced.yaml:5:14: formats: expected one of assert, annotate ('assert'?), found 'asert'");
  for (const std::string known : {"http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema",
                                  "https://json-schema.org/draft/2019-09/schema"})
    CHECK(files.fault(with_topic("    dialect: " + known + "\n")) == "accepted");
  CHECK_THAT(files.fault(with_topic("    dialect: http://json-schema.org/draft-05/schema#\n")),
             Catch::Matchers::StartsWith("sluiced.yaml:5:14: dialect: "));
}

TEST_CASE("topics are held side by side: none twice, no shared dead-letter topic, no ring") {
  const Workspace files;
  const auto topics = [&](const std::string& list) {
    return files.fault("kafka: {brokers: k}\ndefaults: {schema: orders.schema.json}\ntopics:\n" + list);
  };
  CHECK(topics("  - name: a\n  - name: a\n    group: other\n") ==
        "sluiced.yaml:5:11: topic 'a' is listed twice, first in line 4");
  CHECK(topics("  - {name: a, dead_letter: {topic: all.dlt}}\n  - {name: b, dead_letter: {topic: all.dlt}}\n") ==
        "sluiced.yaml:5:36: topics 'a' and 'b' would share the dead-letter topic 'all.dlt'; each needs its own");
  CHECK(topics("  - {name: a}\n  - {name: b, dead_letter: {topic: a.dlt}}\n") ==
        "sluiced.yaml:5:36: topics 'a' and 'b' would share the dead-letter topic 'a.dlt'; each needs its own");
  CHECK(topics("  - {name: a, dead_letter: {topic: a}}\n") == "sluiced.yaml:4:36: topic 'a' would be its own dead-letter topic");
  CHECK(topics("  - {name: a, dead_letter: {topic: b}}\n  - {name: b, dead_letter: {topic: a}}\n") ==
        "sluiced.yaml:4:36: dead letters would go round for ever: 'a' → 'b' → 'a'");
  CHECK(topics("  - {name: a}\n  - {name: a.dlt}\n") == "accepted");
}

TEST_CASE("a dead-letter topic's template makes a name that Kafka accepts") {
  const Workspace files;
  const auto letters = [&](const std::string& text) {
    return files.fault(with_topic("    dead_letter: {topic: '" + text + "'}\n"));
  };
  CHECK(letters("{topic}.{code}") ==
        "sluiced.yaml:5:26: dead_letter.topic: unknown placeholder '{code}', known are {topic} and {group}");
  CHECK(letters("{topic") == "sluiced.yaml:5:26: dead_letter.topic: unknown placeholder '{topic', known are {topic} and {group}");
  CHECK(letters("dead letters") ==
        "sluiced.yaml:5:26: dead_letter.topic: 'dead letters' cannot be a topic's name: only letters, digits, '.', '_' and '-'");
  CHECK(files.fault("kafka: {brokers: k}\ntopics: [{name: a, schema: orders.schema.json, group: 'x y', dead_letter: {topic: "
                    "'{group}'}}]\n") ==
        "sluiced.yaml:2:83: dead_letter.topic: 'x y' cannot be a topic's name: only letters, digits, '.', '_' and '-'");
  CHECK(files.fault("kafka: {brokers: k}\ntopics: [{name: " + std::string(246, 'x') + ", schema: orders.schema.json}]\n") ==
        "sluiced.yaml:2:10: dead_letter.topic: a topic's name has at most 249 characters, found 250");
}

TEST_CASE("a group's transactions are spoken of only where it has some, and never longer than the broker lets them be open") {
  const Workspace files;
  const auto group = [&](const std::string& keys) {
    return files.fault(with_file("groups: {sluiced.orders: {" + keys + "}}\n"));
  };
  CHECK(group("delivery: exactly_once, commit_interval: 25s, commit_records: 1000000") == "accepted");
  CHECK(group("delivery: at_least_once") == "accepted");
  CHECK(group("delivery: exactly-once") ==
        "sluiced.yaml:1:37: delivery: expected one of at_least_once, exactly_once ('exactly_once'?), found 'exactly-once'");
  CHECK(group("commit_interval: 1s") ==
        "sluiced.yaml:1:44: commit_interval: only with 'delivery: exactly_once'; it would do nothing here");
  CHECK(group("delivery: at_least_once, commit_records: 5") ==
        "sluiced.yaml:1:68: commit_records: only with 'delivery: exactly_once'; it would do nothing here");
  CHECK(group("delivery: exactly_once, commit_interval: 26s") ==
        "sluiced.yaml:1:68: commit_interval: expected a duration from 10ms to 25s, found '26s'");
  CHECK(group("delivery: exactly_once, commit_records: 0") ==
        "sluiced.yaml:1:67: commit_records: expected a whole number from 1 to 1000000, found 0");
  CHECK(files.faults(with_file("groups: {sluiced.orders: {delivery: once, commit_records: 5}}\n")).size() == 1);
}

TEST_CASE("a breaker's ratio is a part of the whole, and its other values are known") {
  const Workspace files;
  const auto breaker = [&](const std::string& keys) { return files.fault(with_topic("    breaker: {" + keys + "}\n")); };
  CHECK(breaker("ratio: 1, armed: off") == "accepted");
  CHECK(breaker("ratio: .001") == "accepted");
  for (const std::string wrong : {"0", "-1", "1.001", "half", "'0.5'", "[]", "1e-999"}) {
    INFO(wrong);
    CHECK_THAT(breaker("ratio: " + wrong),
               Catch::Matchers::StartsWith("sluiced.yaml:5:22: ratio: expected a number over 0 and at most 1, found "));
  }
  CHECK(breaker("armed: on") == "sluiced.yaml:5:22: armed: expected one of after_change, always, off, found 'on'");
  CHECK(breaker("min_records: 1000001") ==
        "sluiced.yaml:5:28: min_records: expected a whole number from 1 to 1000000, found 1000001");
  CHECK(files.fault(with_topic("    on_lost_offsets: skip\n")) ==
        "sluiced.yaml:5:22: on_lost_offsets: expected one of continue, hold, found 'skip'");
  CHECK(files.fault(with_topic("    dead_letter: {oversize: drop}\n")) ==
        "sluiced.yaml:5:29: oversize: expected one of auto, hold, reference, found 'drop'");
  const auto profile = [&](const std::string& list) {
    return files.fault(with_topic("    dead_letter: {header_profile: " + list + "}\n"));
  };
  CHECK(profile("sprng") == "sluiced.yaml:5:35: header_profile: expected a list, of spring, connect, streams, found 'sprng'");
  CHECK(profile("[spring, sprng]") == "sluiced.yaml:5:44: header_profile: unknown profile 'sprng', did you mean 'spring'?");
  CHECK(profile("[1]") == "sluiced.yaml:5:36: header_profile: expected spring, connect or streams, found 1");
  CHECK(profile("[spring, spring]") == "sluiced.yaml:5:44: header_profile: 'spring' stands twice");
}

TEST_CASE("settings of a group that no topic is in are refused") {
  const Workspace files;
  CHECK(files.fault(with_file("groups: {sluiced.order: {}}\n")) ==
        "sluiced.yaml:1:10: groups: no topic is in it: unknown group 'sluiced.order', did you mean 'sluiced.orders'?");
}

TEST_CASE("defaults are checked even where every topic overrides them, and a fault in them is told once") {
  const Workspace files;
  CHECK(files.faults(with_file("defaults: {mode: watch}\n") + "    mode: observe\n") ==
        std::vector<std::string>{"sluiced.yaml:1:18: mode: expected one of observe, quarantine, forward, found 'watch'"});
  CHECK(files.faults(with_file("defaults: {mode: watch}\n")).size() == 1);
  CHECK(files.fault(with_file("defaults: {name: x}\n")) ==
        "sluiced.yaml:1:12: key 'name' cannot have a default: each topic has its own");
  CHECK(files.fault(with_file("defaults: []\n")) ==
        "sluiced.yaml:1:11: defaults: expected a mapping of keys to values, found a list");
}

TEST_CASE("brokers are hosts with ports") {
  const Workspace files;
  const auto brokers = [&](const std::string& text) {
    return files.fault("kafka: {brokers: '" + text + "'}\n" + with_topic("").substr(20));
  };
  CHECK(brokers("a:9092, b:9093,[::1]:9092,SSL://c:1") == "accepted");
  CHECK(brokers("") == "sluiced.yaml:1:18: brokers: expected text, found an empty one");
  CHECK(brokers("a:9092,") == "sluiced.yaml:1:18: brokers: expected host:port, or several with commas between them, found ''");
  CHECK(brokers("a:kafka") ==
        "sluiced.yaml:1:18: brokers: expected host:port, or several with commas between them, found 'a:kafka'");
  CHECK(brokers("a:70000") ==
        "sluiced.yaml:1:18: brokers: expected host:port, or several with commas between them, found 'a:70000'");
  CHECK(brokers("a b") == "sluiced.yaml:1:18: brokers: expected host:port, or several with commas between them, found 'a b'");
}

TEST_CASE("combinations that cannot work are refused") {
  const Workspace files;
  const auto kafka = [&](const std::string& keys) {
    return files.fault("kafka: {brokers: k, " + keys + "}\n" + with_topic("").substr(20));
  };
  CHECK(kafka("tls: {certificate_file: c.pem}") ==
        "sluiced.yaml:1:45: 'certificate_file' is given without 'key_file'; the broker needs both or neither");
  CHECK(kafka("tls: {key_file: k.pem}") ==
        "sluiced.yaml:1:37: 'key_file' is given without 'certificate_file'; the broker needs both or neither");
  CHECK(kafka("sasl: {mechanism: PLAIN, username: u}") == "sluiced.yaml:1:39: mechanism 'PLAIN' needs 'password_file' beside it");
  CHECK(kafka("sasl: {username: u, password_file: p}") ==
        "sluiced.yaml:1:38: 'mechanism' is missing beside it: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
  CHECK(kafka("sasl: {mechanism: SCRAM-SHA512, username: u, password_file: p}") ==
        "sluiced.yaml:1:39: mechanism: expected one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 ('SCRAM-SHA-512'?), found "
        "'SCRAM-SHA512'");
  CHECK(kafka("tls: {ca_file: , certificate_file: , key_file: }, sasl: {mechanism: , username: , password_file: }") ==
        "accepted");
}

TEST_CASE("references lead from a URL's beginning to a folder beside the file") {
  const Workspace files;
  CHECK(files.fault(with_file("references: {'https://example.com/': schemas}\n")) == "accepted");
  CHECK(files.fault(with_file("references: {example.com: schemas}\n")) ==
        "sluiced.yaml:1:14: references: 'example.com' is not how a URL begins");
  CHECK(files.fault(with_file("references: {'https://example.com/': [a]}\n")) ==
        "sluiced.yaml:1:38: references: expected a folder for https://example.com/, found a list");
  CHECK(files.fault(with_file("references: a\n")) ==
        "sluiced.yaml:1:13: references: expected a mapping of URL prefixes to folders, found 'a'");
}
