#include "supervisor/supervisor.h"

#include <algorithm>

namespace sluiced::supervisor {

Supervisor::Supervisor(Plan plan, const Clock& clock) : clock_(clock), plan_(std::move(plan)) {
  note_schemas(false);
  for (const LoopPlan& loop : plan_.loops) children_.push_back(std::make_unique<Child>(loop, plan_.settings, clock, wakeup_));
}

void Supervisor::start() {
  for (const auto& child : children_) child->start();
}

void Supervisor::drain() {
  draining_ = true;
  for (const auto& child : children_) child->drain();
}

void Supervisor::tick() {
  for (const auto& child : children_) child->tick();
  if (draining_) return;
  start_where_clear();
  std::erase_if(children_, [&](const auto& child) {
    if (!child->over() || !child->draining()) return false;
    drained_in_time_ = drained_in_time_ && child->drained_in_time();
    return true;
  });
}

void Supervisor::start_where_clear() {
  for (const auto& child : children_) {
    if (!child->waiting()) continue;
    const bool clear = std::none_of(children_.begin(), children_.end(), [&](const auto& other) {
      return other->leaving() && other->plan().settings.group == child->plan().settings.group;
    });
    if (clear) child->start();
  }
}

Changes Supervisor::apply(Plan plan) {
  Changes changes;
  ++generation_;
  plan_ = std::move(plan);
  note_schemas(true);
  std::vector<std::unique_ptr<Child>> old = std::exchange(children_, {});
  for (LoopPlan& loop : plan_.loops) {
    loop.settings.generation = generation_;
    for (gate::TopicSettings& topic : loop.settings.topics) topic.held_by_hand = held_by_hand_.contains(topic.name);
    if (!loop.settings.matches.empty()) loop.settings.held_by_hand = held_by_hand_;
    const auto same = std::find_if(old.begin(), old.end(), [&](const auto& child) {
      return child && child->plan().settings.group == loop.settings.group &&
             child->plan().settings.instance == loop.settings.instance;
    });
    if (same == old.end()) {
      children_.push_back(std::make_unique<Child>(loop, plan_.settings, clock_, wakeup_));
      children_.back()->start_when_clear();
      ++changes.started;
      continue;
    }
    children_.push_back(std::move(*same));
    children_.back()->set(plan_.settings);
    ++(children_.back()->change(loop) ? changes.restarted : changes.swapped);
  }
  for (auto& child : old) {
    if (!child) continue;
    if (!child->draining()) ++changes.stopped;
    child->drain();
    children_.push_back(std::move(child));
  }
  start_where_clear();
  return changes;
}

std::optional<Duration> Supervisor::until_next_tick() const {
  std::optional<Duration> next;
  for (const auto& child : children_)
    if (const auto wait = child->until_next_tick()) next = next ? std::min(*next, *wait) : *wait;
  return next;
}

bool Supervisor::all_stopped() const {
  return std::all_of(children_.begin(), children_.end(), [](const auto& child) { return child->over(); });
}

bool Supervisor::all_tried() const {
  return std::all_of(children_.begin(), children_.end(), [](const auto& child) { return child->tried() || child->draining(); });
}

bool Supervisor::generation_everywhere() const {
  return std::all_of(children_.begin(), children_.end(),
                     [this](const auto& child) { return !child->draining() && child->works_by(generation_); });
}

bool Supervisor::drained_in_time() const {
  return drained_in_time_ &&
         std::all_of(children_.begin(), children_.end(), [](const auto& child) { return child->drained_in_time(); });
}

Supervisor::Asked Supervisor::post(const std::string& topic, const gate::LoopMail& mail) {
  Asked asked;
  for (const auto& child : children_) {
    if (!child->reads(topic)) continue;
    ++asked.known;
    if (child->post(mail)) ++asked.asked;
  }
  return asked;
}

Supervisor::Asked Supervisor::hold(std::uint64_t ticket, const std::string& topic) {
  for (const auto& child : children_) child->hold_by_hand(topic, true);
  const Asked asked = post(topic, {.ticket = ticket, .request = gate::HoldTopic{topic}});
  if (asked.known > 0) held_by_hand_.insert(topic);
  return asked;
}

Supervisor::Asked Supervisor::release(std::uint64_t ticket, const std::string& topic) {
  held_by_hand_.erase(topic);
  for (const auto& child : children_) child->hold_by_hand(topic, false);
  return post(topic, {.ticket = ticket, .request = gate::ReleaseTopic{topic}});
}

Supervisor::Asked Supervisor::skip(std::uint64_t ticket, const TopicPartition& partition, Offset offset,
                                   const std::string& reason) {
  return post(partition.topic, {.ticket = ticket, .request = gate::SkipRecord{partition, offset, reason}});
}

std::vector<gate::LoopAnswer> Supervisor::take_answers() {
  std::vector<gate::LoopAnswer> all;
  for (const auto& child : children_)
    for (gate::LoopAnswer& answer : child->take_answers()) all.push_back(std::move(answer));
  return all;
}

}  // namespace sluiced::supervisor
