#include "supervisor/control_server.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace sluiced::supervisor {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

int new_socket() { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

/// Whether a process answers there.
bool in_use(const sockaddr_un& address) {
  const int fd = new_socket();
  if (fd < 0) return true;
  const bool answered = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN;
  close(fd);
  return answered;
}

int bind_at(int fd, const sockaddr_un& address) {
  const mode_t before = umask(0117);  // 0660 from the first moment on
  const int result = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  umask(before);
  return result == 0 ? 0 : error;
}

}  // namespace

Result<std::unique_ptr<ControlServer>> ControlServer::listen(const std::string& path, const Clock& clock) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return failure(fmt::format("{}: too long for a socket", path));
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = new_socket();
  if (fd < 0) return failure(fmt::format("{}: {}", path, reason(errno)));
  int error = bind_at(fd, address);
  if (error == EADDRINUSE && in_use(address)) {
    close(fd);
    return failure(fmt::format("{}: another process answers there", path));
  }
  struct stat found {};
  if (error == EADDRINUSE && lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) {
    unlink(path.c_str());
    error = bind_at(fd, address);
  }
  if (error == 0 && ::listen(fd, static_cast<int>(connections_max)) != 0) error = errno;
  if (error != 0) {
    close(fd);
    return failure(fmt::format("{}: {}", path, reason(error)));
  }
  std::unique_ptr<ControlServer> server(new ControlServer(fd, path, clock));
  if (lstat(path.c_str(), &found) == 0) {
    server->device_ = found.st_dev;
    server->inode_ = found.st_ino;
  }
  return server;
}

/// Who removed the socket by hand may have made room for another daemon's, which is not ours to remove.
ControlServer::~ControlServer() {
  for (const auto& [id, connection] : connections_) close(connection.fd);
  close(fd_);
  struct stat found {};
  if (lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_) unlink(path_.c_str());
}

void ControlServer::add_to(std::vector<pollfd>& waited) const {
  const bool accepts = connections_.size() < connections_max && clock_.now() >= accept_again_at_;
  if (accepts) waited.push_back({.fd = fd_, .events = POLLIN, .revents = 0});
  for (const auto& [id, connection] : connections_) {
    const short events = connection.out.empty() ? POLLIN : POLLOUT;
    // One that waits for its answer is not asked: the end of its input is no reason to give up.
    if (!connection.asked || connection.answered) waited.push_back({.fd = connection.fd, .events = events, .revents = 0});
  }
}

void ControlServer::accept_new() {
  while (connections_.size() < connections_max) {
    const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      // Out of descriptors: whoever waits to be accepted would keep the poll from waiting.
      if (errno == EMFILE || errno == ENFILE) accept_again_at_ = clock_.now() + accept_pause;
      return;
    }
    connections_[++last_] = Connection{.fd = fd, .since = clock_.now(), .in = {}, .out = {}};
  }
}

/// False: the connection is of no use any more.
bool ControlServer::read_from(Connection& connection) {
  char buffer[4096];
  while (true) {
    const ssize_t count = recv(connection.fd, buffer, sizeof buffer, 0);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return false;
    connection.in.append(buffer, static_cast<std::size_t>(count));
    if (connection.in.find('\n') != std::string::npos) return true;
    if (connection.in.size() > request_bytes_max) return true;
  }
}

/// A request comes at once and an answer is read at once; what is being done may take its time.
bool ControlServer::slow(const Connection& connection, bool crowded) const {
  const Duration age = clock_.now() - connection.since;
  if (connection.answered) return age >= request_timeout;
  return !connection.asked && age >= (crowded ? crowded_timeout : request_timeout);
}

bool ControlServer::write_to(Connection& connection) {
  while (!connection.out.empty()) {
    const ssize_t count = send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    connection.out.erase(0, static_cast<std::size_t>(count));
  }
  return false;  // all is said
}

std::vector<ControlServer::Request> ControlServer::work() {
  accept_new();
  const bool crowded = connections_.size() >= connections_max;
  std::vector<Request> requests;
  for (auto next = connections_.begin(); next != connections_.end();) {
    const auto item = next++;
    Connection& connection = item->second;
    bool keep = true;
    if (connection.answered) {
      keep = write_to(connection);
    } else if (!connection.asked) {
      keep = read_from(connection);
      const auto end = connection.in.find('\n');
      if (keep && (end != std::string::npos || connection.in.size() > request_bytes_max)) {
        connection.asked = true;
        requests.push_back({.connection = item->first, .line = connection.in.substr(0, end)});
      }
    }
    if (keep && !slow(connection, crowded)) continue;
    close(connection.fd);
    connections_.erase(item);
  }
  return requests;
}

void ControlServer::answer(std::uint64_t id, std::string text) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Connection& connection = found->second;
  connection.out = std::move(text) + '\n';
  connection.answered = true;
  connection.since = clock_.now();
  if (write_to(connection)) return;
  close(connection.fd);
  connections_.erase(found);
}

}  // namespace sluiced::supervisor
