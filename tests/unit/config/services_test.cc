// http, control, supervision, groups and create: what the file may say of them, and the control socket of a file that is broken.
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/sha256.h"
#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

TEST_CASE("http.listen is a host and a port, or nothing at all") {
  const Workspace files;
  const auto listen = [&](const std::string& text) { return files.fault(with_file("http: {listen: '" + text + "'}\n")); };
  for (const std::string text : {"127.0.0.1:9610", "localhost:0", "[::1]:65535", "0.0.0.0:80", ""})
    CHECK(listen(text) == "accepted");
  for (const std::string text :
       {"9610", "127.0.0.1", "::1:80", "[::1]", "a:65536", "a:-1", "a:", ":80", "a b:80", "http://a:80"}) {
    CHECK(listen(text) == "sluiced.yaml:1:16: listen: expected host:port or [IPv6 address]:port, found '" + text + "'");
  }
}

TEST_CASE("the control socket's path fits into a socket's address, or is refused") {
  const Workspace files;
  const std::string longest = "/" + std::string(106, 's');
  CHECK(files.load(with_file("control: {socket: " + longest + "}\n")).value().control.socket == longest);
  CHECK_THAT(files.fault(with_file("control: {socket: " + longest + "s}\n")),
             Catch::Matchers::StartsWith("sluiced.yaml:1:19: socket: a socket's path has at most 107 bytes, '/sss") &&
                 Catch::Matchers::EndsWith("…' has 108"));
  const auto none = files.load(with_file("control: {socket: ''}\n"));
  CHECK(none.value().control.socket.empty());
  CHECK(none.value().control.given);
}

TEST_CASE("the waits of the supervision have bounds, and the longest is not below the first") {
  const Workspace files;
  const auto backoff = [&](const std::string& keys) {
    return files.fault(with_file("supervision: {backoff: {" + keys + "}}\n"));
  };
  CHECK(backoff("initial: 2s, max: 2s") == "accepted");
  CHECK(backoff("initial: 2s, max: 1s") == "sluiced.yaml:1:43: backoff: 'max' is 1s, shorter than 'initial', which is 2s");
  CHECK(backoff("initial: 2m") == "sluiced.yaml:1:34: backoff: 'max' is 1m, shorter than 'initial', which is 2m");
  CHECK(backoff("max: 500ms") == "sluiced.yaml:1:30: backoff: 'max' is 500ms, shorter than 'initial', which is 1s");
  CHECK(backoff("initial: 9ms") == "sluiced.yaml:1:34: initial: expected a duration from 10ms to 1h, found '9ms'");
  CHECK(backoff("reset_after: 25h") == "sluiced.yaml:1:38: reset_after: expected a duration from 10ms to 1d, found '25h'");
  CHECK(backoff("multiplier: 11") == "sluiced.yaml:1:37: multiplier: expected a whole number from 1 to 10, found 11");
  CHECK(backoff("jitter: full") == "sluiced.yaml:1:33: jitter: expected one of equal, found 'full'");
  CHECK(files.fault(with_file("supervision: {stall_timeout: 9s}\n")) ==
        "sluiced.yaml:1:30: stall_timeout: expected a duration from 10s to 1h, found '9s'");
}

TEST_CASE("a group's name has at most 249 characters, given or made of its topic's") {
  const Workspace files;
  CHECK(files.fault(with_topic("    group: " + std::string(249, 'g') + "\n")) == "accepted");
  CHECK(files.fault(with_topic("    group: " + std::string(250, 'g') + "\n")) ==
        "sluiced.yaml:5:12: group: a group's name has at most 249 characters, found 250");
  CHECK(
      files.fault("kafka: {brokers: k}\ntopics: [{name: " + std::string(242, 'x') + ", schema: orders.schema.json}]\n") ==
      "sluiced.yaml:2:17: group: a group's name has at most 249 characters, found 250 in 'sluiced.<name>'; give it another with "
      "'group'");
}

TEST_CASE("settings of a group are whole numbers, names and booleans within bounds") {
  const Workspace files;
  const auto group = [&](const std::string& keys) {
    return files.fault(with_file("groups: {sluiced.orders: {" + keys + "}}\n"));
  };
  CHECK(group("instances: 0") == "sluiced.yaml:1:38: instances: expected a whole number from 1 to 64, found 0");
  CHECK(group("assignor: sticky") ==
        "sluiced.yaml:1:37: assignor: expected one of range, roundrobin, cooperative-sticky, found 'sticky'");
  CHECK(group("consumer_properties: {group.instance.id: a}") ==
        "sluiced.yaml:1:49: consumer_properties: 'group.instance.id' cannot be set: use the group's 'static_membership'");
  CHECK(group("consumer_properties: {partition.assignment.strategy: range}") ==
        "sluiced.yaml:1:49: consumer_properties: 'partition.assignment.strategy' cannot be set: use the group's 'assignor'");
}

TEST_CASE("a source topic is created only where create stands, and a topic can do without that of the defaults") {
  const Workspace files;
  const auto loaded = files.load(
      "kafka: {brokers: k}\ndefaults: {schema: orders.schema.json, create: {partitions: 6}}\n"
      "topics:\n  - {name: a}\n  - {name: b, create: {replication: 3}}\n  - {name: c, create: }\n");
  REQUIRE(loaded);
  const auto create = [&](std::size_t group) { return loaded.value().groups.at(group).topics.at(0).create; };
  CHECK(create(0).value().partitions == 6);
  CHECK(create(0).value().replication == 0);
  CHECK(create(1).value().partitions == 6);
  CHECK(create(1).value().replication == 3);
  CHECK_FALSE(create(2).has_value());
  CHECK(files.load(with_topic("    create: {}\n")).value().groups.at(0).topics.at(0).create.value().partitions == 1);
  CHECK(files.fault(with_topic("    create: {replication: two}\n")) ==
        "sluiced.yaml:5:27: replication: expected 'broker' or a whole number from 1 to 32767, found 'two'");
  for (const std::string beyond : {"0", "32768", "1.5"}) {
    CHECK(files.fault(with_topic("    create: {replication: " + beyond + "}\n")) ==
          "sluiced.yaml:5:27: replication: expected 'broker' or a whole number from 1 to 32767, found " + beyond);
  }
  CHECK(files.fault(with_topic("    create: {partitions: 100001}\n")) ==
        "sluiced.yaml:5:26: partitions: expected a whole number from 1 to 100000, found 100001");
  CHECK(files.fault(with_topic("    dead_letter: {retention: 59s}\n")) ==
        "sluiced.yaml:5:30: retention: expected a duration from 1m to 3650d, found '59s'");
}

TEST_CASE("a configuration is known by the hash of its file's bytes") {
  const Workspace files;
  const std::string yaml = with_topic("") + "# ümlaut\n";
  CHECK(files.load(yaml).value().sha256 == sha256_hex(yaml));
}

TEST_CASE("the control socket of a file is found though everything else in it is wrong") {
  Workspace files;
  files.variables = {{"RUN", "/run/gate"}};
  const auto socket = [&](const std::string& yaml) {
    files.write("broken.yaml", yaml);
    const auto found = control_socket_of(files.path("broken.yaml"), files.environment());
    return files.without_folder(found ? found.value() : to_string(found.error()));
  };
  CHECK(socket("kafka: {brokers: ${X}}\n") != "/run/sluiced/control.sock");  // no YAML: in flow style ${…} needs quotes
  CHECK(socket("kafka: {brokrs: '${NOT_SET}'}\nnonsense: [1]\ncontrol: {socket: '${RUN}/c.sock', more: 1}\n") ==
        "/run/gate/c.sock");
  CHECK(socket("control: {socket: c.sock}\n") == "c.sock");
  CHECK(socket("control: {socket: }\n").empty());
  for (const std::string without : {"", "- a\n", "control: 5\n", "topics: 7\n", "control: {}\n"})
    CHECK(socket(without) == "/run/sluiced/control.sock");
  CHECK(socket("control: {socket: []}\n") == "broken.yaml:1:19: socket: expected text, found a list");
  CHECK_THAT(socket("control: {socket: '${NOT_SET}'}\n"),
             Catch::Matchers::StartsWith("broken.yaml:1:19: socket: the environment"));
  CHECK_THAT(socket("control: {socket: /" + std::string(107, 's') + "}\n"), Catch::Matchers::EndsWith("has 108"));
}

TEST_CASE("a pipe or a device in a file's place is refused at once") {
  const Workspace files;
  REQUIRE(::mkfifo(files.path("pipe.yaml").c_str(), 0600) == 0);
  CHECK(files.without_folder(to_string(load_config(files.path("pipe.yaml"), files.environment()).error())) ==
        "pipe.yaml: cannot be read: it is a pipe, not a file");
  CHECK(to_string(load_config("/dev/zero", files.environment()).error()) ==
        "/dev/zero: cannot be read: it is a device, not a file");
  REQUIRE(::mkfifo(files.path("pipe.json").c_str(), 0600) == 0);
  CHECK(files.fault("kafka: {brokers: k}\ntopics: [{name: a, schema: pipe.json}]\n") ==
        "sluiced.yaml:2:28: schema: pipe.json cannot be read: it is a pipe, not a file");
}
