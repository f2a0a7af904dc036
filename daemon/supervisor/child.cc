#include "supervisor/child.h"

#include <algorithm>
#include <random>

#include "base/repeats.h"
#include "metrics/event.h"

namespace sluiced::supervisor {
namespace {

double random_share() {
  static std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

/// A member that has lost its session may be fenced by what is left of itself; once more within this time it is somebody else.
constexpr Duration fenced_again_within{5 * 60'000};

/// The loop's thread runs and should come round.
bool is_live(LoopState state) {
  return state == LoopState::starting || state == LoopState::running || state == LoopState::draining;
}

}  // namespace

bool same_but_for_schemas(const LoopPlan& one, const LoopPlan& other) {
  gate::LoopSettings settings = one.settings;
  settings.generation = other.settings.generation;
  if (settings.topics.size() != other.settings.topics.size() || !one.clients->same_as(*other.clients)) return false;
  for (std::size_t i = 0; i < settings.topics.size(); ++i) {
    settings.topics[i].schema = other.settings.topics[i].schema;
    settings.topics[i].schema_since = other.settings.topics[i].schema_since;
    settings.topics[i].held_by_hand = other.settings.topics[i].held_by_hand;
  }
  if (settings.matches.size() != other.settings.matches.size()) return false;
  for (std::size_t i = 0; i < settings.matches.size(); ++i) {
    settings.matches[i].topic.schema = other.settings.matches[i].topic.schema;
    settings.matches[i].topic.schema_since = other.settings.matches[i].topic.schema_since;
  }
  settings.held_by_hand = other.settings.held_by_hand;
  return settings == other.settings;
}

Child::Child(LoopPlan plan, const SupervisorSettings& settings, const Clock& clock, Wakeup& outside)
    : plan_(std::move(plan)),
      settings_(settings),
      clock_(clock),
      backoff_(settings.backoff),
      state_since_(clock.now()),
      runner_(clock, outside) {}

void Child::enter(LoopState state, const std::string& why) {
  if (state == state_) return;
  const LoopState from = std::exchange(state_, state);
  state_since_ = clock_.now();
  if (state == LoopState::backoff || state == LoopState::failed) return;  // told with the cause
  emit(Event::loop_state, {{"client", client()}, {"from", to_string(from)}, {"to", to_string(state)}, {"why", why}});
}

void Child::start() {
  waiting_ = false;
  restart_at_.reset();
  counters_.keep([this](const std::string& topic) { return reads(topic); });
  enter(LoopState::starting, why_.empty() ? "start" : "restart");
  runner_.start(plan_, counters_);
}

void Child::drain() {
  draining_ = true;
  coming_back_ = false;
  waiting_ = false;
  restart_at_.reset();
  if (alive()) {
    runner_.control().drain();
    enter(LoopState::draining, "asked to stop");
  } else {
    enter(LoopState::stopped, "asked to stop");
  }
}

void Child::tick() {
  if (state_ == LoopState::starting && runner_.gauges().joined) {
    tried_ = true;
    running_since_ = clock_.now();
    enter(LoopState::running, "joined its group");
  }
  // No broker, or no topic: it goes on trying by itself, and has tried as well as one that failed.
  if (alive() && !runner_.gauges().complaint.get().empty()) tried_ = true;
  if (const auto ended = runner_.take_ended()) on_ended(*ended);
  if (restart_at_ && clock_.now() >= *restart_at_) {
    ++restarts_;
    start();
  }
}

void Child::on_ended(const gate::Ended& ended) {
  const auto ran_since = std::exchange(running_since_, std::nullopt);
  if (ran_since && clock_.now() - *ran_since >= settings_.backoff_reset_after) backoff_.reset();
  if (ended.how == gate::Ended::How::stopped) {
    drained_in_time_ = drained_in_time_ && ended.in_time;
    if (!ended.in_time) emit(Event::drain_timed_out, {{"client", client()}, {"why", ended.why}});
    log_totals();
  }
  if (coming_back_) {
    coming_back_ = false;
    why_.clear();
    ++restarts_;
    enter(LoopState::stopped, "drained for a changed configuration");
    start_when_clear();
  } else if (draining_) {
    const std::string& member = plan_.settings.static_member;
    if (!member.empty()) emit(Event::static_member_stays, {{"client", client()}, {"member", member}});
    enter(LoopState::stopped, ended.why);
  } else {
    back_off(ended);
  }
}

void Child::back_off(const gate::Ended& ended) {
  tried_ = true;
  why_ = ended.why;
  const auto fenced_before = ended.how == gate::Ended::How::fatal ? std::exchange(fenced_at_, clock_.now()) : std::nullopt;
  if (fenced_before && clock_.now() - *fenced_before < fenced_again_within) {
    enter(LoopState::failed, why_);
    emit(Event::loop_given_up, {{"client", client()}, {"why", why_}});
    return;
  }
  const Duration wait = backoff_.next(random_share());
  restart_at_ = clock_.now() + wait;
  enter(LoopState::backoff, why_);
  if (ended.how == gate::Ended::How::left_behind) {
    emit_repeating(Event::loop_left_behind, client() + ' ' + without_numbers(why_),
                   {{"client", client()}, {"why", why_}, {"in_ms", wait.count()}});
    return;
  }
  emit_repeating(Event::loop_failed, client() + ' ' + without_numbers(why_),
                 {{"client", client()}, {"why", why_}, {"in_ms", wait.count()}});
}

bool Child::change(LoopPlan plan) {
  const bool swap_is_enough = same_but_for_schemas(plan_, plan) && !draining_;
  plan_ = std::move(plan);
  draining_ = false;  // it was to go, and is wanted again
  if (!alive()) {
    if (swap_is_enough && state_ != LoopState::failed) return false;  // in backoff: it will start by the new plan
    backoff_.reset();
    restart_at_.reset();
    ++restarts_;
    enter(LoopState::stopped, "its configuration has changed");
    start_when_clear();
    return true;
  }
  if (swap_is_enough && !coming_back_) {
    gate::SwapSchemas swap{.generation = plan_.settings.generation, .schemas = {}};
    for (const gate::TopicSettings& topic : plan_.settings.topics) swap.schemas.push_back(topic.schema);
    for (const gate::MatchSettings& match : plan_.settings.matches) swap.of_matches.push_back(match.topic.schema);
    runner_.control().post({.ticket = 0, .request = std::move(swap)});
    return false;
  }
  coming_back_ = true;
  runner_.control().drain();
  enter(LoopState::draining, "its configuration has changed");
  return true;
}

void Child::set(const SupervisorSettings& settings) {
  if (!(settings.backoff == settings_.backoff)) backoff_ = Backoff(settings.backoff);
  settings_ = settings;
}

void Child::hold_by_hand(const std::string& topic, bool held) {
  for (gate::TopicSettings& own : plan_.settings.topics)
    if (own.name == topic) own.held_by_hand = held;
  if (!gate::matched_settings(plan_.settings, topic)) return;
  if (held)
    plan_.settings.held_by_hand.insert(topic);
  else
    plan_.settings.held_by_hand.erase(topic);
}

bool Child::post(gate::LoopMail mail) {
  if (!alive() || draining_ || coming_back_) return false;
  runner_.control().post(std::move(mail));
  return true;
}

std::vector<gate::LoopAnswer> Child::take_answers() {
  return alive() ? runner_.control().take_answers() : std::vector<gate::LoopAnswer>();
}

std::vector<gate::TopicSettings> Child::matched() const {
  std::vector<gate::TopicSettings> all;
  if (plan_.settings.matches.empty()) return all;
  for (const std::string& topic : runner_.gauges().matched.get())
    if (auto settings = gate::matched_settings(plan_.settings, topic)) all.push_back(std::move(*settings));
  return all;
}

bool Child::reads(const std::string& topic) const {
  const auto& named = plan_.settings.topics;
  if (std::any_of(named.begin(), named.end(), [&](const auto& own) { return own.name == topic; })) return true;
  const std::vector<std::string> found = runner_.gauges().matched.get();
  return std::find(found.begin(), found.end(), topic) != found.end() && gate::matched_settings(plan_.settings, topic);
}

std::optional<Duration> Child::until_next_tick() const {
  if (!restart_at_) return std::nullopt;
  return std::max(*restart_at_ - clock_.now(), Duration{0});
}

bool Child::stalled() const {
  if (!alive() || !is_live(state_)) return false;
  return clock_.now().time_since_epoch().count() - runner_.gauges().progress_at_ms >= settings_.stall_timeout.count();
}

bool Child::works_by(std::uint64_t generation) const {
  if (waiting_) return false;
  return !alive() || (!coming_back_ && runner_.gauges().generation == generation);
}

LoopStatus Child::status() const {
  const gate::LoopGauges& gauges = runner_.gauges();
  LoopStatus status;
  status.group = plan_.settings.group;
  status.instance = plan_.settings.instance;
  status.client = client();
  status.state = state_;
  status.in_state = clock_.now() - state_since_;
  status.why = state_ == LoopState::starting && !gauges.complaint.get().empty() ? gauges.complaint.get() : why_;
  status.back_in = until_next_tick();
  status.restarts = restarts_;
  status.rebalances = gauges.rebalances;
  status.transactions_committed = gauges.transactions_committed;
  status.transactions_aborted = gauges.transactions_aborted;
  for (const std::string& topic : counters_.topics()) status.partitions += counters_.find(topic)->partitions;
  status.joined = alive() && gauges.joined;
  status.broker_reachable = alive() && gauges.broker_reachable;
  status.last_progress = alive() ? Duration{clock_.now().time_since_epoch().count() - gauges.progress_at_ms} : Duration{0};
  status.stalled = stalled();
  status.generation = alive() ? gauges.generation.load() : plan_.settings.generation;
  status.queued_letters = alive() ? gauges.queued_letters.load() : 0;
  status.fetched_ahead = alive() ? gauges.fetched_ahead.load() : 0;
  return status;
}

void Child::log_totals() const {
  std::vector<gate::TopicSettings> topics = plan_.settings.topics;
  for (gate::TopicSettings& topic : matched()) topics.push_back(std::move(topic));
  for (const gate::TopicSettings& topic : topics) {
    const gate::TopicCounters* const found = counters_.find(topic.name);
    if (found == nullptr) continue;
    const gate::TopicCounters& counters = *found;
    std::uint64_t judged = 0;
    std::uint64_t letters = 0;
    for (const auto& count : counters.records) judged += count;
    for (const auto& count : counters.letters_delivered) letters += count;
    const std::uint64_t valid = counters.records[index_of(VerdictCode::valid)];
    const std::uint64_t tombstones = counters.records[index_of(VerdictCode::tombstone)];
    emit(Event::topic_totals, {{"group", plan_.settings.group},
                               {"topic", topic.name},
                               {"mode", to_string(topic.mode)},
                               {"judged", judged},
                               {"valid", valid},
                               {"tombstones", tombstones},
                               {"not_valid", judged - valid - tombstones},
                               {"dead_letters", letters},
                               {"forwarded", counters.forwarded.load()},
                               {"resent", counters.letters_failed.load()},
                               {"offsets_lost", counters.offsets_lost.load()}});
  }
}

}  // namespace sluiced::supervisor
