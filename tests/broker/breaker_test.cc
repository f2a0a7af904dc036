// A schema that fails everything, rolled out under load: little of it is written, and nothing is lost.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "base/sha256.h"
#include "scene.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

constexpr int min_records = 1'000;
const std::string right = R"({"properties":{"n":{"type":"integer"}}})";
const std::string wrong = R"({"not":{}})";

using PlaceSet = std::set<std::pair<PartitionId, std::int64_t>>;

/// Writes 10,000 records a second until told to stop, from a thread of its own, one in 50 of them broken by the right schema.
class Flow {
 public:
  Flow(std::string brokers, std::string topic)
      : thread_([this, brokers = std::move(brokers), topic = std::move(topic)] { run(brokers, topic); }) {}
  ~Flow() { stop(); }
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  void stop() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  /// Once it has stopped.
  const PlaceSet& broken() const { return broken_; }

 private:
  void run(const std::string& brokers, const std::string& topic) {
    TestProducer producer(brokers, topic, [this](std::uint64_t id, const Place& place) {
      if (id % 50 == 0) broken_.insert({place.partition, place.offset});
    });
    auto next = Stopwatch::now();
    std::uint64_t id = 0;
    while (!over_) {
      for (int burst = 0; burst < 200; ++burst) {
        ++id;
        const std::string value = id % 50 == 0 ? R"({"n":"one"})" : fmt::format(R"({{"n":{}}})", id);
        producer.send({.key = std::to_string(id), .value = value}, id);
      }
      producer.flush();
      next += milliseconds(20);
      within(seconds(1), [&] { return Stopwatch::now() >= next; });
    }
  }

  std::atomic<bool> over_ = false;
  PlaceSet broken_;
  std::thread thread_;
};

struct Letters {
  PlaceSet all;
  PlaceSet by_wrong_schema;
  std::uint64_t doubled = 0;
};

Letters read_letters(const std::string& brokers, const WatchedTopic& topic) {
  Letters letters;
  read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord& letter) {
    std::map<std::string_view, std::string> headers;
    for (const HeaderView& header : letter.headers) headers[header.name] = std::string(header.value.value_or(""));
    const std::pair<PartitionId, std::int64_t> place{std::stoi(headers["dlt.partition"]), std::stoll(headers["dlt.offset"])};
    if (!letters.all.insert(place).second) ++letters.doubled;
    if (headers["dlt.schema-sha256"] == sha256_hex(wrong)) letters.by_wrong_schema.insert(place);
  });
  return letters;
}

void write_schema(const std::string& file, const std::string& text) {
  std::ofstream(file + ".new") << text;
  std::filesystem::rename(file + ".new", file);
}

TEST_CASE("a schema that fails everything writes fewer than min_records letters, and mended the topic goes on by itself") {
  const std::string brokers = tier_broker();
  const std::string folder = build_folder() + "/broker-tier/daemon-breaker-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  WatchedTopic topic = fresh_topic("breaker");
  topic.schema = folder + "/n.schema.json";
  create_topic(brokers, topic.name, 2);
  write_schema(topic.schema, right);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}, .folder = folder});
  daemon.start();
  Flow flow(brokers, topic.name);
  TopicSize letters_written(brokers, topic.dead_letter_topic());
  REQUIRE(within(work_deadline, [&] { return letters_written.records() > 100; }));

  write_schema(topic.schema, wrong);
  daemon.signal(SIGHUP);
  const bool tripped = daemon.await_line({"topic on hold", topic.name, "\"reason\":\"breaker\""});
  INFO(daemon.log());
  REQUIRE(tripped);
  // What was under way comes in; then nothing more is written, though records come all the while.
  TopicSize size(brokers, topic.name);
  REQUIRE(within(work_deadline, [&] {
    const std::uint64_t written = letters_written.records();
    const std::uint64_t before = size.records();
    return within(work_deadline, [&] { return size.records() > before + 10'000; }) && letters_written.records() == written;
  }));
  CHECK(daemon.metric("sluiced_breaker_trips_total") == 1);
  CHECK(daemon.metric("sluiced_held", {{"reason", "breaker"}}) == 1);

  write_schema(topic.schema, right);
  daemon.signal(SIGHUP);
  const bool goes_on = daemon.await_line({"topic goes on", topic.name, "\"reason\":\"breaker\""});
  flow.stop();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(goes_on);
  REQUIRE(committed_all);
  CHECK(stop(daemon) == 0);

  const Letters letters = read_letters(brokers, topic);
  CHECK(letters.doubled == 0);
  CHECK(letters.by_wrong_schema.size() < min_records);
  CHECK(letters.by_wrong_schema.size() > 0);
  PlaceSet wanted = flow.broken();
  wanted.insert(letters.by_wrong_schema.begin(), letters.by_wrong_schema.end());
  CHECK(letters.all == wanted);
}

}  // namespace
}  // namespace sluiced::testing
