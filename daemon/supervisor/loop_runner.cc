#include "supervisor/loop_runner.h"

#include <exception>
#include <system_error>

namespace sluiced::supervisor {

LoopRunner::~LoopRunner() {
  if (!thread_.joinable()) return;
  control_->drain();
  thread_.join();
}

void LoopRunner::start(const LoopPlan& plan, gate::CounterBook& counters) {
  control_ = std::make_unique<gate::LoopControl>(wakeup_, outside_);
  gauges_.progress_at_ms = clock_.now().time_since_epoch().count();
  gauges_.joined = false;
  try {
    thread_ = std::thread([this, plan, &counters] { run_loop(plan, counters); });
  } catch (const std::system_error& refused) {
    tell_ended({.how = gate::Ended::How::retriable, .why = "no thread for it: " + refused.code().message()});
  }
}

std::optional<gate::Ended> LoopRunner::take_ended() {
  std::optional<gate::Ended> ended;
  {
    const std::lock_guard lock(mutex_);
    ended = std::exchange(ended_, std::nullopt);
  }
  if (ended && thread_.joinable()) thread_.join();
  return ended;
}

/// A fault of ours ends this loop, not the process: it comes back with new clients from the committed offsets.
void LoopRunner::run_loop(const LoopPlan& plan, gate::CounterBook& counters) {
  gate::Ended ended;
  try {
    ended = run_once(plan, counters);
  } catch (const std::exception& fault) {
    ended = {.how = gate::Ended::How::retriable, .why = std::string("internal: ") + fault.what()};
  }
  tell_ended(std::move(ended));
}

void LoopRunner::tell_ended(gate::Ended ended) {
  {
    const std::lock_guard lock(mutex_);
    ended_ = std::move(ended);
  }
  outside_.signal();
}

gate::Ended LoopRunner::run_once(const LoopPlan& plan, gate::CounterBook& counters) {
  const std::unique_ptr<Clients> clients = plan.clients->make(plan.settings, wakeup_);
  gate::ConsumerLoop loop(plan.settings,
                          {.source = clients->source(),
                           .committer = clients->committer(),
                           .lookup = clients->lookup(),
                           .sink = clients->sink(),
                           .admin = clients->admin(),
                           .clock = clock_,
                           .wakeup = wakeup_,
                           .counters = counters,
                           .gauges = gauges_,
                           .transactions = clients->transactions()},
                          *control_);
  return loop.run();
}

}  // namespace sluiced::supervisor
