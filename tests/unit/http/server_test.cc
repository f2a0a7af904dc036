#include "http/server.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "unit/http/client.h"

using namespace sluiced;
using namespace sluiced::http;
using namespace sluiced::testing;
using namespace std::chrono_literals;

namespace {

Handlers well() {
  return {.metrics = [] { return std::string("m 1\n"); },
          .status = [] { return std::string("{}"); },
          .healthy =
              [] {
                return Health{true, ""};
              },
          .ready =
              [] {
                return Health{true, ""};
              },
          .ready_strictly =
              [] {
                return Health{true, ""};
              }};
}

std::unique_ptr<Server> start(Handlers handlers = well(), ServerLimits limits = {}) {
  auto server = Server::start("127.0.0.1:0", std::move(handlers), limits);
  REQUIRE(server);
  return std::move(server).value();
}

/// In which test servers wait for nobody.
constexpr Duration never{3'600'000};

}  // namespace

TEST_CASE("the server answers on the port it chose") {
  const auto server = start();
  CHECK(server->address().starts_with("127.0.0.1:"));
  CHECK(ask(server->address(), "/metrics").body == "m 1\n");
  CHECK(ask(server->address(), "/healthz").body == "ok\n");
}

TEST_CASE("a second server on the same port does not start") {
  const auto server = start();
  const auto second = Server::start(server->address(), well());
  REQUIRE_FALSE(second);
  CHECK(second.error() == "cannot listen on " + server->address() + ": Address already in use");
}

TEST_CASE("clients that send nothing, or half a request, keep no probe from its answer") {
  const auto server = start(well(), {.read_timeout = never});
  std::vector<Client> idle;
  for (int i = 0; i < 100; ++i) {
    idle.emplace_back(server->address());
    if (i % 2 == 0) idle.back().say("GET /metrics HTTP/1.1\r\nHost: ga");
  }
  const auto begun = std::chrono::steady_clock::now();
  CHECK(ask(server->address(), "/healthz").body == "ok\n");
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
  idle[0].say("te\r\n\r\n");
  CHECK(split(idle[0].hear()).body == "m 1\n");
}

TEST_CASE("with all places taken, a new client takes the place of the one waited for longest") {
  const auto server = start(well(), {.connections_max = 4, .read_timeout = never});
  std::vector<Client> idle;
  for (int i = 0; i < 4; ++i) idle.emplace_back(server->address());
  CHECK(ask(server->address(), "/healthz").body == "ok\n");
  CHECK(idle[0].hear().empty());
  idle[3].say("GET /healthz HTTP/1.1\r\n\r\n");
  CHECK(split(idle[3].hear()).body == "ok\n");
}

TEST_CASE("a client that is too slow with its request is let go, however often it sends a byte") {
  const auto server = start(well(), {.read_timeout = 200ms});
  const Client client(server->address());
  const auto begun = std::chrono::steady_clock::now();
  timeval between{.tv_sec = 0, .tv_usec = 20'000};
  setsockopt(client.fd(), SOL_SOCKET, SO_RCVTIMEO, &between, sizeof between);
  char byte = 0;
  ssize_t got = -1;
  while (got < 0 && errno == EAGAIN && std::chrono::steady_clock::now() - begun < 10s) {
    if (send(client.fd(), "G", 1, MSG_NOSIGNAL) != 1) break;
    got = recv(client.fd(), &byte, 1, 0);
  }
  CHECK(std::chrono::steady_clock::now() - begun < 5s);
}

TEST_CASE("a client that does not read its answer holds nobody up") {
  Handlers handlers = well();
  handlers.metrics = [] { return std::string(64'000'000, 'm'); };
  const auto server = start(std::move(handlers), {.write_timeout = never});
  const Client client(server->address());
  client.say("GET /metrics HTTP/1.1\r\n\r\n");
  CHECK(ask(server->address(), "/healthz").body == "ok\n");
}

TEST_CASE("an answer that is not taken in time is given up") {
  Handlers handlers = well();
  handlers.metrics = [] { return std::string(64'000'000, 'm'); };
  // No time at all: what the kernel does not take at once is not sent.
  const auto server = start(std::move(handlers), {.write_timeout = Duration{0}});
  CHECK(ask(server->address(), "/metrics").body.size() < 64'000'000);
  CHECK(ask(server->address(), "/healthz").body == "ok\n");
}

TEST_CASE("a large answer arrives whole") {
  Handlers handlers = well();
  handlers.metrics = [] { return std::string(8'000'000, 'm'); };
  const auto server = start(std::move(handlers));
  CHECK(ask(server->address(), "/metrics").body == std::string(8'000'000, 'm'));
}

TEST_CASE("a request's size is bounded") {
  const auto server = start();
  CHECK(ask(server->address(), "/healthz", "GET", "X: " + std::string(8000, 'x') + "\r\n").body == "ok\n");
  CHECK(ask(server->address(), "/healthz", "GET", "X: " + std::string(9000, 'x') + "\r\n").first_line() ==
        "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_CASE("a body is not read, but its sender still gets the answer") {
  const auto server = start(well(), {.linger_timeout = never});
  const Client client(server->address());
  client.say("POST /status HTTP/1.1\r\nContent-Length: 8000000\r\n\r\n" + std::string(8'000'000, 'x'));
  CHECK(split(client.hear()).first_line() == "HTTP/1.1 405 Method Not Allowed");
}

TEST_CASE("a request may arrive byte by byte") {
  const auto server = start();
  const Client client(server->address());
  for (const char c : std::string_view("GET /healthz HTTP/1.1\r\nHost: gate\r\n\r\n")) client.say({&c, 1});
  CHECK(split(client.hear()).body == "ok\n");
}

TEST_CASE("a handler that throws ends neither the server nor the process") {
  Handlers handlers = well();
  handlers.metrics = []() -> std::string { throw std::runtime_error("broken"); };
  const auto server = start(std::move(handlers));
  CHECK(ask(server->address(), "/metrics").first_line() == "HTTP/1.1 500 Internal Server Error");
  CHECK(ask(server->address(), "/healthz").body == "ok\n");
}

TEST_CASE("the server stops at once, whoever is connected, and leaves the port free") {
  auto server = start(well(), {.read_timeout = never});
  const std::string address = server->address();
  const Client idle(address);
  CHECK(ask(address, "/healthz").body == "ok\n");
  const auto begun = std::chrono::steady_clock::now();
  server.reset();
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
  CHECK(idle.hear().empty());
  CHECK(Server::start(address, well()).ok());
}

TEST_CASE("handlers run where every signal is blocked, and the maker's own mask is as before") {
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  std::atomic<bool> blocked = false;
  Handlers handlers = well();
  handlers.healthy = [&] {
    sigset_t here;
    pthread_sigmask(SIG_SETMASK, nullptr, &here);
    blocked = sigismember(&here, SIGTERM) == 1 && sigismember(&here, SIGHUP) == 1 && sigismember(&here, SIGUSR1) == 1;
    return Health{true, ""};
  };
  const auto server = start(std::move(handlers));
  CHECK(ask(server->address(), "/healthz").body == "ok\n");
  CHECK(blocked);
  sigset_t after;
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  CHECK(sigismember(&before, SIGTERM) == sigismember(&after, SIGTERM));
}
