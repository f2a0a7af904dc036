#include "support/cluster.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/kafka_client.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

constexpr const char* password = "open sesame";
constexpr std::chrono::seconds sync_deadline{180};

/// Three of them, and three daemons, are what a small machine carries. The log cleaner alone would take half of it.
const std::vector<std::string> small_heap{"SLUICED_KAFKA_HEAP=256m"};
constexpr const char* small_cleaner = "log.cleaner.dedupe.buffer.size=16777216";

/// first: of a node.
struct Ports {
  explicit Ports(int first) : plain(first), guarded(first + 1), controller(first + 2), proxy(first + 3) {}
  int plain;
  int guarded;
  int controller;
  int proxy;
};
Ports ports_of(int first_port, int number) { return Ports(first_port + 10 * number); }

std::string listeners(const Ports& ports, int guarded) {
  return fmt::format("PLAINTEXT://127.0.0.1:{},SASL_PLAINTEXT://127.0.0.1:{},CONTROLLER://127.0.0.1:{}", ports.plain, guarded,
                     ports.controller);
}

}  // namespace

Cluster::Cluster(const std::string& name, int first_port, int nodes)
    : folder_(build_folder() + "/broker-tier"), first_port_(first_port) {
  for (int number = 0; number < nodes; ++number) {
    const Ports ports = ports_of(first_port, number);
    nodes_.push_back(
        std::make_unique<Broker>(fmt::format("{}-{}", name, number), ports.plain, settings_of(number, nodes), small_heap));
    proxies_.push_back(std::make_unique<FaultProxy>(ports.proxy, ports.guarded));
  }
}

Cluster::~Cluster() {
  for (const auto& node : nodes_) {
    try {
      node->kill9();
    } catch (const std::runtime_error&) {
      // It does not run.
    }
  }
}

std::vector<std::string> Cluster::settings_of(int number, int nodes) const {
  const Ports ports = ports_of(first_port_, number);
  std::vector<std::string> settings{
      fmt::format("node.id={}", number + 1),
      "listeners=" + listeners(ports, ports.guarded),
      "advertised.listeners=" + listeners(ports, ports.proxy),
      fmt::format("controller.quorum.bootstrap.servers=127.0.0.1:{}", ports.controller),
      small_cleaner,
      "group.min.session.timeout.ms=2000",
      "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
      "super.users=User:ANONYMOUS",
      "allow.everyone.if.no.acl.found=true",
      "listener.name.sasl_plaintext.sasl.enabled.mechanisms=PLAIN",
      fmt::format("listener.name.sasl_plaintext.plain.sasl.jaas.config="
                  "org.apache.kafka.common.security.plain.PlainLoginModule required user_gate=\"{}\";",
                  password)};
  if (nodes == 1) return settings;
  std::string voters;
  for (int other = 0; other < nodes; ++other)
    voters += fmt::format("{}{}@127.0.0.1:{}", other == 0 ? "" : ",", other + 1, ports_of(first_port_, other).controller);
  settings.push_back("controller.quorum.voters=" + voters);
  settings.push_back("controller.quorum.bootstrap.servers=");
  for (const std::string name : {"default", "offsets.topic", "transaction.state.log", "share.coordinator.state.topic"})
    settings.push_back(fmt::format("{}.replication.factor={}", name, nodes));
  settings.push_back("min.insync.replicas=2");
  for (const std::string name : {"transaction.state.log", "share.coordinator.state.topic"})
    settings.push_back(name + ".min.isr=2");
  return settings;
}

void Cluster::up() {
  for (const auto& node : nodes_) node->begin_up();
  for (const auto& node : nodes_) node->await_up();
  if (!within(sync_deadline, [this] { return in_sync(); })) throw std::runtime_error("the cluster does not come into sync");
}

bool Cluster::in_sync() const { return all_in_sync(brokers(), size()); }

std::string Cluster::brokers() const {
  std::string all;
  for (int number = 0; number < size(); ++number)
    all += fmt::format("{}127.0.0.1:{}", number == 0 ? "" : ",", ports_of(first_port_, number).plain);
  return all;
}

std::string Cluster::guarded() const {
  std::string all;
  for (int number = 0; number < size(); ++number)
    all += fmt::format("{}127.0.0.1:{}", number == 0 ? "" : ",", ports_of(first_port_, number).proxy);
  return all;
}

std::string Cluster::gate_settings() const {
  std::filesystem::create_directories(folder_);
  const std::string file = folder_ + "/gate.password";
  // Asked for each member: one that reads it meanwhile must not find it empty.
  const std::string fresh = file + ".new";
  std::ofstream(fresh) << password << '\n';
  std::filesystem::permissions(fresh, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::rename(fresh, file);
  return "  sasl: { mechanism: PLAIN, username: gate, password_file: " + file + " }\n";
}

}  // namespace sluiced::testing
