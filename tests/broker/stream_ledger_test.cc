// The ledger of the chaos runs sees what it is there for: were it blind, they would show nothing.
#include "support/stream_ledger.h"

#include <fmt/format.h>

#include "scene.h"

namespace sluiced::testing {
namespace {

/// A record of the source, to be written somewhere else.
struct Copy {
  std::int64_t timestamp_ms = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  Place place;

  explicit Copy(const StoredRecord& stored)
      : timestamp_ms(stored.record.timestamp_ms),
        key(stored.record.key),
        value(stored.record.value),
        place{stored.record.partition, stored.record.offset.value} {
    for (const HeaderView& header : stored.headers)
      headers.push_back({std::string(header.name), header.value ? std::optional<std::string>(*header.value) : std::nullopt});
  }
  NewRecord record() const {
    return {.partition = place.partition, .timestamp_ms = timestamp_ms, .key = key, .value = value, .headers = headers};
  }
};

/// Ten records of which none is broken, two broken ones behind them, and nobody but the test to write what a daemon would.
struct Scene {
  std::string brokers = tier_broker();
  WatchedTopic topic = fresh_topic("ledger");
  std::string passed = topic.name + ".passed";
  std::unique_ptr<StreamLedger> ledger;
  std::vector<Copy> valid;
  std::vector<Copy> broken;

  Scene() {
    for (const std::string& name : {topic.name, topic.dead_letter_topic(), passed}) create_topic(brokers, name, 2);
    ledger = std::make_unique<StreamLedger>(1, brokers, topic.name, Shares{.broken_every = 0, .tombstone_every = 0});
    ledger->send(10);
    ledger->finish();
    std::vector<Copy> all;
    read_topic(brokers, topic.name, [&](const StoredRecord& stored) { all.emplace_back(stored); });
    const std::vector<std::int64_t> ends = log_ends(brokers, topic.name);
    for (const Copy& copy : all) {
      const bool last = copy.place.offset + 1 == ends.at(static_cast<std::size_t>(copy.place.partition));
      (last ? broken : valid).push_back(copy);
    }
  }
  void write(const std::string& to, const std::vector<NewRecord>& records) const {
    TestProducer producer(brokers, to);
    for (const NewRecord& record : records) producer.send(record);
    producer.flush();
  }
  std::vector<NewRecord> all_valid() const {
    std::vector<NewRecord> records;
    for (const Copy& copy : valid) records.push_back(copy.record());
    return records;
  }
  NewRecord letter_on(const Copy& copy) const {
    NewRecord letter = copy.record();
    letter.headers.push_back({"dlt.topic", topic.name});
    letter.headers.push_back({"dlt.partition", std::to_string(copy.place.partition)});
    letter.headers.push_back({"dlt.offset", std::to_string(copy.place.offset)});
    return letter;
  }
  StreamVerdict check() const { return ledger->check({.letters = letters_of(topic), .forwarded_to = passed}); }
};

TEST_CASE("the ledger sees what has no letter, and what was not forwarded") {
  const Scene scene;
  REQUIRE(scene.valid.size() == 10);
  REQUIRE(scene.broken.size() == 2);
  std::vector<NewRecord> some = scene.all_valid();
  some.pop_back();
  scene.write(scene.passed, some);
  const StreamVerdict found = scene.check();
  CHECK(found.sent == 12);
  CHECK(found.broken == 2);
  CHECK(found.lost == 3);
  CHECK(found.doubled + found.unexpected + found.wrong + found.unstored == 0);
  CHECK_FALSE(found.lossless());
}

TEST_CASE("the ledger sees what is doubled, what is not as promised, and what should not be there at all") {
  const Scene scene;
  scene.write(scene.passed, scene.all_valid());
  scene.write(scene.passed, {scene.valid[0].record(), scene.broken[0].record()});
  // A letter with too few headers is wrong, and one on a valid record unexpected.
  scene.write(scene.topic.dead_letter_topic(), {scene.letter_on(scene.broken[0]), scene.letter_on(scene.broken[1]),
                                                scene.letter_on(scene.broken[1]), scene.letter_on(scene.valid[0])});
  const StreamVerdict found = scene.check();
  CHECK(found.lost == 0);
  CHECK(found.doubled == 2);
  CHECK(found.unexpected == 2);
  CHECK(found.wrong == 3);
  CHECK_FALSE(found.lossless());
}

TEST_CASE("the ledger sees other bytes, another time and another partition in what was forwarded") {
  const Scene scene;
  std::vector<NewRecord> records = scene.all_valid();
  records[0].value = "{}";
  ++records[1].timestamp_ms;
  records[2].partition = 1 - records[2].partition;
  records[3].headers.pop_back();
  scene.write(scene.passed, records);
  CHECK(scene.check().wrong == 4);
}

}  // namespace
}  // namespace sluiced::testing
