#include "support/fault_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluiced::testing {
namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr std::size_t queue_bytes_max = std::size_t{1} << 20U;
constexpr std::size_t read_bytes = std::size_t{64} << 10U;
constexpr int longest_wait_ms = 1'000;

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

sockaddr_in here(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// No descriptor of ours may live on in a process that the test starts: a connection would not end with us.
Socket new_socket() { return Socket(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

Socket listen_on(int port) {
  Socket socket = new_socket();
  const int yes = 1;
  setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = here(port);
  if (bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(socket.fd(), 128) != 0)
    throw std::runtime_error("port " + std::to_string(port) + ": " + std::strerror(errno));
  return socket;
}

int port_of(const Socket& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// A broker that stands still takes no connections: nobody here waits for it.
Socket connect_to(int port) {
  Socket socket = new_socket();
  const int yes = 1;
  setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const sockaddr_in address = here(port);
  if (connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
    return Socket();
  return socket;
}

/// Its end is a reset, not a farewell.
void will_reset(const Socket& socket) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket.fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/// One direction of a connection: what came and has not been passed on, with the time before which it is not.
class Pipe {
 public:
  explicit Pipe(bool requests) : requests_(requests) {}

  bool has_room() const { return bytes_ < queue_bytes_max; }
  bool empty() const { return queue_.empty(); }

  /// How many requests in it are kept back.
  std::uint64_t take(std::string_view bytes, Time now, const ProxyBehaviour& behaviour) {
    std::uint64_t delayed = 0;
    const Time due = now + std::chrono::milliseconds(behaviour.latency_ms);
    while (requests_ && !bytes.empty()) {
      if (frame_left_ == 0) {
        const std::size_t part = std::min(head_bytes - head_.size(), bytes.size());
        head_ += bytes.substr(0, part);
        bytes.remove_prefix(part);
        if (head_.size() < head_bytes) break;
        const bool kept_back = behaviour.delayed_api_key >= 0 && number(head_.substr(4)) == behaviour.delayed_api_key;
        frame_left_ = std::max<std::int64_t>(number(head_.substr(0, 4)) - 2, 0);
        push(std::exchange(head_, {}), kept_back ? due + std::chrono::milliseconds(behaviour.delay_ms) : due);
        delayed += kept_back ? 1 : 0;
      }
      const std::size_t part = std::min(static_cast<std::size_t>(frame_left_), bytes.size());
      if (part > 0) push(std::string(bytes.substr(0, part)), due);
      frame_left_ -= static_cast<std::int64_t>(part);
      bytes.remove_prefix(part);
    }
    if (!requests_ && !bytes.empty()) push(std::string(bytes), due);
    return delayed;
  }

  /// When something may be passed on; nullopt: nothing is here.
  std::optional<Time> next(const ProxyBehaviour& behaviour) const {
    if (queue_.empty()) return std::nullopt;
    return behaviour.bytes_per_second > 0 ? std::max(queue_.front().due, next_slice_) : queue_.front().due;
  }

  /// False: the other side is gone.
  bool pass_on(int to, Time now, const ProxyBehaviour& behaviour) {
    while (!queue_.empty() && *next(behaviour) <= now) {
      std::string& bytes = queue_.front().bytes;
      std::size_t size = bytes.size();
      if (behaviour.bytes_per_second > 0) size = std::min(size, slice_bytes(behaviour));
      const ssize_t sent = send(to, bytes.data(), size, MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN || errno == EINTR;
      if (behaviour.bytes_per_second > 0) next_slice_ = now + slice;
      bytes_ -= static_cast<std::size_t>(sent);
      bytes.erase(0, static_cast<std::size_t>(sent));
      if (bytes.empty()) queue_.pop_front();
    }
    return true;
  }

 private:
  struct Chunk {
    std::string bytes;
    Time due;
  };
  static constexpr std::size_t head_bytes = 6;
  static constexpr std::chrono::milliseconds slice{20};

  static std::size_t slice_bytes(const ProxyBehaviour& behaviour) {
    return static_cast<std::size_t>(std::max<std::int64_t>(behaviour.bytes_per_second * slice.count() / 1'000, 1));
  }
  static std::int64_t number(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return value;
  }
  /// Nothing overtakes what came before it.
  void push(std::string bytes, Time due) {
    last_due_ = std::max(last_due_, due);
    bytes_ += bytes.size();
    queue_.push_back({std::move(bytes), last_due_});
  }

  bool requests_;
  std::deque<Chunk> queue_;
  std::size_t bytes_ = 0;
  Time last_due_{};
  Time next_slice_{};
  std::string head_;  ///< of a frame, until it is whole
  std::int64_t frame_left_ = 0;
};

struct Connection {
  Connection(Socket from_client, Socket to_broker) : client(std::move(from_client)), broker(std::move(to_broker)) {}
  Socket client;
  Socket broker;
  Pipe requests{true};
  Pipe answers{false};
  bool ending = false;     ///< one side has ended: what is here is passed on yet
  bool swallowed = false;  ///< something is missing in its streams
  bool broken = false;
};

}  // namespace

class FaultProxy::Relay {
 public:
  Relay(FaultProxy& proxy, int port, int target_port)
      : proxy_(proxy), target_port_(target_port), listener_(listen_on(port)), port_(port_of(listener_)) {}

  int port() const { return port_; }

  void run() {
    while (!proxy_.ending_) {
      wait();
      adopt();
      accept_new();
      for (Connection& connection : connections_) serve(connection);
      connections_.remove_if([](const Connection& connection) { return connection.broken; });
    }
  }

 private:
  void wait() {
    std::vector<pollfd> all{{.fd = proxy_.wake_, .events = POLLIN, .revents = 0},
                            {.fd = listener_.fd(), .events = POLLIN, .revents = 0}};
    const Time now = Clock::now();
    Time wake = now + std::chrono::milliseconds(longest_wait_ms);
    for (const Connection& connection : connections_) {
      add(all, connection.client, connection.requests, connection.answers, connection, now, wake);
      add(all, connection.broker, connection.answers, connection.requests, connection, now, wake);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(wake - now).count();
    poll(all.data(), all.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
    std::uint64_t count = 0;
    if ((all[0].revents & POLLIN) != 0) [[maybe_unused]]
      const ssize_t got = read(proxy_.wake_, &count, sizeof count);
  }

  /// A side of which nothing is wanted now is not asked at all: its end would wake us for ever.
  void add(std::vector<pollfd>& all, const Socket& socket, const Pipe& in, const Pipe& out, const Connection& connection,
           Time now, Time& wake) const {
    short events = 0;
    if (!connection.ending && in.has_room()) events |= POLLIN;
    if (const auto next = out.next(behaviour_); next && !behaviour_.half_open) {
      if (*next <= now)
        events |= POLLOUT;
      else
        wake = std::min(wake, *next);
    }
    all.push_back({.fd = events == 0 ? -1 : socket.fd(), .events = events, .revents = 0});
  }

  /// What has been asked for since.
  void adopt() {
    const std::lock_guard lock(proxy_.mutex_);
    if (!proxy_.asked_) return;
    const ProxyBehaviour before = std::exchange(behaviour_, proxy_.wanted_);
    if (behaviour_.cut && !before.cut) {
      listener_ = Socket();
      reset_if([](const Connection&) { return true; });
    }
    if (!behaviour_.cut && listener_.fd() < 0) listener_ = listen_on(port_);
    if (before.half_open && !behaviour_.half_open) reset_if([](const Connection& connection) { return connection.swallowed; });
    proxy_.asked_ = false;
    proxy_.adopted_.notify_all();
  }

  template <class Chosen>
  void reset_if(const Chosen& chosen) {
    connections_.remove_if([&](const Connection& connection) {
      if (!chosen(connection)) return false;
      will_reset(connection.client);
      will_reset(connection.broker);
      return true;
    });
  }

  void accept_new() {
    if (listener_.fd() < 0) return;
    for (;;) {
      Socket client(accept4(listener_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (client.fd() < 0) return;
      const int yes = 1;
      setsockopt(client.fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      Socket broker = connect_to(target_port_);
      if (broker.fd() >= 0) connections_.emplace_back(std::move(client), std::move(broker));
    }
  }

  void serve(Connection& connection) {
    take(connection, connection.client, connection.requests);
    take(connection, connection.broker, connection.answers);
    if (behaviour_.half_open) {
      connection.swallowed = connection.swallowed || !connection.requests.empty() || !connection.answers.empty();
      connection.broken = connection.ending;
      return;
    }
    const Time now = Clock::now();
    if (!connection.requests.pass_on(connection.broker.fd(), now, behaviour_) ||
        !connection.answers.pass_on(connection.client.fd(), now, behaviour_))
      connection.broken = true;
    if (connection.ending && connection.requests.empty() && connection.answers.empty()) connection.broken = true;
  }

  void take(Connection& connection, const Socket& from, Pipe& pipe) {
    while (!connection.ending && pipe.has_room()) {
      const ssize_t size = recv(from.fd(), buffer_.data(), buffer_.size(), 0);
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
      if (size <= 0) {
        connection.ending = true;
      } else if (behaviour_.half_open) {
        connection.swallowed = true;
      } else {
        proxy_.delayed_ += pipe.take({buffer_.data(), static_cast<std::size_t>(size)}, Clock::now(), behaviour_);
      }
    }
  }

  FaultProxy& proxy_;
  int target_port_;
  Socket listener_;
  int port_;
  ProxyBehaviour behaviour_;
  std::list<Connection> connections_;
  std::array<char, read_bytes> buffer_{};
};

FaultProxy::FaultProxy(int port, int target_port)
    : wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), relay_(std::make_unique<Relay>(*this, port, target_port)) {
  thread_ = std::thread([this] { relay_->run(); });
}

FaultProxy::~FaultProxy() {
  ending_ = true;
  eventfd_write(wake_, 1);
  thread_.join();
  close(wake_);
}

int FaultProxy::port() const { return relay_->port(); }

void FaultProxy::behave(const ProxyBehaviour& behaviour) {
  std::unique_lock lock(mutex_);
  wanted_ = behaviour;
  asked_ = true;
  eventfd_write(wake_, 1);
  adopted_.wait(lock, [this] { return !asked_; });
}

}  // namespace sluiced::testing
