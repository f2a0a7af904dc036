#include "cli/control_client.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/fault.h"
#include "base/limits.h"
#include "base/units.h"
#include "config/config.h"
#include "json/reader.h"

namespace sluiced::cli {
namespace {

using Refused = Failure<ControlFailure>;

Refused unreachable(const std::string& why) {
  return failure(ControlFailure{.code = ExitCode::unreachable, .line = "sluiced: " + one_line(why, 2'000)});
}

/// A socket, and who named it.
struct Address {
  std::string path;
  std::string named_by;  ///< "": the command line
};

Result<Address, ControlFailure> address_of(const ControlOptions& options) {
  if (!options.socket.empty()) return Address{.path = options.socket, .named_by = {}};
  auto socket = config::control_socket_of(options.config, config::process_environment());
  if (!socket) {
    std::string line = to_string(socket.error()) + "; --socket PATH does without the file";
    return failure(ControlFailure{.code = ExitCode::configuration, .line = std::move(line)});
  }
  if (socket->empty()) return unreachable(options.config + ": control.socket is empty: this daemon has none to speak to");
  return Address{.path = std::move(socket).value(), .named_by = options.config};
}

std::string hint_for(int error, const Address& address) {
  std::string hint;
  if (error == ENOENT || error == ENOTDIR) hint = "is the daemon running?";
  if (error == ECONNREFUSED) hint = "the daemon that made it is gone";
  if (error == EACCES || error == EPERM) hint = "it is for its owner and group: be one of them, or use sudo";
  if (error == ECONNREFUSED || error == ENOENT || error == ENOTDIR)
    if (!address.named_by.empty()) hint += fmt::format(" {} says control.socket: {}", address.named_by, address.path);
  return hint.empty() ? "" : "; " + hint;
}

class Connection {
 public:
  explicit Connection(Duration timeout)
      : timeout_(timeout), deadline_(SystemClock().now() + timeout), fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Connection() {
    if (fd_ >= 0) close(fd_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// 0 or errno.
  int open(const std::string& path) {
    if (fd_ < 0) return errno;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
    std::memcpy(address.sun_path, path.data(), path.size());
    // Where many wait to be let in, connecting itself takes time.
    const timeval bound{.tv_sec = timeout_.count() / 1'000, .tv_usec = timeout_.count() % 1'000 * 1'000};
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound);
    return connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
  }

  /// Whatever goes wrong here shows in receive(): the daemon may have answered before it had read all.
  void send_line(const std::string& line) {
    std::string_view left = line;
    while (!left.empty() && ready(POLLOUT)) {
      const ssize_t count = send(fd_, left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count >= 0)
        left.remove_prefix(static_cast<std::size_t>(count));
      else if (errno != EAGAIN && errno != EINTR)
        return;
    }
  }

  /// Up to the line feed; nullopt-like empty text where none came.
  std::string receive_line() {
    std::string text;
    char buffer[65'536];
    while (text.size() <= file_limits.bytes_max && ready(POLLIN)) {
      const ssize_t count = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (count <= 0) return {};
      const std::size_t searched = text.size();
      text.append(buffer, static_cast<std::size_t>(count));
      const std::size_t end = text.find('\n', searched);
      if (end != std::string::npos) return text.substr(0, end);
    }
    return {};
  }

  bool timed_out() const { return SystemClock().now() >= deadline_; }

 private:
  /// False: the time is over.
  bool ready(short events) {
    while (true) {
      const auto left = std::max(deadline_ - SystemClock().now(), Duration{0});
      pollfd waited{.fd = fd_, .events = events, .revents = 0};
      const int count = poll(&waited, 1, static_cast<int>(std::min<Duration::rep>(left.count(), 3'600'000)));
      if (count > 0) return true;
      if (timed_out()) return false;
    }
  }

  Duration timeout_;
  MonotonicTime deadline_;
  int fd_;
};

}  // namespace

void add_control_options(CLI::App& command, ControlOptions& options) {
  command.add_option("-c,--config", options.config, "The daemon's configuration file: its control.socket is spoken to")
      ->capture_default_str();
  command.add_option("--socket", options.socket, "The control socket; the file is then not looked at");
  command.add_option("--timeout", options.timeout_text, "How long the daemon may take, such as 500ms or 5s")
      ->capture_default_str();
}

void parse_timeout(ControlOptions& options) {
  const auto timeout = parse_duration(options.timeout_text);
  if (!timeout) throw CLI::ValidationError("--timeout", timeout.error());
  if (timeout->count() <= 0 || *timeout > std::chrono::hours(1)) throw CLI::ValidationError("--timeout", "from 1ms to 1h");
  options.timeout = *timeout;
}

bool ControlAnswer::ok() const {
  const json::NodeIndex at = json::find_member(tree, 0, "ok");
  return at == json::no_node || (tree[at].kind == json::Kind::boolean && tree[at].truth);
}

std::string ControlAnswer::member(std::string_view name) const {
  const json::NodeIndex at = json::find_member(tree, 0, name);
  return at != json::no_node && tree[at].kind == json::Kind::string ? std::string(tree[at].string()) : "";
}

Result<std::unique_ptr<const ControlAnswer>, ControlFailure> ask_daemon(const ControlOptions& options,
                                                                        const std::string& request) {
  const auto address = address_of(options);
  if (!address) return failure(address.error());
  Connection connection(options.timeout);
  const auto late = [&] {
    auto refused = unreachable(fmt::format("{}: no answer within {}", address->path, duration_text(options.timeout)));
    refused.error.timed_out = true;
    return refused;
  };
  if (const int error = connection.open(address->path); error == EAGAIN)
    return late();
  else if (error != 0)
    return unreachable(fmt::format("no daemon answers at {}: {}{}", address->path, std::generic_category().message(error),
                                   hint_for(error, *address)));
  connection.send_line(request + '\n');
  auto answer = std::make_unique<ControlAnswer>();
  answer->text = connection.receive_line();
  if (answer->text.empty() && connection.timed_out()) return late();
  if (answer->text.empty())
    return unreachable(fmt::format("{}: closed without an answer; has the daemon just ended?", address->path));
  if (json::read(answer->text, file_limits, answer->tree).code != json::ReadErrorCode::none ||
      answer->tree.root().kind != json::Kind::object)
    return unreachable(fmt::format("{}: what answers there is no sluiced", address->path));
  return std::unique_ptr<const ControlAnswer>(std::move(answer));
}

}  // namespace sluiced::cli
