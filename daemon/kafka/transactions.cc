#include "kafka/transactions.h"

#include <stdexcept>

#include "base/failpoint.h"
#include "kafka/error.h"
#include "kafka/partition_list.h"
#include "kafka/producer_impl.h"

namespace sluiced::kafka {
namespace {

using State = gate::TransactionStep::State;

/// Of one call: commits take some tens of milliseconds.
constexpr int slice_ms = 500;

using MetadataOfGroup = std::unique_ptr<rd_kafka_consumer_group_metadata_t, Destroyer<rd_kafka_consumer_group_metadata_destroy>>;

/// Takes the error over. What librdkafka calls retriable is the same call again.
gate::TransactionStep step_of(rd_kafka_error_t* error, const char* doing) {
  if (error == nullptr) return {.state = State::done};
  const ErrorHandle owned(error);
  std::string why = std::string(doing) + ": " + rd_kafka_error_string(error) + " (" + rd_kafka_error_name(error) + ")";
  if (rd_kafka_error_is_fatal(error) != 0) return {.state = State::broken, .why = std::move(why)};
  if (rd_kafka_error_txn_requires_abort(error) != 0) return {.state = State::aborting, .why = std::move(why)};
  if (rd_kafka_error_is_retriable(error) != 0) return {.state = State::pending, .why = std::move(why)};
  return {.state = State::broken, .why = std::move(why)};
}

}  // namespace

gate::TransactionStep Transactions::prepare() {
  return step_of(rd_kafka_init_transactions(producer_.impl_->client.get(), slice_ms), "prepare transactions");
}

bool Transactions::open() const { return producer_.impl_->in_transaction; }

bool Transactions::fenced() const {
  return rd_kafka_fatal_error(producer_.impl_->client.get(), nullptr, 0) == RD_KAFKA_RESP_ERR__FENCED;
}

std::string Transactions::spoilt() const { return producer_.impl_->spoilt; }

gate::TransactionStep Transactions::send_offsets(std::span<const gate::PartitionStart> offsets) {
  if (offsets_sent_ || offsets.empty()) return {.state = State::done};
  if (consumer_ == nullptr) throw std::logic_error("progress of a group without its consumer");
  const MetadataOfGroup metadata(consumer_->group_metadata());
  if (metadata == nullptr) return {.state = State::aborting, .why = "the partitions were lost"};
  const PartitionList list = partition_list(offsets);
  const gate::TransactionStep step =
      step_of(rd_kafka_send_offsets_to_transaction(producer_.impl_->client.get(), list.get(), metadata.get(), slice_ms),
              "offsets of the group");
  offsets_sent_ = step.state == State::done;
  return step;
}

gate::TransactionStep Transactions::commit(std::span<const gate::PartitionStart> offsets) {
  if (const auto error = producer_.impl_->begin_transaction()) return {.state = State::broken, .why = error->text};
  const bool sent_before = offsets_sent_;
  if (gate::TransactionStep sent = send_offsets(offsets); sent.state != State::done) return sent;
  if (!sent_before) failpoint("txn_offsets_sent", "");
  failpoint("txn_committing", "");
  gate::TransactionStep step = step_of(rd_kafka_commit_transaction(producer_.impl_->client.get(), slice_ms), "commit");
  if (step.state != State::done) return step;
  failpoint("txn_committed", "");
  over();
  return step;
}

gate::TransactionStep Transactions::abort() {
  if (!open()) {
    over();
    return {.state = State::done};
  }
  failpoint("txn_aborting", "");
  gate::TransactionStep step = step_of(rd_kafka_abort_transaction(producer_.impl_->client.get(), slice_ms), "abort");
  if (step.state == State::done) over();
  return step;
}

void Transactions::over() {
  producer_.impl_->in_transaction = false;
  producer_.impl_->spoilt.clear();
  offsets_sent_ = false;
}

}  // namespace sluiced::kafka
