#include "kafka/consumer.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <set>
#include <stdexcept>

#include "kafka/conf.h"
#include "kafka/error.h"
#include "kafka/message.h"
#include "kafka/metadata.h"
#include "kafka/partition_list.h"
#include "kafka/statistics.h"
#include "metrics/event.h"

namespace sluiced::kafka {

namespace {

constexpr std::size_t batch_records_max = 1'000;
constexpr Duration leave_timeout{2'000};
constexpr std::uint64_t one_signal = 1;

/// Members that no broker answers. They all want the same cluster, so the first one tells of it, and the last one that it is over.
std::atomic<int> members_without_broker = 0;
/// Of these two lines the last one was the first. It outlives the member: its loop fails and comes back with another.
std::atomic<bool> told_without_broker = false;
std::atomic<std::uint64_t> outages_over = 0;

/// What no waiting mends for this client: the loop ends and comes back with a new one.
bool ends_the_loop(rd_kafka_resp_err_t code) {
  switch (static_cast<int>(code)) {
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID: return true;
    default: return false;
  }
}

}  // namespace

struct Consumer::Impl final : MessageOwner {
  Impl(const ClientSettings& settings, const std::string& group_id, Wakeup& wakeup);

  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                           void* opaque);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* opaque);
  static int on_statistics(rd_kafka_t* client, char* text, std::size_t size, void* opaque);
  void take(rd_kafka_message_t* message, gate::Batch& batch);
  void take_error(const rd_kafka_message_t& message);
  bool cooperative() const;
  void answered();
  void unreachable(const char* reason);

  std::string group;
  Wakeup& wakeup;
  ClientHandle client;
  QueueHandle queue;
  QueueHandle commits;
  QueueHandle closing;
  std::vector<rd_kafka_message_t*> messages;
  std::deque<gate::Rebalance> rebalances;
  std::optional<gate::IoError> failed;
  bool without_broker = false;
  bool has_answered = false;
  std::uint64_t records_fetched = 0;
  std::string last_cause;      ///< what was said of a single broker last
  std::string last_complaint;  ///< of the brokers about a topic or the group, since the last rebalance
  bool closed = false;
  std::uintptr_t commit_number = 0;
  std::set<std::string> complaints;  ///< told since the last rebalance
};

Consumer::Impl::Impl(const ClientSettings& settings, const std::string& group_id, Wakeup& loop_wakeup)
    : group(group_id), wakeup(loop_wakeup), messages(batch_records_max) {
  auto conf = consumer_conf(settings, group);
  if (conf) {
    rd_kafka_conf_set_opaque(conf->get(), this);
    rd_kafka_conf_set_rebalance_cb(conf->get(), on_rebalance);
    rd_kafka_conf_set_error_cb(conf->get(), on_error);
    rd_kafka_conf_set_stats_cb(conf->get(), on_statistics);
  }
  client = make_client(RD_KAFKA_CONSUMER, std::move(conf));
  rd_kafka_poll_set_consumer(client.get());
  queue.reset(rd_kafka_queue_get_consumer(client.get()));
  commits.reset(rd_kafka_queue_new(client.get()));
  closing.reset(rd_kafka_queue_new(client.get()));
  for (const QueueHandle* signalling : {&queue, &commits, &closing})
    rd_kafka_queue_io_event_enable(signalling->get(), wakeup.fd(), &one_signal, sizeof one_signal);
}

/// Only notes what is asked. Answering comes after the batch that is being fetched, from the loop.
void Consumer::Impl::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                                  void* opaque) {
  auto& self = *static_cast<Impl*>(opaque);
  gate::Rebalance rebalance{.kind = gate::Rebalance::Kind::assigned, .partitions = partitions_of(*partitions)};
  if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
    rebalance.kind = rd_kafka_assignment_lost(client) != 0 ? gate::Rebalance::Kind::lost : gate::Rebalance::Kind::revoked;
  self.complaints.clear();
  self.last_complaint.clear();
  if (rebalance.kind == gate::Rebalance::Kind::assigned) self.answered();  // the others need no broker
  self.rebalances.push_back(std::move(rebalance));
}

void Consumer::Impl::on_error(rd_kafka_t* client, int code, const char* reason, void* opaque) {
  auto& self = *static_cast<Impl*>(opaque);
  const auto error = static_cast<rd_kafka_resp_err_t>(code);
  if (ends_the_loop(error)) {
    char text[512];
    if (rd_kafka_fatal_error(client, text, sizeof text) == RD_KAFKA_RESP_ERR_NO_ERROR) snprintf(text, sizeof text, "%s", reason);
    const auto fatal = rd_kafka_fatal_error(client, nullptr, 0);
    self.failed = gate::IoError{.kind = kind_of(fatal == RD_KAFKA_RESP_ERR_NO_ERROR ? error : fatal), .text = text};
  } else if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    self.unreachable(reason);
  } else {
    self.last_cause = reason;
    emit(Event::librdkafka_noise, {{"group", self.group}, {"code", rd_kafka_err2name(error)}, {"why", reason}});
  }
}

/// The sign of life, and of its end. Records are none: librdkafka has fetched many thousands ahead, and hands them out long after the
/// last broker is gone.
int Consumer::Impl::on_statistics(rd_kafka_t*, char* text, std::size_t size, void* opaque) {
  auto& self = *static_cast<Impl*>(opaque);
  const Statistics statistics = read_statistics({text, size});
  self.records_fetched = statistics.records_fetched;
  if (statistics.brokers_answering > 0)
    self.answered();
  else if (self.has_answered)
    self.unreachable(statistics.brokers_connected > 0 ? "connected, but nothing comes any more" : "no connection to any broker");
  return 0;
}

/// Told each time, and its end too: a reader must be able to trust the last of these lines. They come once a second at most. A loop that
/// came back only to find the same is no news.
void Consumer::Impl::unreachable(const char* reason) {
  has_answered = false;
  if (std::exchange(without_broker, true) || members_without_broker++ > 0) return;
  told_without_broker = true;
  emit_repeating(Event::broker_unreachable, std::to_string(outages_over),
                 {{"group", group}, {"why", last_cause.empty() ? reason : last_cause}});
}

void Consumer::Impl::answered() {
  const bool news = !std::exchange(has_answered, true);
  if (std::exchange(without_broker, false)) --members_without_broker;
  if (news) last_cause.clear();
  if (!news || members_without_broker > 0 || !told_without_broker.exchange(false)) return;
  ++outages_over;
  emit(Event::broker_reachable, {{"group", group}});
}

void Consumer::Impl::take(rd_kafka_message_t* message, gate::Batch& batch) {
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    batch.records.emplace_back(record_of(*message), *this, message);
    return;
  }
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF && message->rkt != nullptr)
    batch.ends.push_back({{rd_kafka_topic_name(message->rkt), message->partition}, {message->offset}});
  else if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET && message->rkt != nullptr)
    batch.left_behind.push_back({{rd_kafka_topic_name(message->rkt), message->partition}, rd_kafka_message_errstr(message)});
  else
    take_error(*message);
  rd_kafka_message_destroy(message);
}

void Consumer::Impl::take_error(const rd_kafka_message_t& message) {
  const std::string topic = message.rkt != nullptr ? rd_kafka_topic_name(message.rkt) : "";
  const std::string text = rd_kafka_message_errstr(&message);
  if (ends_the_loop(message.err)) {
    // A fatal error stands for another one, such as that our place in the group was taken.
    const auto fatal = rd_kafka_fatal_error(client.get(), nullptr, 0);
    const auto code = fatal == RD_KAFKA_RESP_ERR_NO_ERROR ? message.err : fatal;
    if (!failed) failed = io_error(code, topic.empty() ? text : topic + "/" + std::to_string(message.partition) + ": " + text);
    return;
  }
  last_complaint = text;
  if (!complaints.insert(topic + " " + rd_kafka_err2name(message.err)).second) return;
  emit(Event::broker_complains, {{"group", group}, {"topic", topic}, {"code", rd_kafka_err2name(message.err)}, {"why", text}});
}

bool Consumer::Impl::cooperative() const {
  const char* protocol = rd_kafka_rebalance_protocol(client.get());
  return protocol != nullptr && std::string_view(protocol) == "COOPERATIVE";
}

Consumer::Consumer(const ClientSettings& settings, const std::string& group, Wakeup& wakeup)
    : impl_(std::make_unique<Impl>(settings, group, wakeup)) {}

Consumer::~Consumer() {
  const auto deadline = std::chrono::steady_clock::now() + leave_timeout;
  gate::Batch batch;
  while (!close_step() && std::chrono::steady_clock::now() < deadline) {
    fetch(batch);
    batch.records.clear();
    while (take_rebalance()) unassign({});
    impl_->wakeup.wait(Duration{10});
  }
  if (impl_->without_broker) --members_without_broker;
  impl_->closing.reset();
  impl_->commits.reset();
  impl_->queue.reset();
  rd_kafka_destroy_flags(impl_->client.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

std::optional<gate::IoError> Consumer::subscribe(std::span<const std::string> topics) {
  if (topics.empty()) return checked(rd_kafka_unsubscribe(impl_->client.get()), "unsubscribe");
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const std::string& topic : topics) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  return checked(rd_kafka_subscribe(impl_->client.get(), list.get()), "subscribe");
}

void Consumer::fetch(gate::Batch& batch) {
  batch.records.clear();
  batch.ends.clear();
  batch.left_behind.clear();
  const ssize_t count = rd_kafka_consume_batch_queue(impl_->queue.get(), 0, impl_->messages.data(), batch_records_max);
  for (ssize_t i = 0; i < count; ++i) impl_->take(impl_->messages[static_cast<std::size_t>(i)], batch);
  batch.more = count == static_cast<ssize_t>(batch_records_max);
  batch.failure = std::exchange(impl_->failed, std::nullopt);
}

std::optional<gate::Rebalance> Consumer::take_rebalance() {
  if (impl_->rebalances.empty()) return std::nullopt;
  gate::Rebalance first = std::move(impl_->rebalances.front());
  impl_->rebalances.pop_front();
  return first;
}

std::optional<gate::IoError> Consumer::assign(std::span<const gate::PartitionStart> partitions) {
  const PartitionList list = partition_list(partitions);
  if (impl_->cooperative()) return io_error(rd_kafka_incremental_assign(impl_->client.get(), list.get()), "assign");
  return checked(rd_kafka_assign(impl_->client.get(), list.get()), "assign");
}

std::optional<gate::IoError> Consumer::unassign(std::span<const TopicPartition> partitions) {
  const PartitionList list = partition_list(partitions);
  if (impl_->cooperative()) return io_error(rd_kafka_incremental_unassign(impl_->client.get(), list.get()), "unassign");
  return checked(rd_kafka_assign(impl_->client.get(), nullptr), "unassign");
}

void Consumer::pause(std::span<const TopicPartition> partitions) {
  const PartitionList list = partition_list(partitions);
  rd_kafka_pause_partitions(impl_->client.get(), list.get());
}

void Consumer::resume(std::span<const TopicPartition> partitions) {
  const PartitionList list = partition_list(partitions);
  rd_kafka_resume_partitions(impl_->client.get(), list.get());
}

std::optional<NextOffset> Consumer::last_known_end(const TopicPartition& partition) const {
  std::int64_t low = RD_KAFKA_OFFSET_INVALID;
  std::int64_t high = RD_KAFKA_OFFSET_INVALID;
  const auto code =
      rd_kafka_get_watermark_offsets(impl_->client.get(), partition.topic.c_str(), partition.partition, &low, &high);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return std::nullopt;
  return NextOffset{high};
}

bool Consumer::reachable() const { return impl_->has_answered; }

std::string Consumer::complaint() const {
  if (impl_->without_broker) return "no broker can be reached" + (impl_->last_cause.empty() ? "" : ": " + impl_->last_cause);
  return impl_->last_complaint;
}

std::uint64_t Consumer::fetched_ahead() const { return impl_->records_fetched; }

bool Consumer::close_step() {
  if (!impl_->closed) {
    impl_->closed = true;
    if (const auto error = io_error(rd_kafka_consumer_close_queue(impl_->client.get(), impl_->closing.get()), "close"))
      emit(Event::librdkafka_noise, {{"group", impl_->group}, {"why", error->text}});
  }
  return rd_kafka_consumer_closed(impl_->client.get()) != 0;
}

/// A member that was thrown out has no generation, and a broker lets offsets without one through: so whether the assignment still
/// stands is asked after the metadata was taken.
rd_kafka_consumer_group_metadata_s* Consumer::group_metadata() {
  rd_kafka_consumer_group_metadata_t* const metadata = rd_kafka_consumer_group_metadata(impl_->client.get());
  if (metadata == nullptr || rd_kafka_assignment_lost(impl_->client.get()) == 0) return metadata;
  rd_kafka_consumer_group_metadata_destroy(metadata);
  return nullptr;
}

void Consumer::store(std::span<const gate::PartitionStart> offsets) {
  const PartitionList list = partition_list(offsets);
  if (const auto error = checked(rd_kafka_offsets_store(impl_->client.get(), list.get()), "store offsets"))
    emit(Event::librdkafka_noise, {{"group", impl_->group}, {"why", error->text}});
}

void Consumer::start_commit(std::span<const gate::PartitionStart> offsets) {
  // Giving up a partition makes librdkafka commit what was last stored for it, also over a later commit: that must not
  // take this one back.
  store(offsets);
  const PartitionList list = partition_list(offsets);
  // Numbered: a commit that was given up may still be answered, and that is no answer to this one.
  rd_kafka_commit_queue(impl_->client.get(), list.get(), impl_->commits.get(), nullptr,
                        reinterpret_cast<void*>(++impl_->commit_number));
}

std::optional<gate::Committer::CommitResult> Consumer::commit_done() {
  const auto answers = [this](const EventHandle& event) {
    return rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_OFFSET_COMMIT &&
           reinterpret_cast<std::uintptr_t>(rd_kafka_event_opaque(event.get())) == impl_->commit_number;
  };
  EventHandle event(rd_kafka_queue_poll(impl_->commits.get(), 0));
  while (event && !answers(event)) event.reset(rd_kafka_queue_poll(impl_->commits.get(), 0));
  if (!event) return std::nullopt;
  const auto code = rd_kafka_event_error(event.get());
  if (code == RD_KAFKA_RESP_ERR__NO_OFFSET) return CommitResult{};
  if (auto error = checked(code, "commit")) return CommitResult{std::move(error)};
  const rd_kafka_topic_partition_list_t* list = rd_kafka_event_topic_partition_list(event.get());
  return CommitResult{list == nullptr ? std::nullopt : first_error(*list, "commit")};
}

gate::OffsetLookup::Answer<std::optional<NextOffset>> Consumer::committed(std::span<const TopicPartition> partitions) {
  const PartitionList list = partition_list(partitions);
  const auto code = rd_kafka_committed(impl_->client.get(), list.get(), static_cast<int>(gate::call_timeout.count()));
  if (auto error = checked(code, "committed offsets")) return failure(*error);
  if (auto error = first_error(*list, "committed offsets")) return failure(*error);
  std::vector<std::optional<NextOffset>> offsets;
  for (const auto& entry : entries(*list))
    offsets.push_back(entry.offset >= 0 ? std::optional(NextOffset{entry.offset}) : std::nullopt);
  return offsets;
}

gate::OffsetLookup::Answer<NextOffset> Consumer::log_start(std::span<const TopicPartition> partitions) {
  return list_offsets(impl_->client.get(), partitions, RD_KAFKA_OFFSET_BEGINNING);
}

gate::OffsetLookup::Answer<NextOffset> Consumer::log_end(std::span<const TopicPartition> partitions) {
  return list_offsets(impl_->client.get(), partitions, RD_KAFKA_OFFSET_END);
}

gate::OffsetLookup::Answer<NextOffset> Consumer::at_time(std::span<const TopicPartition> partitions, WallTime time) {
  auto found = list_offsets(impl_->client.get(), partitions, time.time_since_epoch().count());
  if (!found) return found;
  const auto ends = log_end(partitions);
  if (!ends) return ends;
  for (std::size_t i = 0; i < found->size(); ++i)
    if ((*found)[i].value < 0) (*found)[i] = (*ends)[i];
  return found;
}

Result<PartitionId, gate::IoError> Consumer::partition_count(const std::string& topic) {
  const auto shape = describe_topic(impl_->client.get(), topic, gate::call_timeout);
  if (!shape) return failure(shape.error());
  return shape->partitions;
}

Result<std::vector<gate::ListedTopic>, gate::IoError> Consumer::topics() {
  return list_topics(impl_->client.get(), gate::call_timeout);
}

}  // namespace sluiced::kafka
