#include "supervisor/loop_runner.h"

#include <exception>

namespace sluiced::supervisor {

LoopRunner::LoopRunner(gate::LoopSettings settings, ClientFactory factory, const Clock& clock, Wakeup& ended)
    : settings_(std::move(settings)),
      factory_(std::move(factory)),
      clock_(clock),
      ended_signal_(ended),
      counters_(settings_.topics.size()) {}

LoopRunner::~LoopRunner() {
  drain();
  if (thread_.joinable()) thread_.join();
}

void LoopRunner::start() {
  thread_ = std::thread([this] { run_loop(); });
}

void LoopRunner::drain() { control_.drain(); }

std::optional<gate::Ended> LoopRunner::take_ended() {
  joined_ = joined_ || control_.joined();
  std::optional<gate::Ended> ended;
  {
    const std::lock_guard lock(mutex_);
    ended = std::exchange(ended_, std::nullopt);
  }
  if (ended) thread_.join();
  return ended;
}

/// A fault of ours ends this loop, not the process: it comes back with new clients from the committed offsets.
void LoopRunner::run_loop() {
  gate::Ended ended;
  try {
    ended = run_once();
  } catch (const std::exception& fault) {
    ended = {.how = gate::Ended::How::retriable, .why = std::string("internal: ") + fault.what()};
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = std::move(ended);
  }
  ended_signal_.signal();
}

gate::Ended LoopRunner::run_once() {
  const std::unique_ptr<Clients> clients = factory_(settings_, wakeup_);
  gate::ConsumerLoop loop(settings_,
                          {.source = clients->source(),
                           .committer = clients->committer(),
                           .lookup = clients->lookup(),
                           .sink = clients->sink(),
                           .admin = clients->admin(),
                           .clock = clock_,
                           .wakeup = wakeup_,
                           .counters = counters_},
                          control_);
  return loop.run();
}

}  // namespace sluiced::supervisor
