#include "http/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <system_error>

namespace sluiced::http {
namespace {

constexpr int waiting_max = 128;  // connections the kernel holds for us between two accepts

std::string error_text(int error) { return std::generic_category().message(error); }

/// errno, or 0.
int bind_and_listen(const Socket& socket, const addrinfo& where) {
  const int yes = 1;
  const int no = 0;
  // Over a predecessor's connections in TIME_WAIT, but never beside a listener: no SO_REUSEPORT, with which a second daemon would share
  // the port silently.
  setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  // "Every address" is both families where the machine has both.
  if (where.ai_family == AF_INET6) setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  if (bind(socket.fd(), where.ai_addr, where.ai_addrlen) != 0) return errno;
  if (listen(socket.fd(), waiting_max) != 0) return errno;
  return 0;
}

}  // namespace

Socket::~Socket() {
  if (fd_ >= 0) close(fd_);
}

Result<Address> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return failure(std::string("expected host:port or :port"));
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number > 65535) {
    return failure(std::string("expected a port from 0 to 65535 behind the last colon"));
  }
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (host.empty()) return failure(std::string("expected an address between the brackets"));
  } else if (host.find(':') != std::string_view::npos) {
    return failure(std::string("expected brackets round an IPv6 address, such as [::1]:9610"));
  }
  return Address{std::string(host), std::string(port)};
}

Result<Socket> listen_on(std::string_view text) {
  const auto failed = [&](const std::string& why) { return failure("cannot listen on " + std::string(text) + ": " + why); };
  const auto address = parse_address(text);
  if (!address) return failed(address.error());
  // "" as the wildcard of IPv6 first: it takes IPv4 as well.
  const bool everywhere = address->host.empty();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  int error = 0;
  for (const char* host : {everywhere ? "::" : address->host.c_str(), everywhere ? "0.0.0.0" : nullptr}) {
    if (host == nullptr) break;
    addrinfo* found = nullptr;
    if (const int fault = getaddrinfo(host, address->port.c_str(), &hints, &found); fault != 0)
      return failed(gai_strerror(fault));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, freeaddrinfo);
    for (const addrinfo* where = found; where != nullptr; where = where->ai_next) {
      Socket made(socket(where->ai_family, where->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, where->ai_protocol));
      error = made.fd() < 0 ? errno : bind_and_listen(made, *where);
      if (error == 0) return made;
      // Only what this machine does not have is passed over: an address in use is somebody else's, and its neighbour no substitute.
      if (error != EAFNOSUPPORT && error != EADDRNOTAVAIL) return failed(error_text(error));
    }
  }
  return failed(error_text(error));
}

std::string bound_address(const Socket& socket) {
  sockaddr_storage where{};
  socklen_t size = sizeof where;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  auto* plain = reinterpret_cast<sockaddr*>(&where);
  if (getsockname(socket.fd(), plain, &size) != 0 ||
      getnameinfo(plain, size, host.data(), host.size(), port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "";
  }
  const std::string name = host.data();
  return (where.ss_family == AF_INET6 ? "[" + name + "]" : name) + ":" + port.data();
}

}  // namespace sluiced::http
