// What a loop writes, over librdkafka: idempotent, acknowledged by all in-sync replicas. One thread, which is the loop's.
#pragma once

#include <memory>

#include "base/wakeup.h"
#include "gate/io.h"
#include "kafka/client.h"

namespace sluiced::kafka {

/// Signals `wakeup` whenever there are reports to take. Destroying it drops what is not acknowledged. With a transactional.id, what is
/// sent first begins a transaction; Transactions ends it.
class Producer final : public gate::RecordSink {
 public:
  /// Makes the client; connects in the background. Throws std::runtime_error where librdkafka refuses.
  Producer(const ClientSettings& settings, Wakeup& wakeup);
  ~Producer() override;

  std::optional<gate::IoError> send(gate::OutgoingId id, const gate::OutgoingRecord& letter) override;
  void take_reports(std::vector<gate::DeliveryReport>& reports) override;

 private:
  friend class Admin;
  friend class Transactions;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::kafka
