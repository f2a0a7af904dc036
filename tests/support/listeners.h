// Ports of this machine as a test wants them: one at which nobody answers, one that is free.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace sluiced::testing {

/// Takes connections, as far as the kernel does that by itself, and never reads or writes.
class SilentListener {
 public:
  SilentListener() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof own;
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&own), size) != 0 || listen(fd_, 128) != 0 ||
        getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &size) != 0)
      throw std::runtime_error("no port to listen on");
    port_ = ntohs(own.sin_port);
  }
  ~SilentListener() { close(fd_); }
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int fd_;
  int port_ = 0;
};

/// Free a moment ago, and most likely still.
inline std::string free_address() { return SilentListener().address(); }

}  // namespace sluiced::testing
