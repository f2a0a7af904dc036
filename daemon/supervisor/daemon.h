// The main thread of `sluiced run`: signals, reloads, the control socket, the notices to systemd, and the supervisor until all has stopped.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/exit_code.h"
#include "supervisor/control_server.h"
#include "supervisor/notify.h"
#include "supervisor/operations.h"
#include "supervisor/reloader.h"
#include "supervisor/status_board.h"
#include "supervisor/supervisor.h"

namespace sluiced::supervisor {

/// Blocks the signals that the daemon handles, for this thread and all that start later. Before any other thread starts.
void block_signals();

/// What does not change while the process lives.
struct DaemonIdentity {
  std::string version;
  std::string librdkafka;
  std::string node;
  std::string config_file;
};

class Daemon {
 public:
  struct Parts {
    PlanLoader loader;
    Notifier notifier;
    std::unique_ptr<ControlServer> control;  ///< nullptr: none
    const Clock& clock;
    StatusBoard& board;  ///< filled from the first moment on
  };
  Daemon(DaemonIdentity identity, Plan plan, Parts parts);

  /// Runs until SIGTERM or SIGINT, then drains: exit 0, within drain_timeout and a second whatever hangs. A second signal ends the process
  /// at once with 128 + its number, with nothing committed beyond what is acknowledged. SIGHUP reloads, SIGUSR1 logs the status.
  ExitCode run();

 private:
  void wait(int signals);
  void on_signal(int number);
  void begin_drain(int number);
  std::uint64_t begin_reload(const std::string& asked_by);
  void finish_reload();
  void apply(Plan plan);
  void tell_kept(const StartSettings& in_file) const;
  void serve_control();
  void show();  ///< the status as it is now, to those who look
  void publish();
  void tell_systemd(const Status& status);
  void remind(const Status& status);
  Status status() const;
  bool has_reading_to_wait_for() const { return reloader_.under_way(); }

  DaemonIdentity identity_;
  Parts parts_;
  StartSettings kept_;
  Supervisor supervisor_;
  Reloader reloader_;
  Operations operations_;
  WallTime started_;
  ReloadStatus reload_;
  bool tried_ = false;
  std::set<std::string> stalled_;          ///< clients that it was told of
  std::optional<MonotonicTime> deadline_;  ///< of the way out
  MonotonicTime next_sample_{};
  MonotonicTime next_reminder_{};
  MonotonicTime fed_at_{};
  std::string told_;  ///< what STATUS= said last
};

}  // namespace sluiced::supervisor
