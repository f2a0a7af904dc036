// The life of one loop: its state, its restarts, what it was planned to be. The supervisor has one for every instance of every group.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/backoff.h"
#include "supervisor/loop_runner.h"
#include "supervisor/status.h"

namespace sluiced::supervisor {

/// On the supervisor's thread.
class Child {
 public:
  Child(LoopPlan plan, const SupervisorSettings& settings, const Clock& clock, Wakeup& outside);

  void start();
  /// Ends for good: what runs drains, what waits to come back stays away.
  void drain();
  /// Notices what has happened since, and starts again what is due.
  void tick();
  /// The new plan from now on. Where only schemas differ they are swapped in at a batch boundary, without leaving the group; else the
  /// loop drains and comes back. What is in backoff starts at once where its plan has changed, what has failed in any case. Says whether
  /// it restarts.
  bool change(LoopPlan plan);
  /// Backoff and limits of a newer configuration; what is under way keeps its times.
  void set(const SupervisorSettings& settings);

  /// Until released; over restarts too. A loop that does not run now begins so.
  void hold_by_hand(const std::string& topic, bool held);
  /// False where it does not run, so that nobody would answer.
  bool post(gate::LoopMail mail);
  std::vector<gate::LoopAnswer> take_answers();

  LoopState state() const { return state_; }
  bool over() const { return state_ == LoopState::stopped && !waiting_; }
  /// On its way out of its group, for good or to come back otherwise. Until all such are out, nobody joins the group by a newer plan:
  /// members of one group have to agree, on the assignor for one.
  bool leaving() const { return alive() && (draining_ || coming_back_); }
  /// Is to start once nobody is leaving its group.
  bool waiting() const { return waiting_; }
  void start_when_clear() { waiting_ = true; }
  bool draining() const { return draining_; }
  /// Has joined its group, failed once, or found no broker or no topic.
  bool tried() const { return tried_; }
  bool drained_in_time() const { return drained_in_time_; }
  /// Until tick() has something to do unasked; nullopt: until signalled.
  std::optional<Duration> until_next_tick() const;
  /// Its thread should come round and has not for longer than stall_timeout.
  bool stalled() const;
  bool works_by(std::uint64_t generation) const;

  const LoopPlan& plan() const { return plan_; }
  /// nullptr: it has not worked on that topic yet.
  const gate::TopicCounters* counters(const std::string& topic) const { return counters_.find(topic); }
  /// Topics that it reads because they match, with what they are like by its plan. They stay over restarts.
  std::vector<gate::TopicSettings> matched() const;
  /// Named in its plan, or matched.
  bool reads(const std::string& topic) const;
  LoopStatus status() const;

 private:
  void enter(LoopState state, const std::string& why);
  void on_ended(const gate::Ended& ended);
  void back_off(const gate::Ended& ended);
  void log_totals() const;
  const std::string& client() const { return plan_.settings.client; }
  bool alive() const { return runner_.running(); }

  LoopPlan plan_;
  SupervisorSettings settings_;
  const Clock& clock_;
  gate::CounterBook counters_;  ///< they outlive restarts
  Backoff backoff_;
  LoopState state_ = LoopState::stopped;
  MonotonicTime state_since_;
  std::optional<MonotonicTime> running_since_;  ///< of this run, once it has joined
  std::optional<MonotonicTime> restart_at_;
  std::optional<MonotonicTime> fenced_at_;
  std::string why_;
  std::uint64_t restarts_ = 0;
  bool tried_ = false;
  bool draining_ = false;     ///< for good
  bool waiting_ = false;      ///< for the group to be clear
  bool coming_back_ = false;  ///< drains for the sake of a new plan
  bool drained_in_time_ = true;
  LoopRunner runner_;  ///< last: its destructor waits for the thread, which uses the counters
};

/// Whether a loop by the one plan can become one by the other without leaving its group.
bool same_but_for_schemas(const LoopPlan& one, const LoopPlan& other);

}  // namespace sluiced::supervisor
