// A member of a consumer group over librdkafka: records, progress, offsets. One thread, which is the loop's.
#pragma once

#include <memory>

#include "base/wakeup.h"
#include "gate/io.h"
#include "kafka/client.h"

struct rd_kafka_consumer_group_metadata_s;

namespace sluiced::kafka {

/// Signals `wakeup` whenever there is something to fetch. Rebalances are only noted in librdkafka's callback and answered by the loop
/// after the batch, so that no batch mixes two assignments. Every FetchedRecord must be gone before this is destroyed; destroying it
/// leaves the group, for at most two seconds.
class Consumer final : public gate::Source, public gate::Committer, public gate::OffsetLookup {
 public:
  /// Makes the client; connects in the background. Throws std::runtime_error where librdkafka refuses.
  Consumer(const ClientSettings& settings, const std::string& group, Wakeup& wakeup);
  ~Consumer() override;

  std::optional<gate::IoError> subscribe(std::span<const std::string> topics) override;
  void fetch(gate::Batch& batch) override;
  std::optional<gate::Rebalance> take_rebalance() override;
  std::optional<gate::IoError> assign(std::span<const gate::PartitionStart> partitions) override;
  std::optional<gate::IoError> unassign(std::span<const TopicPartition> partitions) override;
  void pause(std::span<const TopicPartition> partitions) override;
  void resume(std::span<const TopicPartition> partitions) override;
  std::optional<NextOffset> last_known_end(const TopicPartition& partition) const override;
  bool reachable() const override;
  std::string complaint() const override;
  std::uint64_t fetched_ahead() const override;
  bool close_step() override;

  void store(std::span<const gate::PartitionStart> offsets) override;
  void start_commit(std::span<const gate::PartitionStart> offsets) override;
  std::optional<CommitResult> commit_done() override;

  Answer<std::optional<NextOffset>> committed(std::span<const TopicPartition> partitions) override;
  Answer<NextOffset> log_start(std::span<const TopicPartition> partitions) override;
  Answer<NextOffset> log_end(std::span<const TopicPartition> partitions) override;
  Answer<NextOffset> at_time(std::span<const TopicPartition> partitions, WallTime time) override;
  Result<PartitionId, gate::IoError> partition_count(const std::string& topic) override;
  Result<std::vector<gate::ListedTopic>, gate::IoError> topics() override;

 private:
  friend class Transactions;
  /// Only while the member owns what it was assigned; nullptr otherwise. The handle is the caller's.
  rd_kafka_consumer_group_metadata_s* group_metadata();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::kafka
