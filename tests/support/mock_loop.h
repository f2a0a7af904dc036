// A supervised loop with real clients on librdkafka's mock cluster, and what a test needs to feed it and to read its dead letters.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kafka/consumer.h"
#include "kafka/mock_cluster.h"
#include "kafka/producer.h"
#include "supervisor/loop_runner.h"
#include "support/loop_fixture.h"

namespace sluiced::testing {

/// Calls `step` until `done` or 30 s have passed; says whether it is done.
inline bool eventually(
    const std::function<bool()>& done, const std::function<void()>& step = [] {}) {
  Wakeup tick;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    step();
    tick.wait(Duration{10});
  }
  return true;
}

class MockClients final : public supervisor::Clients {
 public:
  MockClients(const kafka::ClientSettings& settings, const std::string& group, Wakeup& wakeup, kafka::MockCluster& cluster)
      : producer_(settings, wakeup), consumer_(settings, group, wakeup), admin_(cluster, 2) {}
  gate::Source& source() override { return consumer_; }
  gate::Committer& committer() override { return consumer_; }
  gate::OffsetLookup& lookup() override { return consumer_; }
  gate::RecordSink& sink() override { return producer_; }
  gate::TopicAdmin& admin() override { return admin_; }

 private:
  kafka::Producer producer_;
  kafka::Consumer consumer_;
  kafka::MockAdmin admin_;
};

class MockClientFactory final : public supervisor::ClientFactory {
 public:
  MockClientFactory(kafka::ClientSettings settings, kafka::MockCluster& cluster)
      : settings_(std::move(settings)), cluster_(cluster) {}
  std::unique_ptr<supervisor::Clients> make(const gate::LoopSettings& loop, Wakeup& wakeup) const override {
    return std::make_unique<MockClients>(settings_, loop.group, wakeup, cluster_);
  }
  bool same_as(const supervisor::ClientFactory& other) const override { return this == &other; }

 private:
  kafka::ClientSettings settings_;
  kafka::MockCluster& cluster_;
};

/// A loop on its thread, with the counters that its supervisor would own.
class RunningLoop {
 public:
  RunningLoop(const supervisor::LoopPlan& plan, const Clock& clock, Wakeup& outside) : runner_(clock, outside) {
    for (const gate::TopicSettings& topic : plan.settings.topics) counters_.topics.push_back(topic.name);
    runner_.start(plan, counters_.book);
  }
  void drain() { runner_.control().drain(); }
  std::optional<gate::Ended> take_ended() { return runner_.take_ended(); }
  bool joined() const { return runner_.gauges().joined; }
  const TopicCounterList& counters() const { return counters_; }

 private:
  TopicCounterList counters_;
  supervisor::LoopRunner runner_;
};

struct MockWorld {
  explicit MockWorld(int brokers = 1) : cluster(brokers) {
    client.brokers = cluster.bootstrap_servers();
    client.client_id = "test";
    // The mock lets a group that was up before wait this long, less a second, at each change of its members.
    client.consumer_properties = {{"session.timeout.ms", "5000"}, {"heartbeat.interval.ms", "500"}};
  }

  std::unique_ptr<RunningLoop> runner(const gate::LoopSettings& settings) {
    return std::make_unique<RunningLoop>(
        supervisor::LoopPlan{.settings = settings, .clients = std::make_shared<MockClientFactory>(client, cluster)}, clock,
        ended);
  }

  /// Puts values into a partition, each with its number as the key; returns when the cluster has them.
  void produce(const std::string& topic, PartitionId partition, const std::vector<std::string>& values) {
    kafka::Producer producer(client, wakeup);
    std::size_t acknowledged = 0;
    std::vector<gate::DeliveryReport> reports;
    for (std::size_t i = 0; i < values.size(); ++i)
      REQUIRE_FALSE(producer.send(
          i, {.topic = topic, .partition = partition, .key = std::to_string(i), .value = values[i], .headers = {}}));
    REQUIRE(eventually([&] { return acknowledged == values.size(); },
                       [&] {
                         producer.take_reports(reports);
                         for (const auto& report : reports) acknowledged += report.error ? 0U : 1U;
                       }));
  }

  /// The values of a topic's partition from its start, until `count` are there.
  std::vector<std::string> read(const std::string& topic, PartitionId partition, std::size_t count) {
    kafka::Consumer consumer(client, "reader-of-" + topic + "-" + std::to_string(++readers), wakeup);
    const std::vector<gate::PartitionStart> from{{{topic, partition}, {0}}};
    REQUIRE_FALSE(consumer.assign(from));
    std::vector<std::string> values;
    eventually([&] { return values.size() >= count; },
               [&] {
                 gate::Batch batch;
                 consumer.fetch(batch);
                 for (const auto& fetched : batch.records) values.emplace_back(fetched.record().value.value_or("(null)"));
               });
    return values;
  }

  /// The different values of a topic of two partitions, once there are `count`: repeats after a rebalance are no news.
  std::set<std::string> read_distinct(const std::string& topic, std::size_t count) {
    kafka::Consumer consumer(client, "reader-of-" + topic + "-" + std::to_string(++readers), wakeup);
    const std::vector<gate::PartitionStart> from{{{topic, 0}, {0}}, {{topic, 1}, {0}}};
    REQUIRE_FALSE(consumer.assign(from));
    std::set<std::string> values;
    eventually([&] { return values.size() >= count; },
               [&] {
                 gate::Batch batch;
                 consumer.fetch(batch);
                 for (const auto& fetched : batch.records) values.emplace(fetched.record().value.value_or("(null)"));
               });
    return values;
  }

  kafka::MockCluster cluster;
  kafka::ClientSettings client;
  SystemClock clock;
  Wakeup wakeup;
  Wakeup ended;
  int readers = 0;
};

}  // namespace sluiced::testing
