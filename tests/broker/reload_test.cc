// SIGHUP again and again while records flow: every record is judged by one schema as a whole, and nobody leaves the group for it.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>
#include <thread>

#include "base/sha256.h"
#include "scene.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

/// Two schemas that disagree about the field `marker`, each in another place of its own.
struct Schema {
  std::string text;
  std::string keyword_location;
  std::set<std::string> accepted;
};

const Schema schema_a{R"({"type":"object","properties":{"marker":{"enum":["a","both"]}},"required":["marker"]})",
                      "/properties/marker/enum",
                      {"a", "both"}};
const Schema schema_b{R"({"type":"object","required":["marker"],"allOf":[{"properties":{"marker":{"enum":["b","both"]}}}]})",
                      "/allOf/0/properties/marker/enum",
                      {"b", "both"}};
const std::vector<std::string> markers{"a", "b", "both", "neither"};

/// Writes records until told to stop, from a thread of its own: 20,000 a second, which the daemon keeps up with, so that its memory
/// does not tell of a queue.
class Flow {
 public:
  Flow(std::string brokers, std::string topic)
      : thread_([this, brokers = std::move(brokers), topic = std::move(topic)] { run(brokers, topic); }) {}
  ~Flow() { stop(); }
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  /// How many there are of each marker, once all are stored.
  std::uint64_t stop() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
    return rounds_;
  }

 private:
  void run(const std::string& brokers, const std::string& topic) {
    TestProducer producer(brokers, topic);
    auto next = Stopwatch::now();
    while (!over_) {
      for (int burst = 0; burst < 100; ++burst, ++rounds_)
        for (const std::string& marker : markers) {
          const std::string value = fmt::format(R"({{"marker":"{}","padding":"{:0>200}"}})", marker, rounds_);
          producer.send({.key = marker + std::to_string(rounds_), .value = value});
        }
      producer.flush();
      next += milliseconds(20);
      within(seconds(1), [&] { return Stopwatch::now() >= next; });
    }
  }

  std::atomic<bool> over_ = false;
  std::uint64_t rounds_ = 0;
  std::thread thread_;
};

struct Letters {
  std::map<std::string, std::uint64_t> by_marker;
  std::map<std::string, std::uint64_t> by_schema;  ///< sha256
  std::uint64_t doubled = 0;
  std::vector<std::string> wrong;
};

std::string header(const StoredRecord& letter, std::string_view name) {
  for (const HeaderView& header : letter.headers)
    if (header.name == name && header.value) return std::string(*header.value);
  return "";
}

/// Every letter against the schema that it names.
Letters read_letters(const std::string& brokers, const WatchedTopic& topic) {
  Letters letters;
  std::set<std::string> seen;
  const std::map<std::string, const Schema*> schemas{{sha256_hex(schema_a.text), &schema_a},
                                                     {sha256_hex(schema_b.text), &schema_b}};
  read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord& letter) {
    const std::string value(*letter.record.value);
    const std::string marker = value.substr(11, value.find('"', 11) - 11);
    const auto schema = schemas.find(header(letter, "dlt.schema-sha256"));
    const bool right = schema != schemas.end() && !schema->second->accepted.contains(marker) &&
                       header(letter, "dlt.keyword-location") == schema->second->keyword_location &&
                       header(letter, "dlt.keyword") == "enum" && header(letter, "dlt.instance-location") == "/marker" &&
                       header(letter, "dlt.violations").find(schema->second->keyword_location) != std::string::npos;
    if (!right && letters.wrong.size() < 8)
      letters.wrong.push_back(marker + ": " + header(letter, "dlt.schema-sha256") + " " + header(letter, "dlt.violations"));
    if (!seen.insert(header(letter, "dlt.partition") + "/" + header(letter, "dlt.offset")).second) ++letters.doubled;
    ++letters.by_marker[marker];
    ++letters.by_schema[header(letter, "dlt.schema-sha256")];
  });
  return letters;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// One daemon over two groups of the same topic, its schema in a file that changes.
class Reloading {
 public:
  explicit Reloading(const DaemonSettings& settings, const std::string& schema_file)
      : daemon(settings), settings_(settings), schema_file_(schema_file) {}

  void write_schema(const std::string& text) const {
    std::ofstream(schema_file_ + ".new") << text;
    std::filesystem::rename(schema_file_ + ".new", schema_file_);
  }

  /// The next of the round: B, a broken schema, A, a broken configuration. Until its outcome stands in the status.
  void reload(int number) {
    const bool good = number % 2 == 0;
    if (number % 4 == 3)
      daemon.write_config("kafka: { brokers: nobody:1 }\ntopics: []\n");
    else
      daemon.configure(settings_);
    write_schema(number % 4 == 0 ? schema_b.text : number % 4 == 1 ? "{\"type\":\"object\"" : schema_a.text);
    if (good)
      ++generation_;
    else
      ++refused_;
    daemon.signal(SIGHUP);
    INFO("reload " << number << "\n" << daemon.log());
    REQUIRE(within(seconds(60), [&] {
      const JsonText status = daemon.status();
      return status.number("/config/generation") == generation_ && status.truth("/config/generation_everywhere") &&
             status.number("/config/reload/failed") == refused_ && !status.truth("/config/reload/under_way");
    }));
    rss_mib.push_back(static_cast<double>(daemon.rss_kib()) / 1024);
  }

  DaemonProcess daemon;
  std::vector<double> rss_mib;

 private:
  DaemonSettings settings_;
  std::string schema_file_;
  int generation_ = 1;
  int refused_ = 0;
};

TEST_CASE("reloads under load: every record judged by one schema as a whole, none lost, no rebalance, memory as before") {
  const std::string brokers = tier_broker();
  const std::string folder = build_folder() + "/broker-tier/daemon-reload-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const std::string schema_file = folder + "/marker.schema.json";
  WatchedTopic topic = fresh_topic("reload", "breaker: { armed: off }");  // half of the records fail, and are to
  topic.schema = schema_file;
  create_topic(brokers, topic.name, 2);
  Reloading reloading({.brokers = brokers, .topics = {topic}, .folder = folder}, schema_file);
  DaemonProcess& daemon = reloading.daemon;
  reloading.write_schema(schema_a.text);
  daemon.start();
  REQUIRE(within(work_deadline, [&] { return daemon.answers("/readyz?strict", 200); }));
  const auto rebalances = daemon.metric("sluiced_loop_rebalances_total");
  Flow flow(brokers, topic.name);
  TopicSize size(brokers, topic.name);
  REQUIRE(within(work_deadline, [&] { return size.records() > 40'000; }));

  const int count = long_form() ? 200 : 40;
  for (int number = 0; number < count; ++number) {
    const std::uint64_t before = size.records();
    reloading.reload(number);
    REQUIRE(within(work_deadline, [&] { return size.records() > before + 2'000; }));  // records flow all the while
  }
  const std::uint64_t of_each = flow.stop();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log().substr(0, 20'000));
  REQUIRE(committed_all);
  CHECK(daemon.metric("sluiced_loop_rebalances_total") == rebalances);
  CHECK(daemon.metric("sluiced_loop_restarts_total") == 0);
  CHECK(daemon.metric("sluiced_config_reloads_total", {{"result", "success"}}) == count / 2);
  CHECK(daemon.metric("sluiced_config_reloads_total", {{"result", "failure"}}) == count / 2);
  REQUIRE(within(seconds(10), [&] { return daemon.metric("sluiced_records_total") == static_cast<double>(4 * of_each); }));

  const Letters letters = read_letters(brokers, topic);
  CHECK(letters.wrong == std::vector<std::string>{});
  CHECK(letters.doubled == 0);
  CHECK(letters.by_schema.size() == 2);
  CHECK(letters.by_marker.count("both") == 0);
  CHECK(letters.by_marker.at("neither") == of_each);
  for (const char* marker : {"a", "b"}) {
    CHECK(letters.by_marker.at(marker) > 0);
    CHECK(letters.by_marker.at(marker) < of_each);
  }
  const std::size_t third = reloading.rss_mib.size() / 3;
  const std::vector<double>& rss = reloading.rss_mib;
  const double first = median({rss.begin(), rss.begin() + static_cast<std::ptrdiff_t>(third)});
  const double last = median({rss.end() - static_cast<std::ptrdiff_t>(third), rss.end()});
  WARN(fmt::format("{} reloads over {} records, {} letters by A, {} by B; RSS {:.1f} MiB in the first third, {:.1f} in the last",
                   count, 4 * of_each, letters.by_schema.at(sha256_hex(schema_a.text)),
                   letters.by_schema.at(sha256_hex(schema_b.text)), first, last));
  CHECK(last - first < 8);
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
