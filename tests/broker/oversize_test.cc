// Dead letters that their topic does not take as they are.
#include <map>
#include <random>
#include <set>

#include "scene.h"

namespace sluiced::testing {
namespace {

constexpr std::size_t small_letters = 200;

/// No JSON, for want of its end, and large in a compressed batch too.
std::string large() {
  std::string value = "{\"large\":\"";
  std::mt19937 random(1);
  for (int i = 0; i < 60'000; ++i) value += static_cast<char>('0' + random() % 75);
  return value;
}
const std::string large_value = large();

/// In one partition, so that they meet in one batch: small ones, one that is too large in any company, small ones.
void produce(const std::string& brokers, const WatchedTopic& topic) {
  TestProducer producer(brokers, topic.name);
  for (std::size_t i = 0; i < small_letters; ++i) {
    if (i == small_letters / 2) producer.send({.partition = 0, .value = large_value});
    producer.send({.partition = 0, .value = "{"});
  }
  producer.flush();
}

struct Found {
  std::size_t whole = 0;
  std::size_t references = 0;
  std::set<std::string> offsets;
};

Found letters_in(const std::string& brokers, const std::string& topic) {
  Found found;
  read_topic(brokers, topic, [&](const StoredRecord& letter) {
    std::map<std::string, std::string> headers;
    for (const HeaderView& header : letter.headers) headers.emplace(header.name, header.value.value_or(""));
    found.offsets.insert(headers["dlt.offset"]);
    if (!headers.contains("dlt.truncated")) {
      ++found.whole;
      return;
    }
    ++found.references;
    CHECK(headers["dlt.truncated"] == "value");
    CHECK(headers["dlt.value-bytes"] == std::to_string(large_value.size()));
    CHECK(letter.record.value == "");
  });
  return found;
}

void check_reference(const std::string& delivery) {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("oversize-" + delivery.substr(0, 2), "dead_letter: { oversize: reference }");
  create_topic(brokers, topic.name, 1);
  create_topic(brokers, topic.dead_letter_topic(), 1, {{"max.message.bytes", "20000"}});
  produce(brokers, topic);
  DaemonSettings settings{.brokers = brokers, .topics = {topic}};
  settings.groups[topic.group] = "delivery: " + delivery;
  DaemonProcess daemon(settings);
  daemon.start();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);
  CHECK(daemon.lines({"topic on hold"}).empty());
  const Found found = letters_in(brokers, topic.dead_letter_topic());
  CHECK(found.whole == small_letters);
  CHECK(found.references == 1);
  CHECK(found.offsets.size() == small_letters + 1);
}

TEST_CASE("a dead-letter topic that takes no batch and not every letter gets each alone, and a reference to the largest") {
  check_reference("at_least_once");
}

TEST_CASE("a letter that is too large for its topic costs a transaction, and stands there once all the same") {
  check_reference("exactly_once");
}

TEST_CASE("a letter that fits in no form holds its topic until the topic takes it") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("oversize-hold", "dead_letter: { oversize: hold }");
  create_topic(brokers, topic.name, 1);
  create_topic(brokers, topic.dead_letter_topic(), 1, {{"max.message.bytes", "20000"}});
  produce(brokers, topic);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool held = daemon.await_line({"topic on hold", "\"reason\":\"dlt_unsuitable\"", "MSG_SIZE_TOO_LARGE"});
  INFO(daemon.log());
  REQUIRE(held);
  set_topic_config(brokers, topic.dead_letter_topic(), {{"max.message.bytes", "200000"}});
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
