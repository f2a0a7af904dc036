// `sluiced run` on files that are wrong: one line, word for word, exit 78, and nothing started.
#include <catch2/catch.hpp>

#include "support/process.h"

using namespace sluiced::testing;

namespace {

struct Refusal {
  std::string about;
  std::string config;
  std::string complaint;
};

const std::string brokers = "kafka: { brokers: \"localhost:9092\" }\n";
const std::string topics = "topics:\n  - { name: orders, schema: ok.schema.json }\n";

std::string topic_with(const std::string& more) {
  return brokers + "topics:\n  - { name: orders, schema: ok.schema.json, " + more + " }\n";
}
std::string schema_of(const std::string& file) { return brokers + "topics:\n  - { name: orders, schema: " + file + " }\n"; }

const std::vector<Refusal> refusals{
    {"an unknown key", "kafka:\n  brokrs: \"localhost:9092\"\n" + topics,
     "c.yaml:2:3: unknown key 'brokrs', did you mean 'brokers'?"},
    {"a value of the wrong type", brokers + "limits:\n  depth_max: deep\n" + topics,
     "c.yaml:3:14: depth_max: expected a whole number from 1 to 10000, found 'deep'"},
    {"a key that stands twice", brokers + "topics:\n  - name: orders\n    schema: ok.schema.json\n    name: again\n",
     "c.yaml:5:5: key 'name' stands twice in this mapping"},
    {"a bad duration", brokers + "supervision: { drain_timeout: 5 sec }\n" + topics,
     "c.yaml:2:31: drain_timeout: expected a duration such as 250ms, 20s, 2m, 1h or 7d, found '5 sec': no space before the unit"},
    {"an unset variable", "kafka:\n  brokers: \"${SLUICED_NOT_SET}\"\n" + topics,
     "c.yaml:2:13: the environment variable SLUICED_NOT_SET is not set; set it or write ${SLUICED_NOT_SET:-default}"},
    {"a key that is not built yet", brokers + "include: [ more.yaml ]\n" + topics, "c.yaml:2:1: key 'include' is not built yet"},
    {"a mode that lacks what it needs", topic_with("mode: forward"),
     "c.yaml:3:51: mode: 'forward' needs a topic to forward to, forward: { to: … }"},
    {"no topics", brokers, "c.yaml:1:1: key 'topics' is missing in the file: the topics to watch, each with its schema"},
    {"a topic listed twice", brokers + topics + "  - { name: orders, schema: ok.schema.json }\n",
     "c.yaml:4:13: topic 'orders' is listed twice, first in line 3"},
    {"two topics into one dead-letter topic",
     topic_with("dead_letter: { topic: bad }") + "  - { name: more, schema: ok.schema.json, dead_letter: { topic: bad } }\n",
     "c.yaml:4:65: topics 'orders' and 'more' would share the dead-letter topic 'bad'; each needs its own"},
    {"a property that promises hang on",
     "kafka:\n  brokers: \"localhost:9092\"\n  producer_properties: { acks: \"1\" }\n" + topics,
     "c.yaml:3:26: producer_properties: 'acks' cannot be set: a dead letter counts as delivered only when all in-sync replicas "
     "have it"},
    {"a password file that is not there",
     "kafka:\n  brokers: \"localhost:9092\"\n  sasl: { mechanism: PLAIN, username: u, password_file: no.password }\n" + topics,
     "c.yaml:3:57: password_file: no.password cannot be read: No such file or directory"},
    {"YAML that ends too soon", brokers + "topics:\n  - { name: [\n", "c.yaml:4:1: expected ',' or ']'"},
    {"an empty file", "", "c.yaml:1:1: the file is empty; expected at least 'kafka' and 'topics'"},
    {"a list instead of a mapping", "- a\n", "c.yaml:1:1: the file: expected a mapping of keys to values, found a list"},
    {"a schema that is not there", schema_of("gone.schema.json"),
     "c.yaml:3:29: schema: gone.schema.json cannot be read: No such file or directory"},
    {"a schema that does not parse", schema_of("broken.schema.json"),
     "broken.schema.json:4:1: not JSON: expected ',' or '}' in an object"},
    {"a schema that uses what is not there", schema_of("later.schema.json"),
     "later.schema.json:2:11: '$ref' to '#/$defs/gone': there is nothing at this place"},
};

struct Daemon {
  Daemon() {
    folder.write("ok.schema.json", "{\"type\": \"object\"}");
    folder.write("broken.schema.json", "{\n  \"type\": \"object\",\n  \"properties\": {}\n");
    folder.write("later.schema.json", "{\n  \"$ref\": \"#/$defs/gone\"\n}\n");
  }
  Finished run(const std::string& file = "c.yaml", RunOptions options = {}) const {
    options.directory = folder.path();
    return sluiced::testing::sluiced({"run", "-c", file}, options);
  }
  Folder folder;
};

}  // namespace

TEST_CASE("run refuses files that are wrong with one line that names the place, and starts nothing") {
  const Daemon daemon;
  for (const Refusal& refusal : refusals) {
    daemon.folder.write("c.yaml", refusal.config);
    const Finished run = daemon.run();
    CAPTURE(refusal.about);
    CHECK(run.err == refusal.complaint + "\n");
    CHECK(run.exit_code == 78);
    CHECK(run.out.empty());
  }
}

TEST_CASE("run refuses what is no file that it can read") {
  const Daemon daemon;
  daemon.folder.write("binary.yaml", std::string("\x7f"
                                                 "ELF\x00\xff\xfe",
                                                 7));
  CHECK(daemon.run("gone.yaml").err == "gone.yaml: cannot be read: No such file or directory\n");
  CHECK(daemon.run(".").err == ".: cannot be read: Is a directory\n");
  CHECK(daemon.run("gone.yaml").exit_code == 78);
  CHECK(daemon.run(".").exit_code == 78);
  const Finished binary = daemon.run("binary.yaml");
  CHECK(binary.exit_code == 78);
  CHECK(binary.err.find("binary.yaml:1:") == 0);
  CHECK(count_lines(binary.err) == 1);
}

TEST_CASE("run refuses a property that librdkafka does not know, without its value") {
  const Daemon daemon;
  daemon.folder.write("c.yaml", "kafka: { brokers: \"a:1\", consumer_properties: { no.such.property: \"hidden\" } }\n" + topics);
  const Finished run = daemon.run();
  CHECK(run.exit_code == 78);
  CHECK(run.err.find("c.yaml:1:49: librdkafka ") == 0);
  CHECK(run.err.find("refuses property 'no.such.property'") != std::string::npos);
  CHECK(run.err.find("hidden") == std::string::npos);
  CHECK(count_lines(run.err) == 1);
}

TEST_CASE("run's refusal is an exit code even where nobody can be told") {
  const Daemon daemon;
  CHECK(daemon.run("gone.yaml", {.closed = {0, 1, 2}}).exit_code == 78);
}

TEST_CASE("an unknown command is named, with the one that was meant, and none at all is a usage error too") {
  const Finished typo = sluiced::testing::sluiced({"vaildate"});
  CHECK(typo.exit_code == 64);
  CHECK(typo.err == "sluiced: unknown command 'vaildate', did you mean 'validate'? (see sluiced --help)\n");
  const Finished none = sluiced::testing::sluiced({});
  CHECK(none.exit_code == 64);
  CHECK(count_lines(none.err) == 1);
}

TEST_CASE("help is on standard output, for every command, with its exit codes") {
  for (const std::string command : {"check", "validate", "demo", "run", "status", "reload", "hold", "release", "skip"}) {
    const Finished help = sluiced::testing::sluiced({command, "--help"});
    CAPTURE(command);
    CHECK(help.exit_code == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("Usage: sluiced " + command) != std::string::npos);
    CHECK(help.out.find("Exit codes:") != std::string::npos);
  }
}
