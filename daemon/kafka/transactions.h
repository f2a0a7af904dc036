// Transactions over librdkafka: what the producer sends and the progress of the consumer's group, together. One thread, which is the
// loop's.
#pragma once

#include "kafka/consumer.h"
#include "kafka/producer.h"

namespace sluiced::kafka {

/// Of a producer that has a transactional.id. Its consumer tells which generation of the group the progress is of, so that a member
/// whose place was taken commits nothing (KIP-447). Without one there is no progress to commit: offsets are never given.
class Transactions final : public gate::Transactions {
 public:
  explicit Transactions(Producer& producer) : producer_(producer) {}
  Transactions(Producer& producer, Consumer& consumer) : producer_(producer), consumer_(&consumer) {}

  gate::TransactionStep prepare() override;
  bool open() const override;
  std::string spoilt() const override;
  gate::TransactionStep commit(std::span<const gate::PartitionStart> offsets) override;
  gate::TransactionStep abort() override;
  /// Another bearer of the id has taken our place: nothing will come of this one any more.
  bool fenced() const;

 private:
  gate::TransactionStep send_offsets(std::span<const gate::PartitionStart> offsets);
  void over();

  Producer& producer_;
  Consumer* consumer_ = nullptr;
  bool offsets_sent_ = false;
};

}  // namespace sluiced::kafka
