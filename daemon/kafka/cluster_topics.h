// What a cluster has, and changes to it, for commands: a client of its own that reads and writes no records.
//
//   ClusterTopics cluster(settings);
//   const auto found = cluster.look({"orders", "orders.dlt"}, std::chrono::seconds(10));
//   if (!found) return unreachable(found.error().text);
//   if (const auto& orders = found->at("orders"); !orders && orders.error().kind == IoError::Kind::missing) …
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gate/io.h"
#include "kafka/client.h"
#include "kafka/topic_wants.h"

namespace sluiced::kafka {

/// By name. The error of one topic: it is missing, or may not be seen.
using FoundTopics = std::map<std::string, Result<FoundTopic, gate::IoError>>;

/// One thread. Every call blocks for at most `at_most`.
class ClusterTopics {
 public:
  /// Connects in the background. Throws std::runtime_error where librdkafka refuses the settings.
  explicit ClusterTopics(const ClientSettings& settings);
  ~ClusterTopics();
  ClusterTopics(const ClusterTopics&) = delete;
  ClusterTopics& operator=(const ClusterTopics&) = delete;

  /// An error where no broker answers in time.
  Result<FoundTopics, gate::IoError> look(const std::vector<std::string>& names, Duration at_most);
  std::optional<gate::IoError> create(const std::string& name, const TopicWants& wants, Duration at_most);
  /// To so many partitions in all; never to fewer.
  std::optional<gate::IoError> grow(const std::string& name, PartitionId partitions, Duration at_most);
  /// Whether this librdkafka can change single settings of a topic and leave the others alone (2.2 or newer).
  static bool can_set();
  std::optional<gate::IoError> set(const std::string& name, const std::vector<std::pair<std::string, std::string>>& properties,
                                   Duration at_most);
  /// Those of each partition before that offset, for good.
  std::optional<gate::IoError> delete_records(const std::vector<gate::PartitionStart>& before, Duration at_most);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::kafka
