#include "support/notify_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace sluiced::testing {

NotifySocket::NotifySocket(std::string name) : name_(std::move(name)), fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name_.size() >= sizeof address.sun_path) throw std::system_error(ENAMETOOLONG, std::generic_category(), name_);
  std::memcpy(address.sun_path, name_.data(), name_.size());
  if (name_.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
  if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) == 0) return;
  const int error = errno;
  close(fd_);
  throw std::system_error(error, std::generic_category(), name_);
}

NotifySocket::~NotifySocket() {
  close(fd_);
  if (name_.front() != '@') unlink(name_.c_str());
}

std::optional<NotifySocket::Notice> NotifySocket::read(int timeout_ms) const {
  pollfd readable{.fd = fd_, .events = POLLIN, .revents = 0};
  if (poll(&readable, 1, timeout_ms) != 1) return std::nullopt;
  std::array<char, 4096> text{};
  const ssize_t size = recv(fd_, text.data(), text.size(), MSG_DONTWAIT);
  if (size < 0) return std::nullopt;
  return Notice{.text = std::string(text.data(), static_cast<std::size_t>(size)), .at = std::chrono::steady_clock::now()};
}

std::optional<NotifySocket::Notice> NotifySocket::await(const std::string& beginning, std::chrono::seconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    auto notice = read(static_cast<int>(left.count()));
    if (!notice) continue;
    if (notice->text.starts_with(beginning)) return notice;
    kept_.push_back(std::move(*notice));
  }
}

std::vector<NotifySocket::Notice> NotifySocket::take() {
  while (auto notice = read(0)) kept_.push_back(std::move(*notice));
  return std::exchange(kept_, {});
}

}  // namespace sluiced::testing
