#include "kafka/client.h"

#include <fmt/format.h>

#include <stdexcept>

#include "kafka/conf.h"
#include "metrics/event.h"

namespace sluiced::kafka {
namespace {

/// librdkafka's own lines (syslog levels). A broker that does not answer is told once by whoever owns the client (error callback), and
/// what is tried again needs no person: those lines are for debugging.
void log_callback(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const std::string_view about(facility);
  const bool repeated = about == "FAIL" || about == "ERROR";
  const std::initializer_list<log::Field> fields{{"client", rd_kafka_name(client)}, {"facility", facility}, {"text", text}};
  if (level <= 3 && !repeated)
    emit_repeating(Event::librdkafka, std::string(rd_kafka_name(client)) + facility, fields);
  else
    emit(Event::librdkafka_noise, fields);
}

class ConfBuilder {
 public:
  ConfBuilder() : conf_(rd_kafka_conf_new()) { rd_kafka_conf_set_log_cb(conf_.get(), log_callback); }

  void set(const std::string& name, const std::string& value) {
    char complaint[512];
    if (refused_ || rd_kafka_conf_set(conf_.get(), name.c_str(), value.c_str(), complaint, sizeof complaint) == RD_KAFKA_CONF_OK)
      return;
    refused_ =
        RefusedProperty{name, fmt::format("librdkafka {} refuses property '{}': {}", rd_kafka_version_str(), name, complaint)};
  }
  /// Only where this version of the library knows the property. Says whether it does.
  bool set_if_known(const std::string& name, const std::string& value) {
    char complaint[512];
    return rd_kafka_conf_set(conf_.get(), name.c_str(), value.c_str(), complaint, sizeof complaint) == RD_KAFKA_CONF_OK;
  }
  void set(const std::map<std::string, std::string>& properties) {
    for (const auto& [name, value] : properties) set(name, value);
  }
  Result<ConfHandle, RefusedProperty> take() {
    if (refused_) return failure(*refused_);
    return std::move(conf_);
  }

 private:
  ConfHandle conf_;
  std::optional<RefusedProperty> refused_;
};

void set_common(ConfBuilder& conf, const ClientSettings& settings) {
  conf.set("bootstrap.servers", settings.brokers);
  conf.set("client.id", settings.client_id);
  conf.set("socket.keepalive.enable", "true");
  conf.set("socket.nagle.disable", "true");
  conf.set("reconnect.backoff.ms", "100");
  conf.set("reconnect.backoff.max.ms", "2000");
  conf.set("allow.auto.create.topics", "false");
  // A topic made, or partitions added, after us are seen within this time.
  conf.set("topic.metadata.refresh.interval.ms", "10000");
  conf.set_if_known("enable.metrics.push", "false");
  if (settings.tls()) {
    if (!settings.ca_file.empty()) conf.set("ssl.ca.location", settings.ca_file);
    if (!settings.certificate_file.empty()) conf.set("ssl.certificate.location", settings.certificate_file);
    if (!settings.key_file.empty()) conf.set("ssl.key.location", settings.key_file);
  }
  if (!settings.sasl_mechanism.empty()) {
    conf.set("sasl.mechanism", settings.sasl_mechanism);
    conf.set("sasl.username", settings.sasl_username);
    conf.set("sasl.password", settings.sasl_password);
  }
  if (settings.tls() || !settings.sasl_mechanism.empty())
    conf.set("security.protocol", settings.sasl_mechanism.empty() ? "ssl" : settings.tls() ? "sasl_ssl" : "sasl_plaintext");
  conf.set(settings.properties);
}

/// Before librdkafka 2.2 a partition whose small queue is full is looked at again only up to a second later: there the queue stays large.
bool small_queues(ConfBuilder& conf) {
  if (!conf.set_if_known("fetch.queue.backoff.ms", "1")) return false;
  conf.set("queued.max.messages.kbytes", "8192");
  // Compressed, and the queue's bound is looked at only between fetches: one answer may unpack to many times this. A larger batch
  // still comes, alone.
  conf.set("max.partition.fetch.bytes", "262144");
  return true;
}

}  // namespace

Result<ConfHandle, RefusedProperty> consumer_conf(const ClientSettings& settings, const std::string& group) {
  ConfBuilder conf;
  small_queues(conf);
  conf.set("fetch.max.bytes", "16777216");
  conf.set("fetch.wait.max.ms", "100");
  conf.set("session.timeout.ms", "45000");
  conf.set("max.poll.interval.ms", "300000");
  conf.set("auto.commit.interval.ms", "1000");
  set_common(conf, settings);
  conf.set(settings.consumer_properties);
  // The promises of docs/delivery-guarantees.md hang on these: nothing set above may change them.
  conf.set("group.id", group);
  conf.set("partition.assignment.strategy", settings.assignor);
  if (!settings.static_member.empty()) conf.set("group.instance.id", settings.static_member);
  conf.set("enable.auto.commit", settings.transactional_id.empty() ? "true" : "false");
  conf.set("enable.auto.offset.store", "false");
  conf.set("auto.offset.reset", "error");
  conf.set("isolation.level", "read_committed");
  conf.set("enable.partition.eof", "true");
  conf.set("statistics.interval.ms", "1000");  // what tells whether a broker can be reached
  return conf.take();
}

Result<ConfHandle, RefusedProperty> reader_conf(const ClientSettings& settings) {
  ConfBuilder conf;
  small_queues(conf);
  conf.set("fetch.max.bytes", "16777216");
  conf.set("fetch.wait.max.ms", "100");
  set_common(conf, settings);
  conf.set(settings.consumer_properties);
  conf.set("enable.auto.commit", "false");
  conf.set("auto.offset.reset", "error");
  conf.set("isolation.level", "read_committed");
  conf.set("enable.partition.eof", "true");
  return conf.take();
}

Result<ConfHandle, RefusedProperty> producer_conf(const ClientSettings& settings) {
  ConfBuilder conf;
  conf.set("compression.type", "lz4");
  conf.set("linger.ms", "5");
  conf.set("partitioner", "murmur2_random");  // as Kafka's own clients place a record by its key
  // Dead letters are bounded by the gate (limits.in_flight_*), in number and bytes; librdkafka's own bounds must never be the first.
  conf.set("queue.buffering.max.messages", "10000000");
  conf.set("queue.buffering.max.kbytes", "2097151");
  // Whatever could be read can be written as far as we are concerned; the topic's own limit is the broker's to tell.
  conf.set("message.max.bytes", "1000000000");
  set_common(conf, settings);
  conf.set(settings.producer_properties);
  conf.set("enable.idempotence", "true");
  conf.set("acks", "all");
  // A partition that is new to its broker takes any sequence number first. With more on its way librdkafka reports what was refused
  // as stored, once what was sent behind it is.
  conf.set("max.in.flight.requests.per.connection", "1");
  if (settings.transactional_id.empty()) {
    conf.set("message.timeout.ms", "0");
  } else {
    conf.set("transactional.id", settings.transactional_id);
    conf.set("transaction.timeout.ms", std::to_string(settings.transaction_timeout.count()));
    // What has not come through by then could not be committed either.
    conf.set("message.timeout.ms", std::to_string(settings.transaction_timeout.count() * 5 / 6));
  }
  return conf.take();
}

Result<ConfHandle, RefusedProperty> admin_conf(const ClientSettings& settings) {
  ConfBuilder conf;
  set_common(conf, settings);
  return conf.take();
}

ClientHandle make_client(rd_kafka_type_t type, Result<ConfHandle, RefusedProperty> conf) {
  if (!conf) throw std::runtime_error(conf.error().complaint);
  char complaint[512];
  ClientHandle client(rd_kafka_new(type, conf->get(), complaint, sizeof complaint));
  if (!client) throw std::runtime_error(complaint);
  (*conf).release();  // rd_kafka_new took it over
  return client;
}

std::optional<RefusedProperty> refused_property(const ClientSettings& settings) {
  if (const auto conf = consumer_conf(settings, "check"); !conf) return conf.error();
  if (const auto conf = producer_conf(settings); !conf) return conf.error();
  return std::nullopt;
}

std::string library_version() { return rd_kafka_version_str(); }

std::vector<std::string> library_warnings(const ClientSettings& settings) {
  std::vector<std::string> warnings;
  if (ConfBuilder conf; !small_queues(conf))
    warnings.push_back(
        fmt::format("librdkafka {} reads fast only with a large queue: up to 64 MiB a partition; 2.14.2 or newer needs 8",
                    rd_kafka_version_str()));
  constexpr int cooperative_is_sound = 0x020a01ff;
  if (settings.assignor == "cooperative-sticky" && rd_kafka_version() < cooperative_is_sound)
    warnings.push_back(
        fmt::format("librdkafka {} has known faults with the assignor cooperative-sticky (lost and endless rebalances); "
                    "take 2.10.1 or newer, or assignor: range",
                    rd_kafka_version_str()));
  return warnings;
}

}  // namespace sluiced::kafka
