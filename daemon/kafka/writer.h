// What a command writes: Producer, with the same promises, driven by calls that block where a loop would come back. One thread.
//
//   Writer writer(settings);
//   for (std::size_t i = 0; i < records.size(); ++i)
//     if (const auto error = writer.send(i, records[i], 30s)) …      // not taken: no report of it will come
//   if (const auto error = writer.flush(30s)) …
//   writer.take_reports(reports);                                   // one for each that was taken
#pragma once

#include <functional>
#include <vector>

#include "base/clock.h"
#include "base/wakeup.h"
#include "gate/io.h"
#include "kafka/client.h"
#include "kafka/producer.h"
#include "kafka/transactions.h"

namespace sluiced::kafka {

/// With a transactional id everything that is sent stands in transactions, each begun by the first record after the last one ended.
/// What is not acknowledged yet is bounded (100,000 records, 64 MiB) where the settings name no bounds of their own.
class Writer {
 public:
  /// Makes the client; connects in the background. Throws std::runtime_error where librdkafka refuses.
  explicit Writer(const ClientSettings& settings);
  /// Drops what is not acknowledged. A transaction that is open is left for the broker, or the next bearer of the id, to abort.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Once, before anything is sent, and only with a transactional id.
  std::optional<gate::IoError> prepare(Duration at_most);
  /// How many partitions a topic has; `missing` where there is none of that name.
  Result<PartitionId, gate::IoError> partitions_of(const std::string& topic, Duration at_most);
  /// Waits for room while the client's queue is full (`full` when there was none in time). An error: not taken, no report will come.
  std::optional<gate::IoError> send(gate::OutgoingId id, const gate::OutgoingRecord& record, Duration at_most);
  /// Those since the last call, without waiting. `reports` is cleared first.
  void take_reports(std::vector<gate::DeliveryReport>& reports);
  /// For poll: readable when there may be reports to take.
  int fd() const { return wakeup_.fd(); }
  /// Sent, and without a report so far.
  std::size_t unreported() const { return unreported_; }
  /// Until everything that was sent has been reported; the reports stay to be taken. An error when that takes longer.
  std::optional<gate::IoError> flush(Duration at_most);
  /// What was sent since the last transaction ended; nothing sent, nothing done. An error of kind `aborted`: nothing of it took place,
  /// nor will; `fenced`: the same, and another bearer of the id has taken our place. Of another kind: nobody knows. After the last two
  /// the writer is of no more use.
  std::optional<gate::IoError> commit(Duration at_most);
  std::optional<gate::IoError> abort(Duration at_most);

 private:
  void collect();
  void wait(MonotonicTime deadline);
  /// The same step until it is no longer pending, or the time is over.
  gate::TransactionStep finish(const std::function<gate::TransactionStep()>& step, MonotonicTime deadline);
  gate::IoError given_up(const std::string& why, MonotonicTime deadline);

  SystemClock clock_;
  Wakeup wakeup_;
  Producer producer_;
  Transactions transactions_;
  std::vector<gate::DeliveryReport> reports_;  ///< not taken yet
  std::vector<gate::DeliveryReport> fresh_;
  std::size_t unreported_ = 0;
};

}  // namespace sluiced::kafka
