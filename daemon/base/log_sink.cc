#include "base/log_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spdlog/details/os.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace sluiced::log {
namespace {

/// A description of our own, which can be non-blocking without being so for whoever shares the descriptor (the shell, a parent).
/// It closes the gap between poll() and write(), in which another writer may take the room. -1 where there is no such thing.
int opened_again(int fd, mode_t mode) {
  if (!S_ISFIFO(mode) && isatty(fd) == 0) return -1;
  return open(fmt::format("/proc/self/fd/{}", fd).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

bool has_room(int fd, Duration at_most) {
  pollfd waited{.fd = fd, .events = POLLOUT, .revents = 0};
  // An error or a reader that has gone ends the wait too: write() then says so.
  return poll(&waited, 1, static_cast<int>(std::max(at_most, Duration{0}).count())) > 0;
}

std::string_view colour_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::warn: return "\033[33m\033[1m";
    case spdlog::level::err: return "\033[31m\033[1m";
    case spdlog::level::debug: return "\033[36m";
    default: return "\033[32m";
  }
}

}  // namespace

LogSink::LogSink(int fd, std::atomic<std::uint64_t>& dropped, std::function<std::string(std::uint64_t)> loss)
    : fd_(fd), dropped_(dropped), loss_(std::move(loss)) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return;
  socket_ = S_ISSOCK(status.st_mode);
  own_fd_ = opened_again(fd, status.st_mode);
  colour_ = isatty(fd) != 0 && spdlog::details::os::is_color_terminal();
}

LogSink::~LogSink() {
  if (own_fd_ >= 0) close(own_fd_);
}

std::string LogSink::formatted(const spdlog::details::log_msg& message) {
  message.color_range_start = 0;
  message.color_range_end = 0;
  spdlog::memory_buf_t buffer;
  formatter_->format(message, buffer);
  std::string line(buffer.data(), buffer.size());
  if (colour_ && message.color_range_end > message.color_range_start) {
    line.insert(message.color_range_end, "\033[m");
    line.insert(message.color_range_start, colour_of(message.level));
  }
  return line;
}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  const Duration at_most = stuck_ ? Duration{0} : patience;
  bool through = true;
  if (untold_ > 0) {
    const std::string text = loss_(untold_);
    through = put(formatted({message.logger_name, spdlog::level::warn, text}), at_most);
    if (through) untold_ = 0;
  }
  if (through && put(formatted(message), at_most)) return;
  ++untold_;
  ++dropped_;
}

bool LogSink::put(std::string_view line, Duration at_most) {
  // A line that was broken off ends here, so that the next one is whole.
  const Written written = broken_off_ ? write_all(fmt::format("\n{}", line), at_most) : write_all(line, at_most);
  if (written != Written::none) broken_off_ = written == Written::part;
  return written == Written::all;
}

LogSink::Written LogSink::write_all(std::string_view text, Duration at_most) {
  const int fd = own_fd_ >= 0 ? own_fd_ : fd_;
  const SystemClock clock;
  const MonotonicTime deadline = clock.now() + at_most;
  Written so_far = Written::none;
  while (!text.empty()) {
    const Duration left = deadline - clock.now();
    if (!has_room(fd, left)) {
      if (left > Duration{0}) continue;  // a signal, or the last millisecond
      stuck_ = true;
      return so_far;
    }
    // What a pipe has room for when it says so is PIPE_BUF.
    const std::string_view piece = text.substr(0, PIPE_BUF);
    const ssize_t count =
        socket_ ? send(fd, piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL) : write(fd, piece.data(), piece.size());
    if (count < 0 && errno == EAGAIN && left <= Duration{0}) {
      stuck_ = true;
      return so_far;
    }
    if (count < 0 && errno != EAGAIN && errno != EINTR) return so_far;
    if (count <= 0) continue;
    text.remove_prefix(static_cast<std::size_t>(count));
    so_far = Written::part;
  }
  stuck_ = false;
  return Written::all;
}

}  // namespace sluiced::log
