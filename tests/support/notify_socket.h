// systemd's end of the notification protocol (sd_notify(3)), for a test: a datagram socket that keeps what it was sent, and when.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace sluiced::testing {

class NotifySocket {
 public:
  /// name: a path that is not there yet, or "@name" for an abstract one. Throws std::system_error.
  explicit NotifySocket(std::string name);
  ~NotifySocket();
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  /// For the child's environment.
  std::string variable() const { return "NOTIFY_SOCKET=" + name_; }

  using Time = std::chrono::steady_clock::time_point;
  struct Notice {
    std::string text;
    Time at;  ///< when it was read here
  };
  /// Reads on until a notice that begins so; what came before it is kept too. nullopt: none in time.
  std::optional<Notice> await(const std::string& beginning, std::chrono::seconds deadline = std::chrono::seconds(20));
  /// What has come since the last call of take() or await(), as it came.
  std::vector<Notice> take();

 private:
  std::optional<Notice> read(int timeout_ms) const;

  std::string name_;
  int fd_ = -1;
  std::vector<Notice> kept_;
};

}  // namespace sluiced::testing
