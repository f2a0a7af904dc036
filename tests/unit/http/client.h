// A client that says exactly what it is told, byte by byte, and waits at most ten seconds for anything.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluiced::testing {

class Client {
 public:
  explicit Client(const std::string& address) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval at_most{.tv_sec = 10, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &at_most, sizeof at_most);
    REQUIRE(connect(fd_, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0);
  }
  ~Client() {
    if (fd_ >= 0) close(fd_);
  }
  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Client& operator=(Client&&) = delete;

  void say(std::string_view bytes) const {
    CHECK(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }
  /// All until the server closes; "(nothing for 10 s)" at the end where it does not.
  std::string hear() const {
    std::string all;
    char bytes[4096];
    ssize_t got = 0;
    while ((got = recv(fd_, bytes, sizeof bytes, 0)) > 0) all.append(bytes, static_cast<std::size_t>(got));
    return got < 0 && errno == EAGAIN ? all + "(nothing for 10 s)" : all;
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

struct Answer {
  std::string head;  ///< without the last line's end
  std::string body;
  std::string first_line() const { return head.substr(0, head.find("\r\n")); }
  bool has(std::string_view header) const { return head.find("\r\n" + std::string(header) + "\r\n") != std::string::npos; }
};

inline Answer split(const std::string& bytes) {
  const auto at = bytes.find("\r\n\r\n");
  REQUIRE(at != std::string::npos);
  return {bytes.substr(0, at + 2), bytes.substr(at + 4)};
}

inline Answer ask(const std::string& address, const std::string& target, const std::string& method = "GET",
                  const std::string& headers = "") {
  const Client client(address);
  client.say(method + " " + target + " HTTP/1.1\r\nHost: gate\r\n" + headers + "\r\n");
  return split(client.hear());
}

}  // namespace sluiced::testing
