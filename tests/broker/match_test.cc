// Topics by pattern, and a schema for each kind of record, against a real Kafka.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "scene.h"

namespace sluiced::testing {
namespace {

/// A name that no other test has: topics of the pattern `<name>.*`, and a daemon for them.
struct Shop {
  explicit Shop(const std::string& brokers_, const std::string& start_at = "earliest")
      : brokers(brokers_), names(fresh_topic("shop")), daemon({.brokers = brokers_, .topics = {}}) {
    for (const auto& [key, schema] :
         {std::pair("paid", R"({"required":["amount"]})"), std::pair("shipped", R"({"required":["carrier"]})")}) {
      std::filesystem::create_directories(daemon.folder() + "/schemas");
      std::ofstream(daemon.folder() + "/schemas/" + key + ".json") << schema;
    }
    daemon.write_config(
        fmt::format("kafka: {{ brokers: \"{}\" }}\nhttp: {{ listen: \"127.0.0.1:0\" }}\ncontrol: {{ socket: control.sock }}\n"
                    "log: {{ format: json }}\ngroups: {{ {}: {{ consumer_properties: {{ session.timeout.ms: 6000 }} }} }}\n"
                    "topics:\n  - match: \"{}.*\"\n    exclude: [ \"*.test\" ]\n    group: {}\n    start_at: {}\n"
                    "    schema: {{ by: {{ header: event-type }}, from: \"schemas/{{}}.json\" }}\n",
                    brokers, names.group, names.name, names.group, start_at));
  }
  std::string topic(const std::string& name) const { return names.name + "." + name; }
  WatchedTopic watched(const std::string& name) const { return {.name = topic(name), .group = names.group}; }
  void write(const std::string& name, const std::string& type, const std::string& value) const {
    TestProducer producer(brokers, topic(name));
    producer.send({.partition = 0, .value = value, .headers = {{"event-type", "first"}, {"event-type", type}}});
    producer.flush();
  }
  /// "code of schema", in the order of their offsets.
  std::vector<std::string> letters(const std::string& name) const {
    std::vector<std::string> found;
    read_topic(brokers, topic(name) + ".dlt", [&](const StoredRecord& letter) {
      std::string code;
      std::string schema;
      for (const HeaderView& header : letter.headers) {
        if (header.name == "dlt.code") code = *header.value;
        if (header.name == "dlt.schema") schema = std::filesystem::path(*header.value).filename().string();
      }
      found.push_back(code + " of " + schema);
    });
    return found;
  }
  std::string brokers;
  WatchedTopic names;
  DaemonProcess daemon;
};

TEST_CASE("match: a topic made in mid-run is read from its start, each record by the schema that its header names") {
  Shop shop(tier_broker());
  create_topic(shop.brokers, shop.topic("orders"), 1);
  create_topic(shop.brokers, shop.topic("orders.test"), 1);
  shop.write("orders", "paid", R"({"amount":1})");
  shop.write("orders", "shipped", R"({"amount":1})");
  shop.write("orders.test", "paid", "{}");
  shop.daemon.start();
  const bool first = await_committed(shop.brokers, shop.watched("orders"));
  INFO(shop.daemon.log());
  REQUIRE(first);
  CHECK(shop.letters("orders") == std::vector<std::string>{"schema_violation of shipped.json"});

  create_topic(shop.brokers, shop.topic("clicks"), 1);
  shop.write("clicks", "refunded", R"({"amount":1})");
  shop.write("clicks", "paid", "{}");
  shop.write("clicks", "shipped", R"({"carrier":"x"})");
  REQUIRE(await_committed(shop.brokers, shop.watched("clicks")));
  CHECK(shop.letters("clicks") == std::vector<std::string>{"schema_unknown of {}.json", "schema_violation of paid.json"});
  // What was read before goes on, and dead-letter topics are nobody's.
  shop.write("orders", "paid", "{");
  REQUIRE(await_committed(shop.brokers, shop.watched("orders")));
  CHECK(shop.letters("orders").back() == "not_json of paid.json");
  CHECK(committed(shop.brokers, shop.names.group, shop.topic("orders.dlt")) == std::vector<std::int64_t>{-1});
  CHECK(committed(shop.brokers, shop.names.group, shop.topic("orders.test")) == std::vector<std::int64_t>{-1});
  const Labels of_clicks{{"topic", shop.topic("clicks")}, {"verdict", "schema_unknown"}};
  CHECK(shop.daemon.metric("sluiced_records_total", of_clicks) == 1);
  CHECK(shop.daemon.lines({"a topic matches", shop.topic("clicks")}).size() == 1);
  CHECK(stop(shop.daemon) == 0);
}

TEST_CASE("match with start_at latest: what was there begins at its end, a topic made while nobody ran at its start") {
  Shop shop(tier_broker(), "latest");
  create_topic(shop.brokers, shop.topic("orders"), 1);
  shop.write("orders", "paid", "{}");
  shop.daemon.start();
  REQUIRE(shop.daemon.await_line({"partitions assigned"}));
  CHECK(committed(shop.brokers, shop.names.group, shop.topic("orders")) == std::vector<std::int64_t>{1});
  CHECK(stop(shop.daemon) == 0);
  create_topic(shop.brokers, shop.topic("clicks"), 1);
  shop.write("clicks", "paid", "{}");
  shop.daemon.start();
  REQUIRE(await_committed(shop.brokers, shop.watched("clicks")));
  CHECK(shop.letters("clicks").size() == 1);
  CHECK(stop(shop.daemon) == 0);
}

TEST_CASE("match before there is anything to match: the daemon is ready, says what it waits for, and takes it up") {
  Shop shop(tier_broker());
  shop.daemon.start();
  REQUIRE(within(work_deadline,
                 [&] { return shop.daemon.status().text("/loops/0/why") == "no topic matches " + shop.names.name + ".* yet"; }));
  CHECK(within(work_deadline, [&] { return shop.daemon.answers("/readyz", 200); }));
  create_topic(shop.brokers, shop.topic("orders"), 1);
  shop.write("orders", "paid", "{}");
  REQUIRE(await_committed(shop.brokers, shop.watched("orders")));
  CHECK(shop.letters("orders").size() == 1);
  CHECK(stop(shop.daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
