#include "supervisor/daemon.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/log.h"

namespace sluiced::supervisor {
namespace {

/// What the way out may take beyond drain_timeout before nobody waits any longer.
constexpr Duration way_out_margin{800};

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

class SignalDescriptor {
 public:
  SignalDescriptor() {
    const sigset_t set = handled_signals();
    fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  }
  ~SignalDescriptor() { close(fd_); }
  SignalDescriptor(const SignalDescriptor&) = delete;
  SignalDescriptor& operator=(const SignalDescriptor&) = delete;

  int fd() const { return fd_; }
  /// 0: none.
  int take() {
    signalfd_siginfo info{};
    return read(fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info) ? static_cast<int>(info.ssi_signo) : 0;
  }

 private:
  int fd_ = -1;
};

int wait_ms(std::optional<Duration> until_tick, std::optional<Duration> until_deadline) {
  Duration wait{60'000};
  if (until_tick) wait = std::min(wait, *until_tick);
  if (until_deadline) wait = std::min(wait, std::max(*until_deadline, Duration{0}));
  return static_cast<int>(wait.count());
}

}  // namespace

void block_signals() {
  const sigset_t set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

ExitCode run_daemon(Supervisor& supervisor, Duration drain_timeout, const Clock& clock) {
  SignalDescriptor signals;
  supervisor.start();
  std::optional<MonotonicTime> deadline;
  while (!deadline || !supervisor.all_stopped()) {
    pollfd waited[] = {{.fd = signals.fd(), .events = POLLIN, .revents = 0},
                       {.fd = supervisor.wakeup().fd(), .events = POLLIN, .revents = 0}};
    poll(waited, std::size(waited),
         wait_ms(supervisor.until_next_tick(), deadline ? std::optional(*deadline - clock.now()) : std::nullopt));
    supervisor.wakeup().clear();
    while (const int number = signals.take()) {
      if (deadline) _exit(128 + number);
      log::event(log::Level::info, "draining",
                 {{"signal", number == SIGTERM ? "SIGTERM" : "SIGINT"}, {"at_most_ms", drain_timeout.count()}});
      deadline = clock.now() + drain_timeout + way_out_margin;
      supervisor.drain();
    }
    supervisor.tick();
    if (deadline && clock.now() >= *deadline && !supervisor.all_stopped()) {
      log::event(log::Level::warn, "the drain's time is over; what is not acknowledged will be read and judged again", {});
      _exit(to_int(ExitCode::ok));
    }
  }
  log::event(log::Level::info, "stopped", {});
  return ExitCode::ok;
}

}  // namespace sluiced::supervisor
