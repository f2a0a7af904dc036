// The writer of dead letters over librdkafka: idempotent, acknowledged by all in-sync replicas. One thread, which is the loop's.
#pragma once

#include <memory>

#include "base/wakeup.h"
#include "gate/io.h"
#include "kafka/client.h"

namespace sluiced::kafka {

/// Signals `wakeup` whenever there are reports to take. Destroying it drops what is not acknowledged.
class Producer final : public gate::DeadLetterSink {
 public:
  /// Makes the client; connects in the background. Throws std::runtime_error where librdkafka refuses.
  Producer(const ClientSettings& settings, Wakeup& wakeup);
  ~Producer() override;

  std::optional<gate::IoError> send(gate::LetterId id, const gate::DeadLetter& letter) override;
  void take_reports(std::vector<gate::DeliveryReport>& reports) override;

 private:
  friend class Admin;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluiced::kafka
