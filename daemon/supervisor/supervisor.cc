#include "supervisor/supervisor.h"

#include <algorithm>
#include <random>

#include "base/log.h"

namespace sluiced::supervisor {
namespace {

double random_share() {
  static std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

void log_totals(const LoopRunner& runner) {
  for (std::size_t i = 0; i < runner.counters().size(); ++i) {
    const gate::TopicCounters& counters = runner.counters()[i];
    std::uint64_t judged = 0;
    for (const auto& count : counters.records) judged += count;
    const std::uint64_t valid = counters.records[index_of(VerdictCode::valid)];
    const std::uint64_t tombstones = counters.records[index_of(VerdictCode::tombstone)];
    log::event(log::Level::info, "topic totals",
               {{"group", runner.settings().group},
                {"topic", runner.settings().topics[i].name},
                {"judged", judged},
                {"valid", valid},
                {"tombstones", tombstones},
                {"not_valid", judged - valid - tombstones},
                {"dead_letters", counters.letters_delivered.load()},
                {"resent", counters.letters_failed.load()},
                {"offsets_lost", counters.offsets_lost.load()}});
  }
}

}  // namespace

Supervisor::Supervisor(std::vector<gate::LoopSettings> loops, const ClientFactory& factory, SupervisorSettings settings,
                       const Clock& clock)
    : settings_(settings), clock_(clock) {
  for (gate::LoopSettings& loop : loops)
    children_.push_back(Child{.runner = std::make_unique<LoopRunner>(std::move(loop), factory, clock, wakeup_),
                              .backoff = Backoff(settings.backoff),
                              .started = {},
                              .restart_at = std::nullopt,
                              .failed_once = false,
                              .last_reason = {}});
}

void Supervisor::start() {
  for (Child& child : children_) start(child);
}

void Supervisor::start(Child& child) {
  child.restart_at.reset();
  child.started = clock_.now();
  child.runner->start();
}

void Supervisor::drain() {
  draining_ = true;
  for (Child& child : children_) {
    child.restart_at.reset();
    child.runner->drain();
  }
}

void Supervisor::tick() {
  for (Child& child : children_) {
    if (const auto ended = child.runner->take_ended()) on_ended(child, *ended);
    if (!draining_ && child.restart_at && clock_.now() >= *child.restart_at) start(child);
  }
}

void Supervisor::on_ended(Child& child, const gate::Ended& ended) {
  const std::string& group = child.runner->settings().group;
  if (ended.how == gate::Ended::How::stopped) {
    drained_in_time_ = drained_in_time_ && ended.in_time;
    log::event(ended.in_time ? log::Level::info : log::Level::warn, "loop stopped", {{"group", group}, {"why", ended.why}});
    log_totals(*child.runner);
    return;
  }
  child.failed_once = true;
  if (draining_) return;
  if (clock_.now() - child.started >= settings_.backoff_reset_after) child.backoff.reset();
  const Duration wait = child.backoff.next(random_share());
  child.restart_at = clock_.now() + wait;
  // The same reason again and again is told once as an error; what follows can be seen at level debug.
  log::event(ended.why == child.last_reason ? log::Level::debug : log::Level::error, "loop failed; it comes back",
             {{"group", group}, {"why", ended.why}, {"in_ms", wait.count()}});
  child.last_reason = ended.why;
}

std::optional<Duration> Supervisor::until_next_tick() const {
  std::optional<Duration> next;
  for (const Child& child : children_) {
    if (!child.restart_at) continue;
    const Duration wait = std::max(*child.restart_at - clock_.now(), Duration{0});
    next = next ? std::min(*next, wait) : wait;
  }
  return next;
}

bool Supervisor::all_stopped() const {
  return std::none_of(children_.begin(), children_.end(), [](const Child& child) { return child.runner->running(); });
}

bool Supervisor::all_tried() const {
  return std::all_of(children_.begin(), children_.end(),
                     [](const Child& child) { return child.runner->joined() || child.failed_once; });
}

}  // namespace sluiced::supervisor
