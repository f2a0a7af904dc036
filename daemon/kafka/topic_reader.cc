#include "kafka/topic_reader.h"

#include <algorithm>
#include <map>

#include "base/wakeup.h"
#include "kafka/conf.h"
#include "kafka/error.h"
#include "kafka/message.h"
#include "kafka/metadata.h"
#include "kafka/partition_list.h"

namespace sluiced::kafka {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t batch_records_max = 1'000;
constexpr Duration slice{100};
constexpr std::uint64_t one_signal = 1;

}  // namespace

struct TopicReader::Impl final : MessageOwner {
  struct Reading {
    PartitionRange range;
    rd_kafka_topic_t* topic = nullptr;
    bool at_end = false;  ///< of what there is for now
    bool done = false;
  };

  explicit Impl(const ClientSettings& settings);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* opaque);
  rd_kafka_topic_t* topic(const std::string& name);
  Reading* reading_of(const rd_kafka_message_t& message);
  void take(rd_kafka_message_t* message, gate::Batch& batch);
  void overtaken(const TopicPartition& partition, gate::Batch& batch);
  std::optional<gate::IoError> begin(Reading& reading, NextOffset from);
  void finish(Reading& reading);
  void stop();
  bool waits_for_some() const;

  std::string last_cause;  ///< what was said of a broker last
  std::optional<gate::IoError> failed;
  Wakeup wakeup;
  ClientHandle client;
  QueueHandle queue;
  std::map<std::string, TopicHandle> topics;
  std::map<TopicPartition, Reading> readings;
  Reading* last_read = nullptr;  ///< messages come in runs of one partition
  std::vector<rd_kafka_message_t*> messages;
  std::size_t undone = 0;
};

TopicReader::Impl::Impl(const ClientSettings& settings) : messages(batch_records_max) {
  auto conf = reader_conf(settings);
  if (conf) {
    rd_kafka_conf_set_opaque(conf->get(), this);
    rd_kafka_conf_set_error_cb(conf->get(), on_error);
  }
  client = make_client(RD_KAFKA_CONSUMER, std::move(conf));
  queue.reset(rd_kafka_queue_new(client.get()));
  rd_kafka_queue_io_event_enable(queue.get(), wakeup.fd(), &one_signal, sizeof one_signal);
}

void TopicReader::Impl::on_error(rd_kafka_t*, int code, const char* reason, void* opaque) {
  auto& self = *static_cast<Impl*>(opaque);
  if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION)
    self.failed = io_error(static_cast<rd_kafka_resp_err_t>(code), reason);
  else if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    self.last_cause = reason;
}

rd_kafka_topic_t* TopicReader::Impl::topic(const std::string& name) {
  TopicHandle& handle = topics[name];
  if (!handle) handle.reset(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
  return handle.get();
}

std::optional<gate::IoError> TopicReader::Impl::begin(Reading& reading, NextOffset from) {
  const TopicPartition& id = reading.range.partition;
  reading.topic = topic(id.topic);
  if (reading.topic == nullptr) return io_error(rd_kafka_last_error(), "read " + id.topic);
  if (rd_kafka_consume_start_queue(reading.topic, id.partition, from.value, queue.get()) == 0) return std::nullopt;
  return io_error(rd_kafka_last_error(), "read " + id.topic);
}

void TopicReader::Impl::finish(Reading& reading) {
  if (std::exchange(reading.done, true)) return;
  --undone;
  rd_kafka_consume_stop(reading.topic, reading.range.partition.partition);
}

void TopicReader::Impl::stop() {
  for (auto& [id, reading] : readings)
    if (!reading.done) finish(reading);
  readings.clear();
  last_read = nullptr;
  undone = 0;
}

/// nullptr: it is not wanted any more.
TopicReader::Impl::Reading* TopicReader::Impl::reading_of(const rd_kafka_message_t& message) {
  if (last_read == nullptr || last_read->topic != message.rkt || last_read->range.partition.partition != message.partition) {
    const auto found = readings.find({rd_kafka_topic_name(message.rkt), message.partition});
    last_read = found == readings.end() ? nullptr : &found->second;
  }
  return last_read == nullptr || last_read->done ? nullptr : last_read;
}

void TopicReader::Impl::take(rd_kafka_message_t* message, gate::Batch& batch) {
  Reading* const reading = reading_of(*message);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const bool inside =
        reading != nullptr && message->offset >= reading->range.from.value && message->offset < reading->range.to.value;
    if (reading != nullptr) reading->at_end = false;
    if (reading != nullptr && next_after({message->offset}) >= reading->range.to) finish(*reading);
    if (inside) {
      batch.records.emplace_back(record_of(*message), *this, message);
      return;
    }
  } else if (reading != nullptr && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    batch.ends.push_back({reading->range.partition, {message->offset}});
    reading->at_end = true;
    // What lies between here and the end of the range is not committed, or no record.
    if (reading->range.to != open_end) finish(*reading);
  } else if (reading != nullptr && message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
    overtaken(reading->range.partition, batch);
  } else if (reading != nullptr && !failed) {
    const TopicPartition& id = reading->range.partition;
    failed = io_error(message->err, id.topic + "/" + std::to_string(id.partition) + ": " + rd_kafka_message_errstr(message));
  }
  rd_kafka_message_destroy(message);
}

void TopicReader::Impl::overtaken(const TopicPartition& id, gate::Batch& batch) {
  Reading& reading = readings.at(id);
  const auto start = list_offsets(client.get(), std::span(&id, 1), RD_KAFKA_OFFSET_BEGINNING);
  if (!start) {
    failed = start.error();
    return;
  }
  batch.left_behind.push_back(
      {id, "what was to be read is not kept any more: goes on at " + std::to_string(start->front().value)});
  rd_kafka_consume_stop(reading.topic, id.partition);
  if (start->front() >= reading.range.to)
    finish(reading);
  else
    failed = begin(reading, start->front());
}

bool TopicReader::Impl::waits_for_some() const {
  return std::any_of(readings.begin(), readings.end(),
                     [](const auto& entry) { return !entry.second.done && !entry.second.at_end; });
}

TopicReader::TopicReader(const ClientSettings& settings) : impl_(std::make_unique<Impl>(settings)) {}

TopicReader::~TopicReader() {
  impl_->stop();
  impl_->topics.clear();
  impl_->queue.reset();
}

namespace {

/// The same question again until it is answered, or the time is over: leaders may not be known yet.
template <class Ask>
auto ask_until(Duration at_most, const Ask& ask) {
  const auto deadline = Clock::now() + at_most;
  auto answer = ask();
  while (!answer &&
         (answer.error().kind == gate::IoError::Kind::unreachable || answer.error().kind == gate::IoError::Kind::other) &&
         Clock::now() < deadline)
    answer = ask();
  return answer;
}

}  // namespace

Result<std::vector<gate::ListedTopic>, gate::IoError> TopicReader::topics(Duration at_most) {
  return ask_until(at_most, [&] { return list_topics(impl_->client.get(), gate::call_timeout); });
}

Result<std::vector<PartitionRange>, gate::IoError> TopicReader::ranges(const std::string& topic, const TimeBounds& bounds,
                                                                       Duration at_most) {
  const auto shape = ask_until(at_most, [&] { return describe_topic(impl_->client.get(), topic, gate::call_timeout); });
  if (!shape) return failure(shape.error());
  std::vector<TopicPartition> partitions;
  for (PartitionId i = 0; i < shape->partitions; ++i) partitions.push_back({topic, i});
  const auto offsets = [&](std::int64_t when) {
    return ask_until(at_most, [&] { return list_offsets(impl_->client.get(), partitions, when); });
  };
  const auto starts = offsets(RD_KAFKA_OFFSET_BEGINNING);
  if (!starts) return failure(starts.error());
  const auto ends = offsets(RD_KAFKA_OFFSET_END);
  if (!ends) return failure(ends.error());
  std::vector<PartitionRange> ranges;
  for (std::size_t i = 0; i < partitions.size(); ++i) ranges.push_back({partitions[i], (*starts)[i], (*ends)[i]});
  const auto cut = [&](const std::optional<WallTime>& when, NextOffset PartitionRange::*bound) -> std::optional<gate::IoError> {
    if (!when) return std::nullopt;
    const auto found = offsets(std::max<std::int64_t>(when->time_since_epoch().count(), 0));
    if (!found) return found.error();
    for (std::size_t i = 0; i < ranges.size(); ++i)  // -1: none is that young
      ranges[i].*bound = std::min((*found)[i].value < 0 ? ranges[i].to : (*found)[i], ranges[i].to);
    return std::nullopt;
  };
  if (auto error = cut(bounds.since, &PartitionRange::from)) return failure(*error);
  if (auto error = cut(bounds.until, &PartitionRange::to)) return failure(*error);
  for (PartitionRange& range : ranges) range.to = std::max(range.to, range.from);
  return ranges;
}

std::optional<gate::IoError> TopicReader::start(std::span<const PartitionRange> ranges) {
  impl_->stop();
  impl_->failed.reset();
  for (const PartitionRange& range : ranges) {
    Impl::Reading& reading = impl_->readings[range.partition];
    reading.range = range;
    reading.done = range.from >= range.to;
    if (reading.done) continue;
    if (auto error = impl_->begin(reading, range.from)) {
      reading.done = true;
      return error;
    }
    ++impl_->undone;
  }
  return std::nullopt;
}

std::optional<gate::IoError> TopicReader::read(gate::Batch& batch, Duration at_most) {
  batch.records.clear();
  batch.ends.clear();
  batch.left_behind.clear();
  const auto deadline = Clock::now() + at_most;
  while (!done()) {
    rd_kafka_poll(impl_->client.get(), 0);
    impl_->wakeup.clear();
    const ssize_t count = rd_kafka_consume_batch_queue(impl_->queue.get(), 0, impl_->messages.data(), batch_records_max);
    for (ssize_t i = 0; i < count; ++i) impl_->take(impl_->messages[static_cast<std::size_t>(i)], batch);
    if (impl_->failed) return impl_->failed;
    const bool waits = impl_->waits_for_some();
    if (!batch.records.empty() || count > 0 || !waits) {
      if (batch.records.empty() && !waits && !done()) impl_->wakeup.wait(slice);
      return std::nullopt;
    }
    if (Clock::now() >= deadline)
      return gate::IoError{.kind = gate::IoError::Kind::unreachable,
                           .text = impl_->last_cause.empty() ? "nothing comes" : impl_->last_cause};
    impl_->wakeup.wait(slice);
  }
  return std::nullopt;
}

bool TopicReader::done() const { return impl_->undone == 0; }

}  // namespace sluiced::kafka
