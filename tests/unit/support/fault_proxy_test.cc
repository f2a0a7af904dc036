// The proxy that the chaos runs put between daemon and broker: were it to do less than it says, they would show less.
#include "support/fault_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <string>

namespace sluiced::testing {
namespace {

using Stopwatch = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::int16_t end_txn = 26;

sockaddr_in here(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// One end of a connection; blocking, with a deadline.
struct End {
  explicit End(int number) : fd(number) {}
  End(End&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
  ~End() {
    if (fd >= 0) close(fd);
  }
  void send(const std::string& bytes) const {
    if (write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) throw std::runtime_error("write");
  }
  bool readable(int within_ms = 10'000) const {
    pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
    return poll(&one, 1, within_ms) == 1;
  }
  /// Until so many bytes are there; fewer: the connection has ended, or nothing comes.
  std::string receive(std::size_t size) const {
    std::string bytes;
    char buffer[4096];
    while (bytes.size() < size && readable()) {
      const ssize_t got = read(fd, buffer, std::min(sizeof buffer, size - bytes.size()));
      if (got <= 0) break;
      bytes.append(buffer, static_cast<std::size_t>(got));
    }
    return bytes;
  }
  bool ended() const {
    char byte = 0;
    return readable() && read(fd, &byte, 1) <= 0;
  }
  int fd;
};

End connect_to(int port) {
  End end(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = here(port);
  if (connect(end.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("refused");
  return end;
}

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xffU);
  return text;
}

std::string request(std::int16_t api_key, const std::string& body) {
  return number(static_cast<std::uint32_t>(body.size() + 2), 4) + number(static_cast<std::uint32_t>(api_key), 2) + body;
}

/// A "broker" that the test plays, the proxy before it, and one connection through both.
struct Line {
  End listener = listen();
  FaultProxy proxy{0, port_of(listener)};
  End client = connect_to(proxy.port());
  End broker = accepted();

  End accepted() const {
    if (!listener.readable()) throw std::runtime_error("nobody comes");
    return End(accept(listener.fd, nullptr, nullptr));
  }
  static End listen() {
    End end(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = here(0);
    if (bind(end.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(end.fd, 8) != 0)
      throw std::runtime_error("no port for the test");
    return end;
  }
  static int port_of(const End& end) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(end.fd, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
};

milliseconds since(Stopwatch::time_point start) { return std::chrono::duration_cast<milliseconds>(Stopwatch::now() - start); }

TEST_CASE("the proxy passes on what comes, both ways, byte for byte") {
  const Line line;
  const std::string asked = request(0, std::string(300'000, 'q')) + request(1, "");
  const std::string answer(500'000, 'a');
  // Less than what the sockets and the proxy hold, so that one thread can play both sides.
  line.client.send(asked.substr(0, 3));
  line.client.send(asked.substr(3, 60'000));
  CHECK(line.broker.receive(60'003) == asked.substr(0, 60'003));
  line.client.send(asked.substr(60'003));
  CHECK(line.broker.receive(asked.size() - 60'003) == asked.substr(60'003));
  line.broker.send(answer);
  CHECK(line.client.receive(answer.size()) == answer);
}

TEST_CASE("one side's end is the other's, after what came before it") {
  Line line;
  line.client.send(request(3, "last words"));
  { const End gone = std::move(line.client); }
  CHECK(line.broker.receive(16) == request(3, "last words"));
  CHECK(line.broker.ended());
}

TEST_CASE("latency keeps everything back for that long") {
  Line line;
  line.proxy.behave({.latency_ms = 300});
  const auto start = Stopwatch::now();
  line.client.send(request(3, "how long"));
  CHECK(line.broker.receive(14) == request(3, "how long"));
  CHECK(since(start) >= milliseconds(300));
}

TEST_CASE("a cut resets the connections and refuses new ones until it is mended") {
  Line line;
  line.proxy.behave({.cut = true});
  CHECK(line.client.ended());
  CHECK(line.broker.ended());
  CHECK_THROWS(connect_to(line.proxy.port()));
  line.proxy.behave({});
  CHECK_NOTHROW(connect_to(line.proxy.port()));
}

TEST_CASE("half open: what comes is swallowed while connections stay, which are reset in the end") {
  Line line;
  line.proxy.behave({.half_open = true});
  line.client.send(request(3, "is there anybody"));
  CHECK_FALSE(line.broker.readable(300));
  CHECK_NOTHROW(connect_to(line.proxy.port()));
  CHECK_FALSE(line.client.readable(0));
  line.proxy.behave({});
  CHECK(line.client.ended());
}

TEST_CASE("slow: no more bytes a second than that") {
  Line line;
  line.proxy.behave({.bytes_per_second = 20'000});
  const auto start = Stopwatch::now();
  line.broker.send(std::string(10'000, 'a'));
  CHECK(line.client.receive(10'000).size() == 10'000);
  CHECK(since(start) >= milliseconds(400));
}

TEST_CASE("requests of one API key are kept back with what follows them, those before them are not") {
  Line line;
  line.proxy.behave({.delayed_api_key = end_txn, .delay_ms = 400});
  const std::string before = request(0, "produce");
  const std::string after = request(end_txn, "commit") + request(3, "metadata");
  const auto start = Stopwatch::now();
  // The head of the request in question comes in two pieces.
  line.client.send(before + after.substr(0, 5));
  CHECK(line.broker.receive(before.size()) == before);
  CHECK(since(start) < milliseconds(400));
  line.client.send(after.substr(5));
  CHECK(line.broker.receive(after.size()) == after);
  CHECK(since(start) >= milliseconds(400));
  CHECK(line.proxy.delayed() == 1);
}

}  // namespace
}  // namespace sluiced::testing
