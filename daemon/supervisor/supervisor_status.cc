// What the supervisor's loops and topics look like from outside.
#include <algorithm>

#include "supervisor/supervisor.h"

namespace sluiced::supervisor {
namespace {

template <std::size_t N>
void add_each(const std::array<gate::Counter, N>& from, std::array<std::uint64_t, N>& to) {
  for (std::size_t i = 0; i < N; ++i) to[i] += from[i].load(std::memory_order_relaxed);
}

std::uint64_t judged(const TopicStatus& topic) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : topic.records) sum += count;
  return sum;
}

std::uint64_t not_valid(const TopicStatus& topic) {
  return judged(topic) - topic.records[index_of(VerdictCode::valid)] - topic.records[index_of(VerdictCode::tombstone)];
}

/// A group's first instance stands for all where they share a plan.
bool is_first(const LoopPlan& loop) { return loop.settings.instance == 0; }

}  // namespace

void Supervisor::note_schemas(bool by_reload) {
  std::map<TopicKey, SchemaSeen> present;
  const auto note = [&](const TopicKey& key, gate::TopicSettings& topic) {
    const auto old = schemas_.find(key);
    std::string identity = topic.schema.identity();
    const bool same = old != schemas_.end() && old->second.identity == identity;
    const SchemaSeen& seen = present[key] =
        same ? old->second : SchemaSeen{.identity = std::move(identity), .since = clock_.now(), .by_reload = by_reload};
    topic.schema_since = seen.since;
  };
  for (LoopPlan& loop : plan_.loops) {
    for (gate::TopicSettings& topic : loop.settings.topics) note({loop.settings.group, topic.name}, topic);
    for (gate::MatchSettings& match : loop.settings.matches)
      note({loop.settings.group, loop.settings.rules.entries[match.entry].pattern}, match.topic);
  }
  schemas_ = std::move(present);
}

std::vector<gate::TopicSettings> Supervisor::topics_of(const gate::LoopSettings& loop) const {
  std::vector<gate::TopicSettings> topics = loop.topics;
  std::map<std::string, gate::TopicSettings> matched;
  for (const auto& child : children_) {
    if (child->plan().settings.group != loop.group || child->draining()) continue;
    for (gate::TopicSettings& topic : child->matched()) matched.insert_or_assign(topic.name, std::move(topic));
  }
  for (auto& [name, topic] : matched) topics.push_back(std::move(topic));
  return topics;
}

void Supervisor::sample() {
  std::map<TopicKey, Rates> present;
  for (const LoopPlan& loop : plan_.loops) {
    if (!is_first(loop)) continue;
    for (const gate::TopicSettings& topic : topics_of(loop.settings)) {
      TopicStatus sum;
      describe_topic(loop.settings, topic, sum);
      const TopicKey key{loop.settings.group, topic.name};
      Rates rates = rates_[key];
      rates.sample(clock_.now(), judged(sum), not_valid(sum));
      present[key] = std::move(rates);
    }
  }
  rates_ = std::move(present);
}

void Supervisor::add_counters(const gate::TopicCounters& counters, TopicStatus& status) const {
  const std::int64_t now_ms = clock_.now().time_since_epoch().count();
  add_each(counters.records, status.records);
  add_each(counters.letters_delivered, status.dead_letters);
  status.bytes += counters.bytes;
  status.letters_failed += counters.letters_failed;
  status.forwarded += counters.forwarded;
  status.offsets_lost += counters.offsets_lost;
  status.breaker_trips += counters.breaker_trips;
  status.unacknowledged += counters.unacknowledged;
  if (const std::int64_t at = counters.oldest_unacknowledged_at_ms)
    status.oldest_unacknowledged = std::max(status.oldest_unacknowledged, Duration{std::max<std::int64_t>(now_ms - at, 1)});
  status.partitions += counters.partitions;
  status.lag_records += counters.lag_records;
  status.lag = std::max(status.lag, Duration{static_cast<Duration::rep>(counters.lag_ms.load())});
  for (const HoldReason reason : all_hold_reasons) {
    HoldStatus& hold = status.holds[index_of(reason)];
    hold.total += Duration{static_cast<Duration::rep>(counters.held_ms[index_of(reason)].load())};
    const std::int64_t since = counters.held_since_ms[index_of(reason)];
    if (since == 0) continue;
    const Duration age{std::max<std::int64_t>(now_ms - since, 0)};
    hold.held = true;
    hold.since = std::max(hold.since, age);
    hold.total += age;
  }
  for (const HoldReason reason : {HoldReason::verdict, HoldReason::poison})
    if (counters.held_since_ms[index_of(reason)] != 0) status.stopped_at = counters.stopped_at.get();
  if (status.hold() != nullptr && status.hold_why.empty()) status.hold_why = counters.hold_why.get();
  counters.evaluation.add_to(status.evaluation);
}

void Supervisor::describe_topic(const gate::LoopSettings& loop, const gate::TopicSettings& topic, TopicStatus& status) const {
  for (const HoldReason reason : all_hold_reasons) status.holds[index_of(reason)].reason = reason;
  for (const auto& child : children_)
    if (child->plan().settings.group == loop.group)
      if (const gate::TopicCounters* counters = child->counters(topic.name)) add_counters(*counters, status);
}

void Supervisor::describe_schema(const gate::LoopSettings& loop, const gate::TopicSettings& topic, TopicStatus& status) const {
  status.schema_name = topic.schema.name();
  status.schema_sha256 = topic.schema.sha256();
  status.schema_by = topic.schema.by();
  status.schema_count = topic.schema.size();
  const auto entry = loop.rules.entry_of(topic.name);
  const auto seen = schemas_.find({loop.group, entry ? loop.rules.entries[*entry].pattern : topic.name});
  if (seen == schemas_.end()) return;
  status.schema_age = clock_.now() - seen->second.since;
  status.schema_new = seen->second.by_reload;
}

void Supervisor::describe(Status& status) const {
  status.generation = generation_;
  status.generation_everywhere = generation_everywhere();
  status.draining = draining_;
  status.enabled = plan_.enabled;
  status.config_sha256 = plan_.config_sha256;
  for (const auto& child : children_) status.loops.push_back(child->status());
  for (const LoopPlan& loop : plan_.loops) {
    if (!is_first(loop)) continue;
    for (const gate::TopicSettings& topic : topics_of(loop.settings)) {
      TopicStatus& one = status.topics.emplace_back();
      one.group = loop.settings.group;
      one.topic = topic.name;
      one.mode = topic.mode;
      if (topic.mode != gate::Mode::observe) one.dead_letter_topic = topic.dead_letter_topic;
      if (topic.mode == gate::Mode::forward) one.forward_topic = topic.forward_topic;
      describe_schema(loop.settings, topic, one);
      describe_topic(loop.settings, topic, one);
      if (const auto rates = rates_.find({one.group, one.topic}); rates != rates_.end()) {
        one.records_per_second = rates->second.per_second();
        one.not_valid_share = rates->second.not_valid_share();
      }
    }
  }
}

}  // namespace sluiced::supervisor
