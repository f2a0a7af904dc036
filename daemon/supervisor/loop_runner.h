// One group's loop with its thread: starts it, asks it to drain, tells how it ended. Restarting is the supervisor's.
#pragma once

#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/wakeup.h"
#include "gate/consumer_loop.h"
#include "supervisor/clients.h"

namespace sluiced::supervisor {

/// All members are called on the supervisor's thread. `ended` is signalled when the loop is over.
class LoopRunner {
 public:
  LoopRunner(gate::LoopSettings settings, ClientFactory factory, const Clock& clock, Wakeup& ended);
  ~LoopRunner();  ///< asks for the drain and waits for it
  LoopRunner(const LoopRunner&) = delete;
  LoopRunner& operator=(const LoopRunner&) = delete;

  void start();
  void drain();
  bool running() const { return thread_.joinable(); }
  /// How the loop ended, once, after which it may be started again; nullopt while it runs.
  std::optional<gate::Ended> take_ended();

  const gate::LoopSettings& settings() const { return settings_; }
  /// One per topic; they outlive restarts.
  const std::vector<gate::TopicCounters>& counters() const { return counters_; }
  bool joined() const { return joined_; }

 private:
  void run_loop();
  gate::Ended run_once();

  gate::LoopSettings settings_;
  ClientFactory factory_;
  const Clock& clock_;
  Wakeup& ended_signal_;
  Wakeup wakeup_;
  std::vector<gate::TopicCounters> counters_;
  gate::LoopControl control_{wakeup_};
  std::thread thread_;
  bool joined_ = false;
  std::mutex mutex_;
  std::optional<gate::Ended> ended_;
};

}  // namespace sluiced::supervisor
