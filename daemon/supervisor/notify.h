// systemd's notification protocol (sd_notify(3)): datagrams to the socket that NOTIFY_SOCKET names. Silent where there is none.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sluiced::supervisor {

class Notifier {
 public:
  /// As systemd hands them over, by the environment; the variables are taken out of it, so that no child sees them.
  static Notifier from_environment();
  /// socket: a path, or "@name" for an abstract one; "" = nobody listens.
  Notifier(std::string socket, std::optional<Duration> watchdog) : socket_(std::move(socket)), watchdog_(watchdog) {}

  /// "READY=1", "STATUS=3 topics" …, several with line feeds between them. Never blocks: what finds the socket full is kept, in order.
  void send(std::string state);
  /// Sends what was kept, as far as it can be sent now. About once a second.
  void flush();
  /// "RELOADING=1" with the time by which systemd tells it from an earlier one: in whole microseconds, because one that is rounded
  /// down to less than that may lie before the signal that it answers, and is overlooked.
  void send_reloading();
  /// Within which WATCHDOG=1 is expected; nullopt: not at all.
  const std::optional<Duration>& watchdog() const { return watchdog_; }

 private:
  static constexpr std::size_t kept_max = 16;
  bool try_to_send(const std::string& state) const;

  std::string socket_;
  std::optional<Duration> watchdog_;
  std::deque<std::string> kept_;
};

}  // namespace sluiced::supervisor
