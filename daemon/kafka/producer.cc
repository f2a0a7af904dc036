#include "kafka/producer.h"

#include "kafka/conf.h"
#include "kafka/error.h"
#include "kafka/producer_impl.h"
#include "metrics/event.h"

namespace sluiced::kafka {
namespace {

constexpr std::uint64_t one_signal = 1;

/// librdkafka takes a null pointer for null: an empty value needs one that is not.
const void* bytes_of(const std::optional<std::string>& bytes) {
  return bytes ? static_cast<const void*>(bytes->data()) : nullptr;
}
std::size_t size_of(const std::optional<std::string>& bytes) { return bytes ? bytes->size() : 0; }

/// nullptr: it has none.
HeadersHandle headers_of(const gate::OutgoingRecord& letter) {
  if (letter.headers.empty()) return nullptr;
  HeadersHandle headers(rd_kafka_headers_new(letter.headers.size()));
  for (const Header& header : letter.headers)
    rd_kafka_header_add(headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()), bytes_of(header.value),
                        static_cast<ssize_t>(size_of(header.value)));
  return headers;
}

rd_kafka_vu_t argument(rd_kafka_vtype_t type) {
  rd_kafka_vu_t made{};
  made.vtype = type;
  return made;
}

}  // namespace

Producer::Impl::Impl(const ClientSettings& settings, Wakeup& wakeup) {
  transactional = !settings.transactional_id.empty();
  auto conf = producer_conf(settings);
  if (conf) {
    rd_kafka_conf_set_opaque(conf->get(), this);
    rd_kafka_conf_set_dr_msg_cb(conf->get(), on_report);
    rd_kafka_conf_set_error_cb(conf->get(), on_error);
  }
  client = make_client(RD_KAFKA_PRODUCER, std::move(conf));
  queue.reset(rd_kafka_queue_get_main(client.get()));
  rd_kafka_queue_io_event_enable(queue.get(), wakeup.fd(), &one_signal, sizeof one_signal);
}

/// Delivered is only what is known to be persisted by all in-sync replicas; what may have been is sent again.
void Producer::Impl::on_report(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque) {
  auto& self = *static_cast<Impl*>(opaque);
  gate::DeliveryReport report{
      .id = reinterpret_cast<gate::OutgoingId>(message->_private), .partition = message->partition, .offset = {message->offset}};
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR || rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_PERSISTED) {
    report.error = io_error(message->err, "record to " + std::string(rd_kafka_topic_name(message->rkt)));
    if (rd_kafka_fatal_error(client, nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR) report.error->kind = gate::IoError::Kind::fatal;
    if (self.transactional && self.spoilt.empty()) self.spoilt = report.error->text;
  }
  self.reports.push_back(std::move(report));
}

/// The consumer of the same loop tells of brokers that do not answer; here it would be said twice.
void Producer::Impl::on_error(rd_kafka_t* client, int code, const char* reason, void*) {
  emit(Event::librdkafka_noise,
       {{"client", rd_kafka_name(client)}, {"code", rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code))}, {"why", reason}});
}

Producer::Producer(const ClientSettings& settings, Wakeup& wakeup) : impl_(std::make_unique<Impl>(settings, wakeup)) {}

Producer::~Producer() {
  rd_kafka_purge(impl_->client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_poll(impl_->client.get(), 0);
  impl_->queue.reset();
}

std::optional<gate::IoError> Producer::Impl::begin_transaction() {
  if (!transactional || in_transaction) return std::nullopt;
  if (auto error = io_error(rd_kafka_begin_transaction(client.get()), "begin a transaction")) return error;
  in_transaction = true;
  return std::nullopt;
}

/// Kept: by its name librdkafka would look for it among all that it knows, under a lock, for every record. nullptr: refused.
rd_kafka_topic_t* Producer::Impl::topic(const std::string& name) {
  if (last_topic != nullptr && name == rd_kafka_topic_name(last_topic)) return last_topic;
  TopicHandle& handle = topics[name];
  if (!handle) handle.reset(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
  return last_topic = handle.get();
}

std::optional<gate::IoError> Producer::send(gate::OutgoingId id, const gate::OutgoingRecord& letter) {
  if (!impl_->spoilt.empty()) return gate::IoError{.kind = gate::IoError::Kind::aborted, .text = impl_->spoilt};
  if (auto error = impl_->begin_transaction()) return error;
  rd_kafka_topic_t* const topic = impl_->topic(letter.topic);
  if (topic == nullptr) return io_error(rd_kafka_last_error(), "record to " + letter.topic);
  HeadersHandle headers = headers_of(letter);
  rd_kafka_vu_t arguments[] = {argument(RD_KAFKA_VTYPE_RKT),      argument(RD_KAFKA_VTYPE_PARTITION),
                               argument(RD_KAFKA_VTYPE_KEY),      argument(RD_KAFKA_VTYPE_VALUE),
                               argument(RD_KAFKA_VTYPE_HEADERS),  argument(RD_KAFKA_VTYPE_OPAQUE),
                               argument(RD_KAFKA_VTYPE_MSGFLAGS), argument(RD_KAFKA_VTYPE_TIMESTAMP)};
  arguments[0].u.rkt = topic;
  arguments[1].u.i32 = letter.partition;
  arguments[2].u.mem = {.ptr = const_cast<void*>(bytes_of(letter.key)), .size = size_of(letter.key)};
  arguments[3].u.mem = {.ptr = const_cast<void*>(bytes_of(letter.value)), .size = size_of(letter.value)};
  arguments[4].u.headers = headers.get();
  arguments[5].u.ptr = reinterpret_cast<void*>(id);
  arguments[6].u.i = RD_KAFKA_MSG_F_COPY;
  arguments[7].u.i64 = letter.timestamp_ms;
  rd_kafka_error_t* const refused = rd_kafka_produceva(impl_->client.get(), arguments, std::size(arguments));
  if (refused == nullptr) {
    headers.release();  // the message owns them now
    return std::nullopt;
  }
  const bool is_over = impl_->transactional && rd_kafka_error_code(refused) == RD_KAFKA_RESP_ERR__STATE;
  auto error = io_error(refused, "record to " + letter.topic);
  if (is_over) {
    impl_->spoilt = error->text;
    error->kind = gate::IoError::Kind::aborted;
  }
  return error;
}

void Producer::take_reports(std::vector<gate::DeliveryReport>& reports) {
  reports.clear();
  rd_kafka_poll(impl_->client.get(), 0);
  std::swap(reports, impl_->reports);
}

}  // namespace sluiced::kafka
