// A real Apache Kafka, through scripts/kafka: the one that ctest starts for the tier, or one of a test's own.
#pragma once

#include <string>
#include <vector>

namespace sluiced::testing {

/// "127.0.0.1:<port>" of the tier's broker, where it answers; throws std::runtime_error, saying how to start it, where it
/// does not. Environment: SLUICED_BROKER_PORT (19392), as in tests/CMakeLists.txt.
std::string tier_broker();

/// Gone with its folder when it goes out of scope. Nothing is started by the constructor.
class Broker {
 public:
  /// settings: lines of server.properties.
  Broker(const std::string& name, int port, std::vector<std::string> settings = {});
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void up();
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
  void run(const std::vector<std::string>& arguments) const;
  void signal(int number) const;

  int port_;
  std::string address_;
  std::string folder_;
  std::vector<std::string> settings_;
  bool frozen_ = false;
};

}  // namespace sluiced::testing
