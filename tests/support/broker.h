// A real Apache Kafka, through scripts/kafka: the one that ctest starts for the tier, or one of a test's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/child_process.h"

namespace sluiced::testing {

/// "127.0.0.1:<port>" of the tier's broker, where it answers; throws std::runtime_error, saying how to start it, where it
/// does not. Environment: SLUICED_BROKER_PORT (19392), as in tests/CMakeLists.txt.
std::string tier_broker();

/// Gone with its folder when it goes out of scope. Nothing is started by the constructor.
class Broker {
 public:
  /// settings: lines of server.properties. environment: "NAME=value", of scripts/kafka.
  Broker(const std::string& name, int port, std::vector<std::string> settings = {}, std::vector<std::string> environment = {});
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void up();
  /// The same in two steps: a node of a quorum answers once most of them are there.
  void begin_up();
  void await_up();
  /// SIGTERM, and up again.
  void restart();
  /// Now, for anybody who asks.
  bool answers() const;
  void kill9();
  /// SIGSTOP and SIGCONT: a broker that is there and does not answer.
  void freeze();
  void thaw();

  const std::string& address() const { return address_; }
  int port() const { return port_; }

 private:
  std::vector<std::string> command(const std::string& name) const;
  void run(const std::vector<std::string>& arguments);
  void begin(const std::vector<std::string>& arguments);
  void await();
  void signal(int number) const;

  int port_;
  std::string address_;
  std::string folder_;
  std::vector<std::string> settings_;
  std::vector<std::string> environment_;
  std::unique_ptr<ChildProcess> script_;  ///< while it runs
  std::string running_;                   ///< what it was asked to do
  bool frozen_ = false;
};

}  // namespace sluiced::testing
