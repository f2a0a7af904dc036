// Keeps the loops alive: a loop that ends on its own comes back after a backoff; one group's failure leaves the others alone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/wakeup.h"
#include "supervisor/loop_runner.h"

namespace sluiced::supervisor {

struct SupervisorSettings {
  BackoffSettings backoff;
  Duration backoff_reset_after{300'000};  ///< a loop that ran that long begins at the first step again
};

/// One thread: the main one. It waits on wakeup() (and on what else it likes), then calls tick().
class Supervisor {
 public:
  Supervisor(std::vector<gate::LoopSettings> loops, const ClientFactory& factory, SupervisorSettings settings,
             const Clock& clock);

  void start();
  /// Asks all loops to finish what is under way and leave their groups. Nothing starts again afterwards.
  void drain();
  /// Takes what has ended, starts what is due.
  void tick();
  /// How long until tick() has something to do unasked; nullopt: until signalled.
  std::optional<Duration> until_next_tick() const;
  bool all_stopped() const;
  /// Every loop has joined its group, or failed once.
  bool all_tried() const;
  /// Of all drains so far: everything was acknowledged, committed and left in time.
  bool drained_in_time() const { return drained_in_time_; }
  Wakeup& wakeup() { return wakeup_; }
  const LoopRunner& loop(std::size_t index) const { return *children_[index].runner; }
  std::size_t loop_count() const { return children_.size(); }

 private:
  struct Child {
    std::unique_ptr<LoopRunner> runner;
    Backoff backoff;
    MonotonicTime started{};
    std::optional<MonotonicTime> restart_at;
    bool failed_once = false;
    std::string last_reason;
  };
  void start(Child& child);
  void on_ended(Child& child, const gate::Ended& ended);

  Wakeup wakeup_;
  SupervisorSettings settings_;
  const Clock& clock_;
  std::vector<Child> children_;
  bool draining_ = false;
  bool drained_in_time_ = true;
};

}  // namespace sluiced::supervisor
