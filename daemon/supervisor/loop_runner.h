// One loop with its thread: starts it, passes on what is asked of it, tells how it ended. Restarting is the child's.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "base/wakeup.h"
#include "gate/consumer_loop.h"
#include "supervisor/plan.h"

namespace sluiced::supervisor {

/// All members are called on the supervisor's thread. `outside` is signalled when the loop is over, has joined, or has answered.
class LoopRunner {
 public:
  LoopRunner(const Clock& clock, Wakeup& outside) : clock_(clock), outside_(outside) {}
  ~LoopRunner();  ///< asks for the drain and waits for it
  LoopRunner(const LoopRunner&) = delete;
  LoopRunner& operator=(const LoopRunner&) = delete;

  /// counters: they outlive the run. Where there is no thread for it the loop has ended at once.
  void start(const LoopPlan& plan, gate::CounterBook& counters);
  bool running() const { return thread_.joinable(); }
  /// How the loop ended, once, after which it may be started again; nullopt while it runs.
  std::optional<gate::Ended> take_ended();

  /// While it runs.
  gate::LoopControl& control() { return *control_; }
  const gate::LoopGauges& gauges() const { return gauges_; }

 private:
  void run_loop(const LoopPlan& plan, gate::CounterBook& counters);
  void tell_ended(gate::Ended ended);
  gate::Ended run_once(const LoopPlan& plan, gate::CounterBook& counters);

  const Clock& clock_;
  Wakeup& outside_;
  Wakeup wakeup_;
  gate::LoopGauges gauges_;
  std::unique_ptr<gate::LoopControl> control_;
  std::thread thread_;
  std::mutex mutex_;
  std::optional<gate::Ended> ended_;
};

}  // namespace sluiced::supervisor
