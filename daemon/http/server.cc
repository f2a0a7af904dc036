#include "http/server.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <list>
#include <thread>
#include <vector>

#include "base/wakeup.h"
#include "http/listener.h"
#include "http/responder.h"

namespace sluiced::http {
namespace {

constexpr Duration out_of_descriptors_pause{100};

MonotonicTime now() { return SystemClock().now(); }

struct Connection {
  enum class Stage { reading, writing, lingering, over };
  Socket socket;
  MonotonicTime deadline;
  Stage stage = Stage::reading;
  std::string in;
  std::string out;
  std::size_t sent = 0;
};

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

struct Server::Impl {
  Impl(Socket bound, Handlers handlers, const ServerLimits& its_limits)
      : listener(std::move(bound)), responder(std::move(handlers)), limits(its_limits), address(bound_address(listener)) {}

  void run();
  void accept_all();
  void make_room();
  void serve(Connection& connection);
  void read_head(Connection& connection);
  void answer(Connection& connection);
  void write_answer(Connection& connection);
  void linger(Connection& connection);
  int next_wait_ms() const;

  Socket listener;
  Responder responder;
  const ServerLimits limits;
  const std::string address;
  Wakeup stop;
  std::list<Connection> connections;  // the oldest first
  MonotonicTime accept_again_at{};
  std::thread thread;
};

Result<std::unique_ptr<Server>> Server::start(std::string_view listen, Handlers handlers, ServerLimits limits) {
  auto bound = listen_on(listen);
  if (!bound) return failure(std::move(bound).error());
  auto impl = std::make_unique<Impl>(std::move(bound).value(), std::move(handlers), limits);
  // A thread begins with its maker's mask, and signals are the main thread's business.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    impl->thread = std::thread([server = impl.get()] {
      pthread_setname_np(pthread_self(), "http");
      server->run();
    });
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->stop.signal();
  impl_->thread.join();
}

std::string Server::address() const { return impl_->address; }

void Server::Impl::run() {
  std::vector<pollfd> waited;
  for (;;) {
    waited.clear();
    waited.push_back({stop.fd(), POLLIN, 0});
    for (const Connection& connection : connections) {
      waited.push_back(
          {connection.socket.fd(), static_cast<short>(connection.stage == Connection::Stage::writing ? POLLOUT : POLLIN), 0});
    }
    if (now() >= accept_again_at) waited.push_back({listener.fd(), POLLIN, 0});
    const int wait_ms = next_wait_ms();
    if (poll(waited.data(), waited.size(), wait_ms) < 0 && errno != EINTR) std::this_thread::sleep_for(out_of_descriptors_pause);
    if (waited.front().revents != 0) return;
    auto polled = waited.begin() + 1;
    for (auto connection = connections.begin(); connection != connections.end(); ++polled) {
      if (polled->revents != 0) serve(*connection);
      const bool over = connection->stage == Connection::Stage::over || connection->deadline <= now();
      connection = over ? connections.erase(connection) : std::next(connection);
    }
    if (polled != waited.end() && polled->revents != 0) accept_all();
  }
}

int Server::Impl::next_wait_ms() const {
  constexpr Duration at_most{60'000};
  const MonotonicTime present = now();
  Duration wait = at_most;
  if (accept_again_at > present) wait = accept_again_at - present;
  for (const Connection& connection : connections) wait = std::min(wait, connection.deadline - present);
  return static_cast<int>(std::max(wait, Duration{0}).count());
}

void Server::Impl::accept_all() {
  for (;;) {
    Socket socket(accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.fd() < 0) {
      // What is waiting stays with the kernel meanwhile. Other errors speak of one connection, which is gone.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        accept_again_at = now() + out_of_descriptors_pause;
      if (errno != ECONNABORTED) return;
      continue;
    }
    if (connections.size() >= limits.connections_max) make_room();
    connections.push_back({.socket = std::move(socket), .deadline = now() + limits.read_timeout, .in = {}, .out = {}});
  }
}

/// Who has sent nothing useful for longest goes first.
void Server::Impl::make_room() {
  const auto silent = std::find_if(connections.begin(), connections.end(),
                                   [](const Connection& one) { return one.stage == Connection::Stage::reading; });
  connections.erase(silent == connections.end() ? connections.begin() : silent);
}

void Server::Impl::serve(Connection& connection) {
  try {
    switch (connection.stage) {
      case Connection::Stage::reading: return read_head(connection);
      case Connection::Stage::writing: return write_answer(connection);
      case Connection::Stage::lingering: return linger(connection);
      case Connection::Stage::over: return;
    }
  } catch (const std::exception&) {
    // No memory for this one; the process and its other clients go on.
    connection.stage = Connection::Stage::over;
  }
}

void Server::Impl::read_head(Connection& connection) {
  std::array<char, 4096> bytes;
  const ssize_t got = recv(connection.socket.fd(), bytes.data(), bytes.size(), 0);
  if (got < 0 && would_block()) return;
  if (got <= 0) {
    connection.stage = Connection::Stage::over;
    return;
  }
  constexpr std::string_view end_of_head = "\r\n\r\n";
  const std::size_t seen = connection.in.size();
  connection.in.append(bytes.data(), static_cast<std::size_t>(got));
  const std::size_t end = connection.in.find(end_of_head, seen < end_of_head.size() ? 0 : seen - (end_of_head.size() - 1));
  if (end != std::string::npos && end + end_of_head.size() <= limits.head_bytes_max) {
    connection.in.resize(end + end_of_head.size());
    return answer(connection);
  }
  if (connection.in.size() <= limits.head_bytes_max) return;
  connection.in.clear();
  answer(connection);
}

void Server::Impl::answer(Connection& connection) {
  connection.out = connection.in.empty() ? Responder::head_too_large() : responder.respond(connection.in);
  connection.stage = Connection::Stage::writing;
  connection.deadline = now() + limits.write_timeout;
  write_answer(connection);
}

void Server::Impl::write_answer(Connection& connection) {
  while (connection.sent < connection.out.size()) {
    const ssize_t sent = send(connection.socket.fd(), connection.out.data() + connection.sent,
                              connection.out.size() - connection.sent, MSG_NOSIGNAL);
    if (sent < 0 && would_block()) return;
    if (sent < 0) {
      connection.stage = Connection::Stage::over;
      return;
    }
    connection.sent += static_cast<std::size_t>(sent);
  }
  // Closing with bytes unread would reset the connection, and the answer with it: let the client close first.
  shutdown(connection.socket.fd(), SHUT_WR);
  connection.stage = Connection::Stage::lingering;
  connection.deadline = now() + limits.linger_timeout;
}

void Server::Impl::linger(Connection& connection) {
  std::array<char, 4096> unread;
  const ssize_t got = recv(connection.socket.fd(), unread.data(), unread.size(), 0);
  if (got == 0 || (got < 0 && !would_block())) connection.stage = Connection::Stage::over;
}

}  // namespace sluiced::http
