// Dead letters back to where they came from: each once, whatever is killed.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "scene.h"
#include "support/events.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

constexpr std::uint64_t events_seed = 7;

/// As the gate writes it, of the record that is known by `index`, twice for one in a hundred.
class Letters {
 public:
  Letters(const std::string& brokers, const WatchedTopic& topic, int partitions) : topic_(topic), partitions_(partitions) {
    create_topic(brokers, topic.name, partitions);
    create_topic(brokers, topic.dead_letter_topic(), partitions);
  }

  void write(const std::string& brokers, std::uint64_t count) {
    TestProducer producer(brokers, topic_.dead_letter_topic());
    for (std::uint64_t index = 0; index < count; ++index) {
      const bool passes_now = index % 2 == 0;
      const Event event = passes_now ? make_event(events_seed, index, {.broken_every = 0, .tombstone_every = 0})
                                     : make_broken_event(events_seed, index, index);
      for (int copies = index % 100 == 0 ? 2 : 1; copies > 0; --copies) send(producer, index, event);
      if (passes_now) expected_.insert(std::to_string(index));
    }
    producer.flush();
  }
  const std::set<std::string>& expected() const { return expected_; }

 private:
  void send(TestProducer& producer, std::uint64_t index, const Event& event) {
    const auto partition = static_cast<int>(index % static_cast<std::uint64_t>(partitions_));
    NewRecord record{.partition = partition, .key = event.key};
    if (event.value) record.value = *event.value;
    record.headers = {{"index", std::to_string(index)},
                      {"dlt.topic", topic_.name},
                      {"dlt.partition", std::to_string(partition)},
                      {"dlt.offset", std::to_string(index)},
                      {"dlt.timestamp", std::to_string(started_ms_)},
                      {"dlt.timestamp-type", "CreateTime"},
                      {"dlt.hops", "1"},
                      {"dlt.code", "schema_violation"},
                      {"dlt.keyword-location", index % 3 == 0 ? "/properties/userId/type" : "/required"}};
    producer.send(record);
  }

  WatchedTopic topic_;
  int partitions_;
  std::int64_t started_ms_ =
      std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::set<std::string> expected_;
};

/// How often each stands there, by its index.
std::map<std::string, int> read_back(const std::string& brokers, const std::string& topic) {
  std::map<std::string, int> found;
  read_topic(brokers, topic, [&](const StoredRecord& stored) {
    for (const HeaderView& header : stored.headers)
      if (header.name == "index") ++found[std::string(*header.value)];
  });
  return found;
}

void check_each_once(const std::map<std::string, int>& found, const std::set<std::string>& expected) {
  std::size_t doubled = 0;
  std::size_t unexpected = 0;
  for (const auto& [index, times] : found) {
    if (times > 1) ++doubled;
    if (!expected.contains(index)) ++unexpected;
  }
  CHECK(doubled == 0);
  CHECK(unexpected == 0);
  CHECK(found.size() == expected.size());
}

TEST_CASE("a replay killed twenty times anywhere sends each record back once, and an overlapping job sends none again") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-kill");
  Letters letters(brokers, topic, 3);
  letters.write(brokers, 40'000);
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});  // for its configuration: it is not started

  std::mt19937 random(20);
  const char* const places[] = {"replay_sent", "replay_committing", "replay_committed"};
  for (int round = 0; round < 20; ++round) {
    const bool in_batch = round % 4 != 0;
    const auto passes = in_batch ? 1 + random() % 900 : 1 + random() % 2;
    const std::string point = fmt::format("SLUICED_FAILPOINT={}=kill:{}", places[in_batch ? 0 : 1 + round / 4 % 2], passes);
    const std::string output = scene.folder() + "/replay.out";
    ChildProcess replay({failpoints_program(), "dlt", "replay", topic.name, "--config", scene.config_file()}, output, output,
                        {point});
    const auto code = replay.await_exit(work_deadline);
    INFO(point << '\n' << file_text(output));
    REQUIRE(code == 137);
  }
  const auto last = scene.command({"dlt", "replay", topic.name});
  INFO(last.out << last.err);
  CHECK(last.exit_code == 0);
  check_each_once(read_back(brokers, topic.name), letters.expected());

  const auto other = scene.command({"dlt", "replay", topic.dead_letter_topic(), "--where", "rule=*/type", "--output", "json"});
  INFO(other.out << other.err);
  CHECK(other.exit_code == 0);
  CHECK(other.out.find("\"sent\":0") != std::string::npos);
  check_each_once(read_back(brokers, topic.name), letters.expected());
}

TEST_CASE("a replay with --limit that was killed sends, with the same line, only what is left of it") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-limit");
  Letters letters(brokers, topic, 1);
  letters.write(brokers, 4'000);
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});
  const std::string output = scene.folder() + "/replay.out";
  ChildProcess killed({failpoints_program(), "dlt", "replay", topic.name, "--limit", "700", "--config", scene.config_file()},
                      output, output, {"SLUICED_FAILPOINT=replay_committed=kill:1"});
  REQUIRE(killed.await_exit(work_deadline) == 137);
  const std::size_t before = read_back(brokers, topic.name).size();
  CHECK(before > 0);
  CHECK(before < 700);
  const auto last = scene.command({"dlt", "replay", topic.name, "--limit", "700"});
  INFO(last.out << last.err);
  CHECK(last.exit_code == 0);
  CHECK(read_back(brokers, topic.name).size() == 700);
}

TEST_CASE("SIGTERM ends a replay whose filter hangs, and nothing of its batch is sent") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-hangs");
  Letters letters(brokers, topic, 1);
  letters.write(brokers, 20);
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});
  const std::string output = scene.folder() + "/replay.out";
  const std::string running = scene.folder() + "/running";
  ChildProcess replay({sluiced_program(), "dlt", "replay", topic.name, "--through", "echo >" + running + "; sleep 1000",
                       "--config", scene.config_file()},
                      output, output);
  REQUIRE(within(work_deadline, [&] { return std::filesystem::exists(running); }));
  replay.signal(SIGTERM);
  CHECK(replay.await_exit(std::chrono::seconds(20)) == 1);
  CHECK(file_text(output).find("was ended before it was done: asked to stop") != std::string::npos);
  CHECK(read_back(brokers, topic.name).empty());
}

TEST_CASE("of two replays at once over the same letters the first one ends, and each record is back once") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-two");
  Letters letters(brokers, topic, 1);
  letters.write(brokers, 4'000);
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});
  const std::string output = scene.folder() + "/first.out";
  ChildProcess first({sluiced_program(), "dlt", "replay", topic.name, "--rate", "100", "--config", scene.config_file()}, output,
                     output);
  REQUIRE(within(work_deadline, [&] { return !read_back(brokers, topic.name).empty(); }));
  const auto second = scene.command({"dlt", "replay", topic.name, "--where", "code=schema_violation"});
  INFO(second.out << second.err);
  CHECK(second.exit_code == 0);
  CHECK(first.await_exit(work_deadline) == 1);
  CHECK(file_text(output).find("another job over " + topic.dead_letter_topic() + " has begun") != std::string::npos);
  check_each_once(read_back(brokers, topic.name), letters.expected());
}

TEST_CASE("what fails comes back by replay once the schema is right, known as a replay by the gate") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-whole", "breaker: { armed: off }");
  create_topic(brokers, topic.name, 2);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  {
    TestProducer producer(brokers, topic.name);
    for (int i = 0; i < 10; ++i) producer.send({.key = "k", .value = "{}"});
    producer.flush();
  }
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  const auto kept = daemon.command({"dlt", "replay", topic.name, "--output", "json"});
  INFO(kept.out << kept.err);
  CHECK(kept.out.find("\"fails\":10") != std::string::npos);
  const std::string filter =
      R"(sed 's/"value":{}/"value":)" + *make_event(1, 1, {.broken_every = 0, .tombstone_every = 0}).value + "/'";
  const auto dry = daemon.command({"dlt", "replay", topic.name, "--through", filter, "--dry-run"});
  INFO(dry.out << dry.err);
  CHECK(dry.out.find("dry run: nothing was written") != std::string::npos);
  const auto sent = daemon.command({"dlt", "replay", topic.name, "--through", filter, "--output", "json"});
  INFO(sent.out << sent.err);
  CHECK(sent.out.find("\"sent\":10") != std::string::npos);
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  std::size_t records = 0;
  read_topic(brokers, topic.name, [&](const StoredRecord&) { ++records; });
  CHECK(records == 20);
  std::size_t found = 0;
  read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord&) { ++found; });
  CHECK(found == 10);
}

/// One letter of a valid record of `topic`, under `key`.
void write_letter(const std::string& brokers, const WatchedTopic& topic, const std::string& key, int offset, int hops,
                  const std::string& timestamp = "1") {
  const Event event = make_event(events_seed, 1, {.broken_every = 0, .tombstone_every = 0});
  TestProducer producer(brokers, topic.dead_letter_topic());
  NewRecord letter{.partition = 0, .key = key, .value = *event.value};
  letter.headers = {{"dlt.topic", topic.name},
                    {"dlt.partition", "0"},
                    {"dlt.offset", std::to_string(offset)},
                    {"dlt.timestamp", timestamp},
                    {"dlt.timestamp-type", "CreateTime"},
                    {"dlt.hops", std::to_string(hops)},
                    {"dlt.code", "schema_violation"}};
  producer.send(letter);
  producer.flush();
}

std::size_t count_records(const std::string& brokers, const std::string& topic) {
  std::size_t records = 0;
  read_topic(brokers, topic, [&](const StoredRecord&) { ++records; });
  return records;
}

TEST_CASE("a letter that came back too often, or whose key has a newer record, stays, and the others go where they are told to") {
  const std::string brokers = tier_broker();
  WatchedTopic topic = fresh_topic("replay-stays");
  topic.more = "mode: forward\n    forward: { to: " + topic.name + ".passed }";
  for (const std::string& name : {topic.name, topic.dead_letter_topic(), topic.name + ".passed"}) create_topic(brokers, name, 1);
  {
    TestProducer producer(brokers, topic.name);
    for (const char* key : {"old", "old", "other"}) producer.send({.partition = 0, .key = key, .value = "{}"});
    producer.flush();
  }
  write_letter(brokers, topic, "old", 0, 1);    // offset 1 has its key too
  write_letter(brokers, topic, "other", 2, 1);  // the newest of its key
  write_letter(brokers, topic, "often", 5, 3);
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});
  const auto run = scene.command({"dlt", "replay", topic.name, "--to", "forward", "--skip-superseded", "--output", "json"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
  for (const std::string part : {"\"sent\":1", "\"hop_limit\":1", "\"superseded\":1"}) {
    CAPTURE(part);
    CHECK(run.out.find(part) != std::string::npos);
  }
  CHECK(count_records(brokers, topic.name) == 3);
  CHECK(count_records(brokers, topic.name + ".passed") == 1);
}

TEST_CASE("a letter from a clock that ran ahead goes back with today's timestamp where its topic refuses its own") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-ahead");
  create_topic(brokers, topic.name, 1, {{"message.timestamp.after.max.ms", "3600000"}});
  create_topic(brokers, topic.dead_letter_topic(), 1);
  write_letter(brokers, topic, "ahead", 0, 1, "4102444800000");  // in 2100
  write_letter(brokers, topic, "behind it", 1, 1);
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});
  const auto run = scene.command({"dlt", "replay", topic.name, "--output", "json"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("\"redated\":2") != std::string::npos);
  CHECK(count_records(brokers, topic.name) == 2);
}

TEST_CASE("a letter that has become too large for its topic stays, is named, and keeps no other from going back") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-large");
  create_topic(brokers, topic.name, 1, {{"max.message.bytes", "3000"}});
  create_topic(brokers, topic.dead_letter_topic(), 1);
  {
    TestProducer producer(brokers, topic.dead_letter_topic());
    std::mt19937_64 random(7);  // what can be compressed would fit
    const Event event = make_event(events_seed, 0, {.broken_every = 0, .tombstone_every = 0});
    int offset = 0;
    for (const auto& [key, bytes] :
         {std::pair("small", 10), std::pair("large", 2'900), std::pair("larger", 2'950), std::pair("last", 10)}) {
      std::string noise;
      while (noise.size() < static_cast<std::size_t>(bytes)) noise += fmt::format("{:016x}", random());
      noise.resize(static_cast<std::size_t>(bytes));
      NewRecord letter{.partition = 0, .key = std::string(key), .value = *event.value};
      letter.headers = {{"noise", noise},
                        {"dlt.topic", topic.name},
                        {"dlt.partition", "0"},
                        {"dlt.offset", std::to_string(offset++)},
                        {"dlt.timestamp", "1795000000000"},
                        {"dlt.timestamp-type", "CreateTime"},
                        {"dlt.hops", "1"},
                        {"dlt.code", "schema_violation"},
                        {"index", std::string(key)}};
      producer.send(letter);
    }
    producer.flush();
  }
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});
  const auto run = scene.command({"dlt", "replay", topic.name});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
  CHECK((run.out + run.err).find(topic.dead_letter_topic() + "/0/") != std::string::npos);
  const auto found = read_back(brokers, topic.name);
  CHECK(found.contains("small"));
  CHECK(found.contains("last"));
  CHECK_FALSE(found.contains("larger"));
}

TEST_CASE("nothing is sent onto a compacted topic unless told to") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("replay-compacted");
  create_topic(brokers, topic.name, 1, {{"cleanup.policy", "compact"}});
  create_topic(brokers, topic.dead_letter_topic(), 1);
  write_letter(brokers, topic, "k", 0, 1);
  DaemonProcess scene({.brokers = brokers, .topics = {topic}});
  const auto refused = scene.command({"dlt", "replay", topic.name});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find(topic.name + " is compacted") != std::string::npos);
  CHECK(count_records(brokers, topic.name) == 0);
  CHECK(scene.command({"dlt", "replay", topic.name, "--onto-compacted"}).exit_code == 0);
  CHECK(count_records(brokers, topic.name) == 1);
}

}  // namespace
}  // namespace sluiced::testing
