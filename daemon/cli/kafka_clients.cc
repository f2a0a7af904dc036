#include "cli/kafka_clients.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/sha256.h"
#include "config/secrets.h"
#include "kafka/admin.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "kafka/transactions.h"

namespace sluiced::cli {
namespace {

/// Both clients of a loop share its name and its wake-up.
class LoopClients final : public supervisor::Clients {
 public:
  LoopClients(const kafka::ClientSettings& settings, const std::string& group, Wakeup& wakeup, kafka::MockCluster* cluster)
      : producer_(settings, wakeup), consumer_(settings, group, wakeup), transactions_(producer_, consumer_) {
    if (cluster != nullptr)
      admin_ = std::make_unique<kafka::MockAdmin>(*cluster, 1);
    else
      admin_ = std::make_unique<kafka::Admin>(producer_);
  }
  gate::Source& source() override { return consumer_; }
  gate::Committer& committer() override { return consumer_; }
  gate::OffsetLookup& lookup() override { return consumer_; }
  gate::RecordSink& sink() override { return producer_; }
  gate::TopicAdmin& admin() override { return *admin_; }
  gate::Transactions* transactions() override { return &transactions_; }

 private:
  kafka::Producer producer_;
  kafka::Consumer consumer_;
  kafka::Transactions transactions_;  ///< used only where there is a transactional.id
  std::unique_ptr<gate::TopicAdmin> admin_;
};

/// Of one group.
class LoopClientFactory final : public supervisor::ClientFactory {
 public:
  LoopClientFactory(kafka::ClientSettings settings, kafka::MockCluster* cluster)
      : settings_(std::move(settings)), cluster_(cluster) {}

  std::unique_ptr<supervisor::Clients> make(const gate::LoopSettings& loop, Wakeup& wakeup) const override {
    kafka::ClientSettings mine = settings_;
    mine.client_id = loop.client;
    mine.static_member = loop.static_member;
    if (loop.transactions) mine.transactional_id = loop.transactions->id;
    return std::make_unique<LoopClients>(mine, loop.group, wakeup, cluster_);
  }
  bool same_as(const supervisor::ClientFactory& other) const override {
    const auto* const same_kind = dynamic_cast<const LoopClientFactory*>(&other);
    return same_kind != nullptr && settings_ == same_kind->settings_ && cluster_ == same_kind->cluster_;
  }

 private:
  kafka::ClientSettings settings_;
  kafka::MockCluster* cluster_;
};

kafka::ClientSettings of_group(const kafka::ClientSettings& settings, const config::GroupConfig& group) {
  kafka::ClientSettings with_group = settings;
  with_group.assignor = group.assignor;
  for (const auto& [name, value] : group.consumer_properties) with_group.consumer_properties[name] = value;
  return with_group;
}

/// Over the bytes of the files that are named; "" where none is. They have been looked at before.
std::string sha256_of(std::initializer_list<std::string> files) {
  Sha256 sum;
  bool any = false;
  for (const std::string& file : files) {
    if (file.empty()) continue;
    std::ifstream in(file, std::ios::binary);
    sum.update(std::string(std::istreambuf_iterator<char>(in), {}));
    any = true;
  }
  return any ? sum.hex() : "";
}

/// Of a property that librdkafka refuses: the group's own stands over the general one. What we set ourselves has no place but the file.
Place place_of(const config::Config& config, const config::GroupConfig& group, const std::string& property) {
  for (const config::PropertyPlaces* places : {&group.property_places, &config.kafka.property_places})
    if (const auto found = places->find(property); found != places->end()) return found->second;
  return {.file = config.file};
}

}  // namespace

Result<kafka::ClientSettings, Fault> client_settings(const config::Config& config) {
  const config::KafkaSettings& from = config.kafka;
  kafka::ClientSettings settings;
  settings.brokers = from.brokers;
  settings.client_id = from.client_id;
  settings.ca_file = from.tls.ca_file;
  settings.certificate_file = from.tls.certificate_file;
  settings.key_file = from.tls.key_file;
  settings.sasl_mechanism = from.sasl.mechanism;
  settings.sasl_username = from.sasl.username;
  settings.properties = from.properties;
  settings.consumer_properties = from.consumer_properties;
  settings.producer_properties = from.producer_properties;
  if (auto files = config::check_tls_files(from.tls); !files) return failure(files.error());
  settings.files_sha256 = sha256_of({from.tls.ca_file, from.tls.certificate_file, from.tls.key_file});
  if (from.sasl.used()) {
    auto password = config::read_password(from.sasl);
    if (!password) return failure(password.error());
    settings.sasl_password = std::move(*password);
  }
  for (const config::GroupConfig& group : config.groups) {
    if (const auto refused = kafka::refused_property(of_group(settings, group)))
      return failure(Fault{place_of(config, group, refused->name), refused->complaint});
  }
  return settings;
}

supervisor::FactoryOfGroup kafka_clients(const kafka::ClientSettings& settings, kafka::MockCluster* cluster) {
  return [settings, cluster](const config::GroupConfig& group) -> std::shared_ptr<const supervisor::ClientFactory> {
    return std::make_shared<LoopClientFactory>(of_group(settings, group), cluster);
  };
}

}  // namespace sluiced::cli
