// librdkafka's mock cluster: brokers in this process, for the demo and for tests. It keeps at most 5 MiB a partition and cannot create
// topics by request, so it comes with an administrator of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/io.h"
#include "record/record.h"

namespace sluiced::kafka {

class MockCluster {
 public:
  explicit MockCluster(int brokers);
  ~MockCluster();
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  /// "127.0.0.1:port,…" for ClientSettings::brokers.
  std::string bootstrap_servers() const;
  /// False where the topic is there already.
  bool create_topic(const std::string& topic, PartitionId partitions);
  void set_broker_down(int broker);
  void set_broker_up(int broker);
  /// Every answer of the broker takes at least so long.
  void set_round_trip(int broker, Duration time);
  /// Pushes errors that the next requests of a kind get; codes are Kafka's. api_key: Kafka's number of the request.
  void push_errors(std::int16_t api_key, const std::vector<int>& codes);
  /// Every request of this topic's metadata gets this error code; 0 ends it.
  void set_topic_error(const std::string& topic, int code);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Creates what is missing with a fixed number of partitions. Thread-safe: loops share the cluster.
class MockAdmin final : public gate::TopicAdmin {
 public:
  MockAdmin(MockCluster& cluster, PartitionId partitions) : cluster_(cluster), partitions_(partitions) {}
  Result<gate::WritableTopic, gate::IoError> ensure(const gate::DeadLetterTopic& topic) override;
  Result<gate::WritableTopic, gate::IoError> find(const std::string& topic, const std::string& source) override;
  std::optional<gate::IoError> ensure_source(const gate::SourceTopic& topic) override;

 private:
  MockCluster& cluster_;
  PartitionId partitions_;
};

}  // namespace sluiced::kafka
