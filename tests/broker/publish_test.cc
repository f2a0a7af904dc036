// `sluiced publish` against a real broker: what goes in and passes comes out, and nothing is half sent without being told.
#include <fmt/format.h>

#include <fstream>
#include <set>

#include "scene.h"
#include "support/places.h"
#include "support/process.h"

namespace sluiced::testing {
namespace {

constexpr int own_port = 19393;
const std::string schema = R"({"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}})";

struct Publishing {
  Publishing(std::string at, std::string name) : brokers(std::move(at)), topic(std::move(name)) {
    folder.write("n.json", schema);
    folder.write("sluiced.yaml",
                 fmt::format("kafka: {{ brokers: '{}' }}\ntopics:\n  - {{ name: {}, schema: n.json }}\n", brokers, topic));
  }
  std::vector<std::string> command(const std::vector<std::string>& options) const {
    std::vector<std::string> arguments{"publish", topic, "-c", folder.file("sluiced.yaml")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return arguments;
  }
  Finished publish(const std::vector<std::string>& options, const std::string& input) const {
    return sluiced::testing::sluiced(command(options), {.input = input, .deadline = work_deadline});
  }
  /// Numbered lines without end, until the pipe is closed. Everything it prints is in the folder's files `out` and `err`.
  std::unique_ptr<ChildProcess> publish_without_end(const std::vector<std::string>& options) const {
    std::string line = sluiced_program();
    for (const std::string& argument : command(options)) line += " '" + argument + "'";
    const std::vector<std::string> shell{"/bin/bash", "-c",
                                         "exec " + line + " < <(exec seq -f '{\"n\":%.0f}' 1 1000000000 2> /dev/null)"};
    return std::make_unique<ChildProcess>(shell, folder.file("out"), folder.file("err"));
  }
  std::string printed() const { return file_text(folder.file("out")); }
  std::string told() const { return file_text(folder.file("err")); }

  std::string brokers;
  std::string topic;
  Folder folder;
};

struct Stored {
  std::optional<std::string> key;
  std::string value;
  std::vector<Header> headers;
  PartitionId partition = 0;
};

std::vector<Stored> stored(const std::string& brokers, const std::string& topic) {
  std::vector<Stored> records;
  read_topic(brokers, topic, [&](const StoredRecord& one) {
    Stored copy{
        .key = std::nullopt, .value = std::string(one.record.value.value()), .headers = {}, .partition = one.record.partition};
    if (one.record.key) copy.key = std::string(*one.record.key);
    for (const HeaderView& header : one.headers)
      copy.headers.push_back({std::string(header.name), std::string(header.value.value())});
    records.push_back(std::move(copy));
  });
  return records;
}

std::set<std::string> values(const std::string& brokers, const std::string& topic) {
  std::set<std::string> distinct;
  for (const Stored& record : stored(brokers, topic)) distinct.insert(record.value);
  return distinct;
}

/// The line to go on with, as the summary has it; 0: it names none.
std::uint64_t line_to_go_on_with(const std::string& summary) {
  const std::string before = "\"goOnWith\":";
  const std::size_t at = summary.find(before);
  return at == std::string::npos ? 0 : std::stoull(summary.substr(at + before.size()));
}

void check_all_before(std::uint64_t line, const Publishing& publishing) {
  const std::set<std::string> there = values(publishing.brokers, publishing.topic);
  std::uint64_t missing = 0;
  for (std::uint64_t n = 1; n < line; ++n) missing += there.contains(fmt::format("{{\"n\":{}}}", n)) ? 0U : 1U;
  CHECK(missing == 0);
  CHECK_FALSE(there.contains(fmt::format("{{\"n\":{}}}", there.size() + 1)));  // without a gap, too
}

TEST_CASE("what passes comes out with its key and headers, and a refused line never does") {
  const Publishing to(tier_broker(), fresh_topic("publish").name);
  create_topic(to.brokers, to.topic, 3);
  const Finished run = to.publish({"--key-field", "/n", "--header", "a=1", "--header", "a=", "--confirm"},
                                  "{\"n\":1}\n{\"n\":\"x\"}\n\n{ \"n\": 2 }\r\n[\n{\"n\":1}");
  INFO(run.err);
  CHECK(run.exit_code == 65);
  CHECK(count_lines(run.err) == 2);
  const auto records = stored(to.brokers, to.topic);
  REQUIRE(records.size() == 3);
  std::multiset<std::string> all;
  std::map<std::string, PartitionId> partitions;
  for (const Stored& record : records) {
    all.insert(record.key.value() + " " + record.value);
    CHECK(record.headers == std::vector<Header>{{"a", "1"}, {"a", ""}});
    CHECK(partitions.emplace(*record.key, record.partition).first->second == record.partition);
  }
  CHECK(all == std::multiset<std::string>{"1 {\"n\":1}", "1 {\"n\":1}", "2 { \"n\": 2 }"});
  CHECK(run.out ==
        fmt::format("{0}/{1}@0 line 1\n{0}/{2}@0 line 4\n{0}/{1}@1 line 6\n{0}: 5 lines: 3 sent, 2 refused, 0 failed\n", to.topic,
                    partitions.at("1"), partitions.at("2")));
}

TEST_CASE("equal keys land where Java clients and kafkajs put them") {
  const Publishing to(tier_broker(), fresh_topic("publish-partitioner").name);
  create_topic(to.brokers, to.topic, 8);
  // What Kafka's own UtilsTest expects of murmur2, as Utils.toPositive() makes it one of eight partitions.
  const std::map<std::string, std::int32_t> murmur2{{"21", -973932308}, {"foobar", -790332482}, {"abc", 479470107}};
  for (const auto& [key, hash] : murmur2) {
    const PartitionId partition = (hash & 0x7fffffff) % 8;
    INFO(key);
    const Finished run = to.publish({"--key", key, "--confirm"}, "{\"n\":1}\n");
    CHECK(run.out.find(fmt::format("{}/{}@", to.topic, partition)) == 0);
  }
  CHECK(to.publish({"--partition", "7", "--confirm"}, "{\"n\":1}").out.find(to.topic + "/7@") == 0);
  const Finished beyond = to.publish({"--partition", "8"}, "{\"n\":1}");
  CHECK(beyond.exit_code == 64);
  CHECK(beyond.err == fmt::format("sluiced: --partition 8: {} has 8 partitions\n", to.topic));
}

TEST_CASE("a transaction with one bad line shows nothing to a reader of committed data, one without shows all") {
  const Publishing to(tier_broker(), fresh_topic("publish-transaction").name);
  create_topic(to.brokers, to.topic, 2);
  std::string good;
  for (int n = 1; n <= 1'000; ++n) good += fmt::format("{{\"n\":{}}}\n", n);
  const Finished bad = to.publish({"--transaction"}, good + "{}\n" + good);
  CHECK(bad.exit_code == 65);
  CHECK(bad.out == fmt::format("{}: 2001 lines: 0 sent, 1 refused, 0 failed; the transaction is aborted: readers of committed "
                               "data see none of it\n",
                               to.topic));
  CHECK(stored(to.brokers, to.topic).empty());
  const Finished well = to.publish({"--transaction"}, good);
  INFO(well.err);
  CHECK(well.exit_code == 0);
  CHECK(well.out == fmt::format("{}: 1000 lines: 1000 sent, 0 refused, 0 failed; the transaction is committed\n", to.topic));
  CHECK(stored(to.brokers, to.topic).size() == 1'000);
}

TEST_CASE("a topic that is missing, and a record that its topic does not take, are told") {
  const Publishing to(tier_broker(), fresh_topic("publish-limits").name);
  const Finished missing = to.publish({}, "{\"n\":1}");
  CHECK(missing.exit_code == 69);
  CHECK(missing.err.find(fmt::format("has no topic {}, and none is made here", to.topic)) != std::string::npos);
  CHECK(count_lines(missing.err) == 1);

  create_topic(to.brokers, to.topic, 1, {{"max.message.bytes", "2000"}});
  const std::string large = "{\"n\":2,\"text\":\"" + std::string(5'000, 'x') + "\"}";
  const Finished run = to.publish({"--compression", "none"}, "{\"n\":1}\n" + large + "\n{\"n\":3}\n");
  INFO(run.out);
  INFO(run.err);
  CHECK(run.exit_code == 69);
  CHECK(run.err.find("stdin:2: not delivered: ") != std::string::npos);
  CHECK(run.err.find(std::string(100, 'x')) == std::string::npos);
}

TEST_CASE("SIGTERM stops the reading: what was sent is written, and the line to go on with is told") {
  const Publishing to(tier_broker(), fresh_topic("publish-signal").name);
  create_topic(to.brokers, to.topic, 1);
  const auto child = to.publish_without_end({"--output", "json"});
  TopicSize size(to.brokers, to.topic);
  REQUIRE(within(work_deadline, [&] { return size.records() > 1'000; }));
  child->signal(SIGTERM);
  CHECK(child->await_exit(work_deadline) == 128 + SIGTERM);
  INFO(to.printed());
  CHECK(to.printed().find("\"unknown\":0") != std::string::npos);
  const std::uint64_t line = line_to_go_on_with(to.printed());
  REQUIRE(line > 1'000);
  CHECK(values(to.brokers, to.topic).size() == line - 1);
  check_all_before(line, to);
}

TEST_CASE(
    "a broker that freezes: publishing stops after its time-out, with what is written, what is unknown, and where to go on") {
  Broker broker("publish", own_port);
  broker.up();
  const Publishing to(broker.address(), fresh_topic("publish-frozen").name);
  create_topic(to.brokers, to.topic, 1);
  const auto child = to.publish_without_end({"--output", "json", "--timeout", "3s"});
  {
    TopicSize size(to.brokers, to.topic);
    REQUIRE(within(work_deadline, [&] { return size.records() > 200'000; }));
  }
  broker.freeze();
  CHECK(child->await_exit(work_deadline) == 69);
  broker.thaw();
  INFO(to.printed());
  CHECK(to.told() == fmt::format("sluiced: no broker of {} has acknowledged anything for 3s\n", to.brokers));
  CHECK(to.printed().find("\"unknown\":0") == std::string::npos);
  const std::uint64_t line = line_to_go_on_with(to.printed());
  REQUIRE(line > 100'000);
  check_all_before(line, to);
}

}  // namespace
}  // namespace sluiced::testing
