// A listening TCP socket, and how its address is written.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace sluiced::http {

/// Owns a descriptor. Move-only.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket();
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

struct Address {
  std::string host;  ///< "" = every address of this machine
  std::string port;
};

/// "127.0.0.1:9610", "gate-2:9610", "[::1]:9610", ":9610". The error is one clause.
Result<Address> parse_address(std::string_view text);

/// Binds and listens; connections wait in the kernel until they are accepted. Port 0: a free one. The error is one line: "cannot listen on
/// 127.0.0.1:9610: Address already in use".
Result<Socket> listen_on(std::string_view text);

/// Where a socket is bound: "127.0.0.1:9610", "[::]:9610".
std::string bound_address(const Socket& socket);

}  // namespace sluiced::http
