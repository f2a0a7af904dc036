#include "supervisor/notify.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace sluiced::supervisor {
namespace {

std::string taken(const char* name) {
  const char* const value = std::getenv(name);
  std::string text = value == nullptr ? "" : value;
  unsetenv(name);
  return text;
}

std::optional<long> number(const std::string& text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

Notifier Notifier::from_environment() {
  const auto pid = number(taken("WATCHDOG_PID"));
  const auto interval_us = number(taken("WATCHDOG_USEC"));
  std::optional<Duration> watchdog;
  if (interval_us && *interval_us > 0 && (!pid || *pid == getpid())) watchdog = Duration{*interval_us / 1000};
  return {taken("NOTIFY_SOCKET"), watchdog};
}

void Notifier::send_reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.tv_sec * 1'000'000 + now.tv_nsec / 1'000));
}

void Notifier::send(std::string state) {
  // A watchdog that nobody hears now says nothing later, and must not take READY's place.
  const bool said = !kept_.empty() && (state == "WATCHDOG=1" || state == kept_.back());
  if (!said && kept_.size() < kept_max) kept_.push_back(std::move(state));
  flush();
}

void Notifier::flush() {
  while (!kept_.empty() && try_to_send(kept_.front())) kept_.pop_front();
}

/// False: the socket is full now. Anything else that is wrong with it will not mend.
bool Notifier::try_to_send(const std::string& state) const {
  sockaddr_un address{};
  if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return true;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return false;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const bool full = sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size) < 0 &&
                    (errno == EAGAIN || errno == ENOBUFS);
  close(fd);
  return !full;
}

}  // namespace sluiced::supervisor
