// From a record on a real Kafka to its dead letter.
#include <fmt/format.h>

#include <map>

#include "scene.h"

namespace sluiced::testing {
namespace {

TEST_CASE("exactly the broken ones of 100,000 records get a dead letter, and the offsets are committed to the end") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("end-to-end");
  create_topic(brokers, topic.name, 2, {{"retention.ms", "5184000000"}});
  EventLedger ledger(20'261'123, 100'000);
  ledger.produce(brokers, topic.name);
  REQUIRE(ledger.broken() >= 1'000);

  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  const Findings found = ledger.check(brokers, letters_of(topic));
  CHECK(found.text() == "");
  CHECK(found.letters == ledger.broken());
  CHECK(everything_committed(brokers, topic.group, topic.name));
  CHECK(daemon.lines({"\"level\":\"error\""}).empty());
  CHECK(daemon.lines({"topic totals", "\"judged\":100000", fmt::format("\"dead_letters\":{}", found.letters)}).size() == 1);

  // The dead-letter topic was made as its source is.
  CHECK(partition_count(brokers, topic.dead_letter_topic()) == 2);
  CHECK(topic_config(brokers, topic.dead_letter_topic(), "cleanup.policy") == "delete");
  CHECK(topic_config(brokers, topic.dead_letter_topic(), "retention.ms") == "5184000000");
  CHECK(topic_config(brokers, topic.dead_letter_topic(), "max.message.bytes") == std::to_string(1'048'588 + 128 * 1024));
}

TEST_CASE("a dead-letter topic with fewer partitions takes the letters of all") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("fewer-partitions", "dead_letter: { create: false }");
  create_topic(brokers, topic.name, 5);
  create_topic(brokers, topic.dead_letter_topic(), 2);
  EventLedger ledger(5, 2'000, {.broken_every = 10});
  ledger.produce(brokers, topic.name);

  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  CHECK(ledger.check(brokers, letters_of(topic)).text() == "");
  CHECK(partition_count(brokers, topic.dead_letter_topic()) == 2);
  const std::vector<std::string> told{"dead-letter topic is not as it should be", "\"what\":\"partitions\"", "\"is\":\"2\"",
                                      "\"should_be\":\"5\"", "sluiced topics apply"};
  CHECK(daemon.lines(told).size() == 1);
}

/// Key and value as bytes with null apart from empty, by the offset at which the source record stood.
struct Letter {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> original_headers;
  std::string code;
  bool operator==(const Letter&) const = default;
};

std::optional<std::string> copied(std::optional<std::string_view> bytes) {
  return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
}

std::map<std::string, Letter> letters_by_offset(const std::string& brokers, const WatchedTopic& topic) {
  std::map<std::string, Letter> letters;
  read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord& stored) {
    Letter letter{.key = copied(stored.record.key), .value = copied(stored.record.value), .original_headers = {}, .code = {}};
    std::string offset;
    for (const HeaderView& header : stored.headers) {
      if (header.name == "dlt.offset") offset = *header.value;
      if (header.name == "dlt.code") letter.code = *header.value;
      if (!header.name.starts_with("dlt.")) letter.original_headers.push_back({std::string(header.name), copied(header.value)});
    }
    CHECK(letters.emplace(offset, letter).second);
  });
  return letters;
}

/// Text that lz4 cannot shrink to nothing.
std::string noise(std::size_t bytes) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < bytes) text += static_cast<char>('0' + ((state = state * 1'664'525 + 1'013'904'223) >> 24U) % 64);
  for (char& c : text)
    if (c == '\\') c = 'z';
  return text;
}

TEST_CASE("null, empty, a hundred headers and 900 KB all reach the dead-letter topic as they are") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("odd-records", "verdicts: { tombstone: reject }");
  create_topic(brokers, topic.name, 1);
  std::vector<Header> hundred;
  for (int i = 0; i < 100; ++i) hundred.push_back({fmt::format("header-{}", i % 60), fmt::format("value {}", i)});
  std::string large_valid = *make_event(1, 1, {.broken_every = 0, .tombstone_every = 0}).value;
  large_valid.insert(large_valid.size() - 1, ",\"attachment\":\"" + noise(900'000) + "\"");
  const std::string large_broken = large_valid.substr(0, large_valid.size() - 1);

  const std::vector<std::pair<NewRecord, std::string>> records{
      {{.key = std::nullopt, .value = "{", .headers = {}}, "not_json"},
      {{.key = "", .value = "{", .headers = {}}, "not_json"},
      {{.key = "k", .value = "", .headers = {}}, "empty"},
      {{.key = "k", .value = std::nullopt, .headers = {}}, "tombstone"},
      {{.key = "k", .value = "{}", .headers = hundred}, "schema_violation"},
      {{.key = "k", .value = large_valid, .headers = {}}, "valid"},
      {{.key = std::string_view("\0\xff\n", 3), .value = large_broken, .headers = {{"null", std::nullopt}, {"empty", ""}}},
       "not_json"}};
  TestProducer producer(brokers, topic.name);
  for (const auto& [record, code] : records) {
    producer.send(record);
    producer.flush();  // one by one: the offset is the place in the list
  }

  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  const auto letters = letters_by_offset(brokers, topic);
  CHECK(letters.size() == 6);
  for (std::size_t i = 0; i < records.size(); ++i) {
    CAPTURE(i);
    const auto found = letters.find(std::to_string(i));
    const auto& [record, code] = records[i];
    REQUIRE((found != letters.end()) == (code != "valid"));
    // Not by CHECK(a == b): a failure would print 900 KB.
    if (code != "valid") CHECK((found->second == Letter{copied(record.key), copied(record.value), record.headers, code}));
  }
}

}  // namespace
}  // namespace sluiced::testing
