#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

namespace sluiced::cli {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{64} << 10;

/// 0 or errno; waits where the descriptor is non-blocking and full.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd waited{.fd = fd, .events = POLLOUT, .revents = 0};
      poll(&waited, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

bool wants_colour(int fd) {
  const char* const refused = std::getenv("NO_COLOR");
  return isatty(fd) != 0 && (refused == nullptr || *refused == '\0');
}

}  // namespace

void hold_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is this one. Opened the wrong way round, so that reading and writing fail as they would have.
    [[maybe_unused]] const int opened = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

void complain(std::string_view line) {
  std::string text(line);
  text += '\n';
  write_all(STDERR_FILENO, text);
}

ExitCode refuse(const Fault& fault) {
  complain(to_string(fault));
  return ExitCode::configuration;
}

std::string styled(bool colour, Style style, std::string_view text) {
  if (!colour || style == Style::plain) return std::string(text);
  const int code = style == Style::bold ? 1 : style == Style::red ? 31 : style == Style::green ? 32 : 2;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

Output::Output(int fd) : fd_(fd), colour_(wants_colour(fd)) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is then an error of write()
}

void Output::write(std::string_view text) {
  if (!open()) return;
  buffer_ += text;
  if (buffer_.size() >= buffer_bytes) flush();
}

bool Output::abandoned() const {
  pollfd looked{.fd = fd_, .events = 0, .revents = 0};
  return poll(&looked, 1, 0) == 1 && (looked.revents & POLLERR) != 0;
}

void Output::flush() {
  if (open()) error_ = write_all(fd_, buffer_);
  buffer_.clear();
}

ExitCode Output::finish(ExitCode code) {
  flush();
  if (error_ == 0 || error_ == EPIPE) return code;
  complain(fmt::format("sluiced: standard output cannot be written: {}", std::generic_category().message(error_)));
  return ExitCode::internal;
}

}  // namespace sluiced::cli
