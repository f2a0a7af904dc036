// The main thread of `sluiced run`: signals, and the supervisor until all has stopped.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/exit_code.h"
#include "supervisor/supervisor.h"

namespace sluiced::supervisor {

/// Blocks SIGTERM and SIGINT for this thread and all that start later. Before any other thread starts.
void block_signals();

/// Runs until SIGTERM or SIGINT, then drains: exit 0, within drain_timeout and a second whatever hangs. A second signal ends the process
/// at once with 128 + its number, with nothing committed beyond what is acknowledged.
ExitCode run_daemon(Supervisor& supervisor, Duration drain_timeout, const Clock& clock);

}  // namespace sluiced::supervisor
