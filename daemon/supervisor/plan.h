// What a configuration file comes down to for the running daemon. Made at start and again by every reload, off the main thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/result.h"
#include "gate/settings.h"
#include "supervisor/clients.h"

namespace sluiced::supervisor {

/// One loop: an instance of a group.
struct LoopPlan {
  gate::LoopSettings settings;
  std::shared_ptr<const ClientFactory> clients;
};

struct SupervisorSettings {
  BackoffSettings backoff;
  Duration backoff_reset_after{300'000};  ///< a loop that ran that long begins at the first step again
  Duration drain_timeout{20'000};
  Duration stall_timeout{180'000};
};

/// What keeps the value it had when the process started; a reload only says so.
struct StartSettings {
  std::string http_listen;
  std::string control_socket;
  log::Format log_format = log::Format::automatic;
};

struct Plan {
  std::vector<LoopPlan> loops;  ///< by group in the file's order, then instance
  SupervisorSettings settings;
  bool enabled = true;
  std::string config_sha256;
  log::Level log_level = log::Level::info;
  StartSettings start;
};

/// Reads and checks everything anew: all or nothing. Called off the main thread, one call at a time.
using PlanLoader = std::function<Result<Plan, Fault>()>;

}  // namespace sluiced::supervisor
