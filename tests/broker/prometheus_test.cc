// A page of metrics as a real run answers it: Prometheus's checker has nothing to say, and Prometheus itself takes it.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "scene.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

constexpr int prometheus_port = 19400;

class Prometheus {
 public:
  explicit Prometheus(const std::string& target, const std::string& folder)
      : address_(fmt::format("127.0.0.1:{}", prometheus_port)) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/prometheus.yml") << "scrape_configs:\n  - job_name: sluiced\n    scrape_interval: 1s\n"
                                              << "    static_configs: [ { targets: [ \"" << target << "\" ] } ]\n";
    process_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{"/usr/bin/prometheus", "--config.file=" + folder + "/prometheus.yml",
                                 "--storage.tsdb.path=" + folder + "/data", "--web.listen-address=" + address_},
        folder + "/prometheus.log", folder + "/prometheus.log");
  }

  /// The value of an expression that has one; "" while it has none.
  std::string query(const std::string& expression) const {
    const HttpAnswer answer = http_get(address_, "/api/v1/query?query=" + expression);
    if (answer.status != 200) return "";
    const JsonText json(answer.body);
    return json.size("/data/result") == 1 ? json.text("/data/result/0/value/1") : "";
  }
  std::optional<int> stop() const {
    process_->signal(SIGTERM);
    return process_->await_exit(seconds(30));
  }

 private:
  std::string address_;
  std::unique_ptr<ChildProcess> process_;
};

TEST_CASE("Prometheus scrapes a run, finds it up and its numbers right, and its checker has nothing to say of the page") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("scraped");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(51, 5'000);
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  REQUIRE(within(seconds(10), [&] { return daemon.metric("sluiced_lag_records") == 0; }));

  const std::string page_file = daemon.folder() + "/page";
  const std::string complaints_file = daemon.folder() + "/complaints";
  std::ofstream(page_file) << daemon.get("/metrics").body;
  ChildProcess check({source_folder() + "/scripts/check-metrics", page_file}, complaints_file, complaints_file);
  CHECK(check.await_exit(seconds(60)) == 0);
  CHECK(file_text(complaints_file) == "");

  const Prometheus prometheus(daemon.http_address(), daemon.folder() + "/prometheus");
  INFO(file_text(daemon.folder() + "/prometheus/prometheus.log"));
  REQUIRE(within(seconds(60), [&] { return prometheus.query("up") == "1"; }));
  CHECK(within(seconds(10), [&] { return prometheus.query("sum(sluiced_records_total)") == std::to_string(ledger.count()); }));
  CHECK(prometheus.query("sum(sluiced_dead_letters_total)") == std::to_string(ledger.broken()));
  CHECK(prometheus.query("sluiced_ready_strict") == "1");
  CHECK(prometheus.stop() == 0);
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
