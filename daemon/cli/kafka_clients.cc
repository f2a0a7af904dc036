#include "cli/kafka_clients.h"

#include <algorithm>

#include "config/secrets.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"

namespace sluiced::cli {
namespace {

/// Both clients of a loop share its name and its wake-up.
class LoopClients final : public supervisor::Clients {
 public:
  LoopClients(const kafka::ClientSettings& settings, const std::string& group, Wakeup& wakeup, kafka::MockCluster* cluster)
      : producer_(settings, wakeup), consumer_(settings, group, wakeup) {
    if (cluster != nullptr)
      admin_ = std::make_unique<kafka::MockAdmin>(*cluster, 1);
    else
      admin_ = std::make_unique<kafka::Admin>(producer_);
  }
  gate::Source& source() override { return consumer_; }
  gate::Committer& committer() override { return consumer_; }
  gate::OffsetLookup& lookup() override { return consumer_; }
  gate::DeadLetterSink& sink() override { return producer_; }
  gate::TopicAdmin& admin() override { return *admin_; }

 private:
  kafka::Producer producer_;
  kafka::Consumer consumer_;
  std::unique_ptr<gate::TopicAdmin> admin_;
};

supervisor::ClientFactory factory(const config::Config& config, kafka::ClientSettings settings, kafka::MockCluster* cluster) {
  return [&config, settings = std::move(settings), cluster](const gate::LoopSettings& loop,
                                                            Wakeup& wakeup) -> std::unique_ptr<supervisor::Clients> {
    kafka::ClientSettings mine = settings;
    mine.client_id = loop.client;
    const auto group =
        std::find_if(config.groups.begin(), config.groups.end(), [&](const auto& item) { return item.name == loop.group; });
    for (const auto& [name, value] : group->consumer_properties) mine.consumer_properties[name] = value;
    return std::make_unique<LoopClients>(mine, loop.group, wakeup, cluster);
  };
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
  kafka::ClientSettings settings{.brokers = from.brokers,
                                 .client_id = from.client_id,
                                 .ca_file = from.tls.ca_file,
                                 .certificate_file = from.tls.certificate_file,
                                 .key_file = from.tls.key_file,
                                 .sasl_mechanism = from.sasl.mechanism,
                                 .sasl_username = from.sasl.username,
                                 .sasl_password = {},
                                 .properties = from.properties,
                                 .consumer_properties = from.consumer_properties,
                                 .producer_properties = from.producer_properties};
  if (auto files = config::check_tls_files(from.tls); !files) return failure(files.error());
  if (from.sasl.used()) {
    auto password = config::read_password(from.sasl);
    if (!password) return failure(password.error());
    settings.sasl_password = std::move(*password);
  }
  for (const config::GroupConfig& group : config.groups) {
    kafka::ClientSettings with_group = settings;
    for (const auto& [name, value] : group.consumer_properties) with_group.consumer_properties[name] = value;
    if (const auto refused = kafka::refused_property(with_group))
      return failure(Fault{place_of(config, group, refused->name), refused->complaint});
  }
  return settings;
}

supervisor::ClientFactory kafka_clients(const config::Config& config, kafka::ClientSettings settings) {
  return factory(config, std::move(settings), nullptr);
}

supervisor::ClientFactory mock_clients(const config::Config& config, kafka::ClientSettings settings,
                                       kafka::MockCluster& cluster) {
  return factory(config, std::move(settings), &cluster);
}

}  // namespace sluiced::cli
