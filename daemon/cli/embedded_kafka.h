// The other side of `sluiced demo`: a Kafka in this process, who writes the events and who reads the dead letters. The gate's
// own clients do it, so nothing here knows of librdkafka.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gate/io.h"
#include "kafka/client.h"
#include "kafka/mock_cluster.h"

namespace sluiced::cli {

/// A record read back. Owns its bytes.
struct ReadRecord {
  TopicPartition partition;
  Offset offset;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;

  /// The last header of that name; "" where there is none.
  std::string header(std::string_view name) const;
};

/// One broker; every topic has one partition. One thread.
class EmbeddedKafka {
 public:
  EmbeddedKafka(const std::vector<std::string>& topics, const Clock& clock);

  kafka::MockCluster& cluster() { return cluster_; }
  std::string brokers() const { return cluster_.bootstrap_servers(); }

  /// Writes the records and waits until all are acknowledged. The error is one clause.
  Result<Done> write(const std::vector<gate::OutgoingRecord>& records, MonotonicTime deadline);
  /// All records of a topic's one partition, from its beginning to its end. Joins no group, so there is no join to wait for.
  Result<std::vector<ReadRecord>> read(const std::string& topic, MonotonicTime deadline);
  /// The offset at which the group would go on; nullopt: it has committed none.
  Result<std::optional<NextOffset>> committed(const std::string& group, const std::string& topic);

 private:
  kafka::ClientSettings client(const std::string& name) const;

  const Clock& clock_;
  kafka::MockCluster cluster_;
};

}  // namespace sluiced::cli
