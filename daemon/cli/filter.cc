#include "cli/filter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

extern char** environ;

namespace sluiced::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

Result<Pipe, std::string> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return failure(std::string("no pipe to it: ") + std::strerror(errno));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<pid_t, std::string> spawn(const std::string& command, const Pipe& in, const Pipe& out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.reading.get(), 0);
  posix_spawn_file_actions_adddup2(&actions, out.writing.get(), 1);
  std::string shell = "sh";
  std::string option = "-c";
  std::string text = command;
  char* const arguments[] = {shell.data(), option.data(), text.data(), nullptr};
  // Ours ignores the signal (cli/output.cc); a filter's `head` counts on it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t to_default;
  sigemptyset(&to_default);
  sigaddset(&to_default, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &to_default);
  // Nor are the signals held back from it that we keep for between two batches (cli/stop_signals.h).
  sigset_t none_blocked;
  sigemptyset(&none_blocked);
  posix_spawnattr_setsigmask(&attributes, &none_blocked);
  // A group of its own: what the shell has started is ended with it.
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int failed = posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return failure(std::string("/bin/sh: ") + std::strerror(failed));
  return child;
}

struct Exchanged {
  std::string output;
  bool is_stopped = false;  ///< `stop` became readable
};

/// Writes and reads at once: a filter that answers while it reads must not wait for us. Ends with the first byte that is too many.
Exchanged exchange(Pipe& in, Pipe& out, std::string_view input, const FilterBounds& bounds) {
  fcntl(in.writing.get(), F_SETFL, O_NONBLOCK);
  Exchanged result;
  std::array<char, 65536> chunk{};
  while (result.output.size() <= bounds.output_bytes_max) {
    if (input.empty()) in.writing.close();
    std::array<pollfd, 3> waits{pollfd{.fd = out.reading.get(), .events = POLLIN, .revents = 0},
                                pollfd{.fd = in.writing.get(), .events = POLLOUT, .revents = 0},
                                pollfd{.fd = bounds.stop, .events = POLLIN, .revents = 0}};
    if (poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) break;
    result.is_stopped = (waits[2].revents & POLLIN) != 0;
    if (result.is_stopped) break;
    if ((waits[1].revents & (POLLOUT | POLLERR)) != 0) {
      const ssize_t written = write(in.writing.get(), input.data(), input.size());
      if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
      if (written < 0 && errno != EAGAIN && errno != EINTR) input = {};  // it has read all it wants
    }
    if ((waits[0].revents & (POLLIN | POLLHUP)) != 0) {
      const ssize_t got = read(out.reading.get(), chunk.data(), chunk.size());
      if (got == 0 || (got < 0 && errno != EINTR)) break;
      if (got > 0) result.output.append(chunk.data(), static_cast<std::size_t>(got));
    }
  }
  return result;
}

/// Whether the child has ended by then (negative: for as long as it takes); no once `stop` can be read. Where the kernel does not tell,
/// yes at once: waitpid() waits then.
bool ends_within(const Descriptor& child, int milliseconds, int stop) {
  if (child.get() < 0) return true;
  std::array<pollfd, 2> waits{pollfd{.fd = child.get(), .events = POLLIN, .revents = 0},
                              pollfd{.fd = stop, .events = POLLIN, .revents = 0}};
  while (poll(waits.data(), waits.size(), milliseconds) < 0 && errno == EINTR) {
  }
  return (waits[0].revents & POLLIN) != 0;
}

}  // namespace

Result<std::string, std::string> run_filter(const std::string& command, std::string_view input, const FilterBounds& bounds) {
  constexpr int grace_ms = 2000;
  auto in = make_pipe();
  if (!in) return failure(in.error());
  auto out = make_pipe();
  if (!out) return failure(out.error());
  std::signal(SIGPIPE, SIG_IGN);  // one that stops reading is then an error of write()
  const auto child = spawn(command, *in, *out);
  if (!child) return failure(child.error());
  const Descriptor ended(static_cast<int>(syscall(SYS_pidfd_open, *child, 0)));  // glibc 2.36 declares it for C alone
  in->reading.close();
  out->writing.close();
  const Exchanged exchanged = exchange(*in, *out, input, bounds);
  in->writing.close();
  out->reading.close();  // one that still prints ends by it
  const bool is_too_much = exchanged.output.size() > bounds.output_bytes_max;
  bool is_stopped = exchanged.is_stopped;
  if (!is_stopped && !is_too_much) is_stopped = !ends_within(ended, -1, bounds.stop);
  if (is_stopped || is_too_much) {
    kill(-*child, SIGTERM);
    ends_within(ended, grace_ms, -1);
    kill(-*child, SIGKILL);  // what it has left behind, too
  }
  int status = 0;
  while (waitpid(*child, &status, 0) < 0 && errno == EINTR) {
  }
  if (is_stopped) return failure(fmt::format("'{}' was ended before it was done: asked to stop", command));
  if (is_too_much)
    return failure(fmt::format("'{}' printed more than {} MiB for one batch", command, bounds.output_bytes_max >> 20));
  if (WIFSIGNALED(status)) return failure(fmt::format("'{}' was ended by signal {}", command, WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) return failure(fmt::format("'{}' ended with exit code {}", command, WEXITSTATUS(status)));
  return exchanged.output;
}

}  // namespace sluiced::cli
