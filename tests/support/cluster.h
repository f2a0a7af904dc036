// A Kafka cluster of a test's own, each node a process that can be killed, frozen and started again by itself, and a proxy before
// each for those who are to be done harm. One node, or three with everything replicated three times, of which two have to be in sync.
//
//   Cluster cluster("chaos", 19500, 3);
//   cluster.up();
//   … clients of the test: cluster.brokers(); daemons: cluster.guarded(), as User:gate with gate_settings() …
//   cluster.node(1).kill9();
//   cluster.proxy(0).behave({.cut = true});
#pragma once

#include <string>
#include <vector>

#include "support/broker.h"
#include "support/fault_proxy.h"

namespace sluiced::testing {

class Cluster {
 public:
  /// Node n has the ports first_port + 10 n and the three after it. Nothing but the proxies is started by the constructor.
  Cluster(const std::string& name, int first_port, int nodes);
  /// Without farewell: what they hold is gone with their folders.
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  /// All at once, until they are in sync.
  void up();
  int size() const { return static_cast<int>(nodes_.size()); }
  Broker& node(int number) { return *nodes_.at(static_cast<std::size_t>(number)); }
  FaultProxy& proxy(int number) { return *proxies_.at(static_cast<std::size_t>(number)); }
  /// Now: all nodes are there, and all replicas in sync.
  bool in_sync() const;

  /// For the test's own clients, which are ANONYMOUS and may do anything.
  std::string brokers() const;
  /// Through the proxies, for those who come as User:gate and may do what nobody is asked for or what they are allowed.
  std::string guarded() const;
  /// Lines of a daemon's configuration under `kafka:`.
  std::string gate_settings() const;

 private:
  std::vector<std::string> settings_of(int number, int nodes) const;

  std::string folder_;
  int first_port_;
  std::vector<std::unique_ptr<Broker>> nodes_;
  std::vector<std::unique_ptr<FaultProxy>> proxies_;
};

}  // namespace sluiced::testing
