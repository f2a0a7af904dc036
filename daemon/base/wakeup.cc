#include "base/wakeup.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace sluiced {

Wakeup::Wakeup() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Wakeup::~Wakeup() { close(fd_); }

void Wakeup::signal() noexcept {
  const std::uint64_t one = 1;
  // The counter can only be full, and then the waiter is signalled already.
  [[maybe_unused]] const auto written = write(fd_, &one, sizeof one);
}

void Wakeup::clear() {
  std::uint64_t signals = 0;
  [[maybe_unused]] const auto got = read(fd_, &signals, sizeof signals);
}

void Wakeup::wait(Duration at_most) {
  pollfd waited{.fd = fd_, .events = POLLIN, .revents = 0};
  const auto ms = std::clamp<Duration::rep>(at_most.count(), 0, 60'000);
  if (poll(&waited, 1, static_cast<int>(ms)) > 0) clear();
}

}  // namespace sluiced
