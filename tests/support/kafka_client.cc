#include "support/kafka_client.h"

#include "support/kafka_handles.h"

namespace sluiced::testing {
namespace {

using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Destroyer<rd_kafka_metadata_destroy>>;

using Headers = Handle<rd_kafka_headers_t, rd_kafka_headers_destroy>;
using Error = Handle<rd_kafka_error_t, rd_kafka_error_destroy>;

Headers headers_of(const NewRecord& record) {
  Headers headers(rd_kafka_headers_new(record.headers.size()));
  for (const Header& header : record.headers)
    rd_kafka_header_add(headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                        header.value ? header.value->data() : nullptr,
                        static_cast<ssize_t>(header.value ? header.value->size() : 0));
  return headers;
}

void no_log(const rd_kafka_t*, int, const char*, const char*) {}

PartitionList list_of(const std::string& topic, int partitions, std::int64_t offset) {
  PartitionList list(rd_kafka_topic_partition_list_new(partitions));
  for (int id = 0; id < partitions; ++id) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), id)->offset = offset;
  return list;
}

std::span<const rd_kafka_topic_partition_t> entries(const PartitionList& list) {
  return {list->elems, static_cast<std::size_t>(list->cnt)};
}

/// 0: there is none.
int count_partitions(rd_kafka_t* client, const std::string& topic) {
  const TopicHandle handle(rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  require_answer(rd_kafka_metadata(client, 0, handle.get(), &raw, answer_timeout_ms), "metadata of " + topic);
  const Metadata metadata(raw);
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return 0;
  if (found.err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) require_answer(found.err, "metadata of " + topic);
  return found.partition_cnt;
}

Record record_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  Record record{.topic = rd_kafka_topic_name(message.rkt),
                .partition = message.partition,
                .offset = {message.offset},
                .timestamp_ms = rd_kafka_message_timestamp(&message, &type),
                .timestamp_type = TimestampType::not_available,
                .key = std::nullopt,
                .value = std::nullopt};
  if (type == RD_KAFKA_TIMESTAMP_CREATE_TIME) record.timestamp_type = TimestampType::create_time;
  if (type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME) record.timestamp_type = TimestampType::log_append_time;
  if (message.key != nullptr) record.key = std::string_view(static_cast<const char*>(message.key), message.key_len);
  if (message.payload != nullptr) record.value = std::string_view(static_cast<const char*>(message.payload), message.len);
  return record;
}

StoredRecord stored_record(const rd_kafka_message_t& message) {
  StoredRecord stored{.record = record_of(message), .headers = {}};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return stored;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    stored.headers.push_back({.name = name, .value = std::nullopt});
    if (value != nullptr) stored.headers.back().value = std::string_view(static_cast<const char*>(value), size);
  }
  return stored;
}

ClientHandle make_reader(const std::string& brokers, const std::string& isolation = "read_committed") {
  return make_client(RD_KAFKA_CONSUMER, brokers,
                     {{"group.id", "test-reader"},
                      {"enable.auto.commit", "false"},
                      {"isolation.level", isolation},
                      {"enable.partition.eof", "true"},
                      {"auto.offset.reset", "error"},
                      {"check.crcs", "true"}});
}

/// A topic just made, or a broker just back, has no leader for a moment.
bool passes_soon(rd_kafka_resp_err_t code) {
  switch (static_cast<int>(code)) {
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__TRANSPORT: return true;
    default: return false;
  }
}

/// Asks again for as long as the answer is one that passes.
void require_settled(const std::string& doing, const std::function<rd_kafka_resp_err_t()>& ask) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(answer_timeout_ms);
  rd_kafka_resp_err_t code = ask();
  while (passes_soon(code) && std::chrono::steady_clock::now() < deadline) code = ask();
  require_answer(code, doing);
}

std::vector<std::int64_t> ends_of(rd_kafka_t* client, const std::string& topic, int partitions) {
  std::vector<std::int64_t> ends;
  for (int id = 0; id < partitions; ++id) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    require_settled("log end of " + topic,
                    [&] { return rd_kafka_query_watermark_offsets(client, topic.c_str(), id, &low, &high, answer_timeout_ms); });
    ends.push_back(high);
  }
  return ends;
}

}  // namespace

ClientHandle make_client(rd_kafka_type_t type, const std::string& brokers, Properties properties, rd_kafka_conf_t* conf) {
  if (conf == nullptr) conf = rd_kafka_conf_new();
  properties["bootstrap.servers"] = brokers;
  properties["allow.auto.create.topics"] = "false";
  rd_kafka_conf_set_log_cb(conf, no_log);
  char complaint[512];
  for (const auto& [name, value] : properties)
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), complaint, sizeof complaint) != RD_KAFKA_CONF_OK)
      throw std::runtime_error(complaint);
  ClientHandle client(rd_kafka_new(type, conf, complaint, sizeof complaint));
  if (!client) throw std::runtime_error(complaint);
  return client;
}

int partition_count(const std::string& brokers, const std::string& topic) {
  return count_partitions(make_client(RD_KAFKA_PRODUCER, brokers, {}).get(), topic);
}

std::vector<std::int64_t> log_ends(const std::string& brokers, const std::string& topic) {
  const ClientHandle client = make_reader(brokers);
  return ends_of(client.get(), topic, count_partitions(client.get(), topic));
}

struct TopicSize::Impl {
  std::string topic;
  ClientHandle client;
  int partitions = 0;
};

TopicSize::TopicSize(const std::string& brokers, std::string topic)
    : impl_(std::make_unique<Impl>(Impl{.topic = std::move(topic), .client = make_reader(brokers)})) {}
TopicSize::~TopicSize() = default;

std::uint64_t TopicSize::records() {
  if (impl_->partitions == 0) impl_->partitions = count_partitions(impl_->client.get(), impl_->topic);
  std::uint64_t sum = 0;
  for (const std::int64_t end : ends_of(impl_->client.get(), impl_->topic, impl_->partitions))
    sum += static_cast<std::uint64_t>(end);
  return sum;
}

struct GroupOffsets::Impl {
  std::string topic;
  int partitions = 0;
  ClientHandle client;
};

GroupOffsets::GroupOffsets(const std::string& brokers, const std::string& group, const std::string& topic, int partitions)
    : impl_(std::make_unique<Impl>(Impl{
          .topic = topic,
          .partitions = partitions,
          .client = make_client(RD_KAFKA_CONSUMER, brokers, {{"group.id", group}, {"isolation.level", "read_uncommitted"}})})) {}
GroupOffsets::~GroupOffsets() = default;

std::vector<std::int64_t> GroupOffsets::committed() {
  constexpr int patience_ms = 3'000;
  const PartitionList list = list_of(impl_->topic, impl_->partitions, RD_KAFKA_OFFSET_INVALID);
  if (rd_kafka_committed(impl_->client.get(), list.get(), patience_ms) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  std::vector<std::int64_t> offsets;
  for (const auto& entry : entries(list)) {
    if (entry.err != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    offsets.push_back(entry.offset < 0 ? -1 : entry.offset);
  }
  return offsets;
}

bool all_in_sync(const std::string& brokers, int nodes) {
  constexpr int patience_ms = 3'000;
  const ClientHandle client = make_client(RD_KAFKA_PRODUCER, brokers, {});
  const rd_kafka_metadata_t* raw = nullptr;
  if (rd_kafka_metadata(client.get(), 1, nullptr, &raw, patience_ms) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  const Metadata metadata(raw);
  if (metadata->broker_cnt != nodes) return false;
  for (const auto& topic : std::span(metadata->topics, static_cast<std::size_t>(metadata->topic_cnt)))
    for (const auto& partition : std::span(topic.partitions, static_cast<std::size_t>(topic.partition_cnt)))
      if (partition.leader < 0 || partition.isr_cnt != partition.replica_cnt) return false;
  return true;
}

std::vector<std::int64_t> committed(const std::string& brokers, const std::string& group, const std::string& topic) {
  const ClientHandle client =
      make_client(RD_KAFKA_CONSUMER, brokers, {{"group.id", group}, {"isolation.level", "read_uncommitted"}});
  const PartitionList list = list_of(topic, count_partitions(client.get(), topic), RD_KAFKA_OFFSET_INVALID);
  require_settled("committed offsets of " + group,
                  [&] { return rd_kafka_committed(client.get(), list.get(), answer_timeout_ms); });
  std::vector<std::int64_t> offsets;
  for (const auto& entry : entries(list)) {
    require_answer(entry.err, "committed offset of " + group);
    offsets.push_back(entry.offset < 0 ? -1 : entry.offset);
  }
  return offsets;
}

namespace {

void read_to_its_end(const ClientHandle& client, const std::string& topic, const std::function<void(const StoredRecord&)>& take) {
  using Message = Handle<rd_kafka_message_t, rd_kafka_message_destroy>;
  const PartitionList list = list_of(topic, count_partitions(client.get(), topic), RD_KAFKA_OFFSET_BEGINNING);
  std::size_t unfinished = static_cast<std::size_t>(list->cnt);
  require_answer(rd_kafka_assign(client.get(), list.get()), "read " + topic);
  while (unfinished > 0) {
    const Message message(rd_kafka_consumer_poll(client.get(), answer_timeout_ms));
    if (!message) throw std::runtime_error("read " + topic + ": nothing comes any more");
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      // What is written behind this end later is not asked for.
      const PartitionList done(rd_kafka_topic_partition_list_new(1));
      rd_kafka_topic_partition_list_add(done.get(), topic.c_str(), message->partition);
      rd_kafka_pause_partitions(client.get(), done.get());
      --unfinished;
    } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      take(stored_record(*message));
    } else if (message->err != RD_KAFKA_RESP_ERR__TRANSPORT && message->err != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
      require_answer(message->err, "read " + topic);
    }
  }
  rd_kafka_consumer_close(client.get());
}

}  // namespace

void read_topic(const std::string& brokers, const std::string& topic, const std::function<void(const StoredRecord&)>& take) {
  read_to_its_end(make_reader(brokers), topic, take);
}

void read_topic_uncommitted(const std::string& brokers, const std::string& topic,
                            const std::function<void(const StoredRecord&)>& take) {
  read_to_its_end(make_reader(brokers, "read_uncommitted"), topic, take);
}

struct TestProducer::Impl {
  static void on_report(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque);

  std::string topic;
  std::function<void(std::uint64_t, const Place&)> on_stored;
  ClientHandle client;
  std::string failed;
};

void TestProducer::Impl::on_report(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& self = *static_cast<Impl*>(opaque);
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    self.failed = rd_kafka_err2str(message->err);
  else if (self.on_stored)
    self.on_stored(reinterpret_cast<std::uint64_t>(message->_private),
                   {.partition = message->partition, .offset = message->offset});
}

TestProducer::TestProducer(const std::string& brokers, const std::string& topic,
                           std::function<void(std::uint64_t, const Place&)> on_stored, Properties properties)
    : impl_(std::make_unique<Impl>()) {
  impl_->topic = topic;
  impl_->on_stored = std::move(on_stored);
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set_opaque(conf, impl_.get());
  rd_kafka_conf_set_dr_msg_cb(conf, Impl::on_report);
  properties.insert({{"enable.idempotence", "true"},
                     {"compression.type", "lz4"},
                     {"linger.ms", "20"},
                     {"partitioner", "murmur2_random"},
                     {"message.max.bytes", "2000000"}});
  impl_->client = make_client(RD_KAFKA_PRODUCER, brokers, std::move(properties), conf);
}

TestProducer::~TestProducer() { rd_kafka_purge(impl_->client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT); }

void TestProducer::send(const NewRecord& record, std::uint64_t id) {
  const auto argument = [](rd_kafka_vtype_t type) {
    rd_kafka_vu_t made{};
    made.vtype = type;
    return made;
  };
  const auto bytes = [](std::optional<std::string_view> text) { return text ? const_cast<char*>(text->data()) : nullptr; };
  const auto size = [](std::optional<std::string_view> text) { return text ? text->size() : 0; };
  rd_kafka_vu_t arguments[] = {argument(RD_KAFKA_VTYPE_TOPIC),     argument(RD_KAFKA_VTYPE_PARTITION),
                               argument(RD_KAFKA_VTYPE_KEY),       argument(RD_KAFKA_VTYPE_VALUE),
                               argument(RD_KAFKA_VTYPE_TIMESTAMP), argument(RD_KAFKA_VTYPE_OPAQUE),
                               argument(RD_KAFKA_VTYPE_MSGFLAGS),  argument(RD_KAFKA_VTYPE_HEADERS)};
  arguments[0].u.cstr = impl_->topic.c_str();
  arguments[1].u.i32 = record.partition;
  arguments[2].u.mem = {.ptr = bytes(record.key), .size = size(record.key)};
  arguments[3].u.mem = {.ptr = bytes(record.value), .size = size(record.value)};
  arguments[4].u.i64 = record.timestamp_ms;
  arguments[5].u.ptr = reinterpret_cast<void*>(id);
  arguments[6].u.i = RD_KAFKA_MSG_F_COPY;
  for (;;) {
    Headers headers = headers_of(record);
    arguments[7].u.headers = headers.get();
    const Error error(rd_kafka_produceva(impl_->client.get(), arguments, std::size(arguments)));
    if (!error) {
      headers.release();  // the message owns them now
      break;
    }
    if (rd_kafka_error_code(error.get()) != RD_KAFKA_RESP_ERR__QUEUE_FULL)
      throw std::runtime_error("produce to " + impl_->topic + ": " + rd_kafka_error_string(error.get()));
    rd_kafka_poll(impl_->client.get(), 50);
  }
  rd_kafka_poll(impl_->client.get(), 0);
}

void TestProducer::flush() {
  require_answer(rd_kafka_flush(impl_->client.get(), 2 * answer_timeout_ms), "flush to " + impl_->topic);
  if (!impl_->failed.empty()) throw std::runtime_error("produce to " + impl_->topic + ": " + impl_->failed);
}

}  // namespace sluiced::testing
