// What a ConsumerLoop shows to the outside, and what the outside asks of it.
#include <algorithm>

#include "gate/consumer_loop.h"
#include "metrics/event.h"

namespace sluiced::gate {
namespace {

constexpr Duration publish_interval{1'000};

/// A topic that is paused hears nothing of new records; the broker is asked for its log ends instead.
constexpr Duration log_ends_interval{10'000};

}  // namespace

void ConsumerLoop::stamp() { ports_.gauges.progress_at_ms = ports_.clock.now().time_since_epoch().count(); }

void ConsumerLoop::joined() {
  note_reachability();  // who looks now shall not read of a group without a broker
  if (!ports_.gauges.joined.exchange(true)) control_.tell_outside();
}

/// Holds wait for the broker ever longer while it is away; back, it is asked at once.
void ConsumerLoop::note_reachability() {
  const bool reachable = ports_.source.reachable();
  if (ports_.gauges.broker_reachable.exchange(reachable) == reachable) return;
  control_.tell_outside();
  if (!reachable) return;
  for (const auto& lane : lanes_) lane->broker_answers();
}

/// Who reads of a hold in the log shall not find the probes in ignorance of it.
void ConsumerLoop::note_holds() {
  const auto held = std::count_if(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->held(); });
  if (std::exchange(lanes_held_, held) != held) control_.tell_outside();
}

void ConsumerLoop::publish() {
  const MonotonicTime now = ports_.clock.now();
  next_publish_ = now + publish_interval;
  note_reachability();
  std::string complaint = ports_.source.complaint();
  if (complaint.empty()) complaint = finder_.complaint();
  if (complaint != ports_.gauges.complaint.get()) {
    ports_.gauges.complaint.set(std::move(complaint));
    control_.tell_outside();
  }
  const bool ask = now >= next_log_ends_ && ports_.gauges.broker_reachable && drain_ == Drain::none;
  if (ask) next_log_ends_ = now + log_ends_interval;
  std::uint64_t queued = 0;
  for (const auto& lane : lanes_) {
    if (ask && !lane->open() && !lane->partitions().empty()) refresh_log_ends(*lane);
    lane->publish(ports_.source);
    queued += lane->in_flight();
  }
  ports_.gauges.queued_letters = queued;
  ports_.gauges.fetched_ahead = ports_.source.fetched_ahead();
}

void ConsumerLoop::refresh_log_ends(TopicLane& lane) {
  std::vector<TopicPartition> partitions;
  for (const auto& [number, partition] : lane.partitions()) partitions.push_back(partition.id);
  const auto ends = ports_.lookup.log_end(partitions);
  stamp();
  if (!ends) return;
  for (std::size_t i = 0; i < partitions.size(); ++i) lane.partition(partitions[i].partition)->log_end = (*ends)[i];
}

void ConsumerLoop::take_mail() {
  for (const LoopMail& mail : control_.take_mail())
    std::visit([&](const auto& request) { handle(mail.ticket, request); }, mail.request);
}

void ConsumerLoop::handle(std::uint64_t ticket, const SwapSchemas& swap) {
  for (std::size_t i = 0; i < settings_.topics.size(); ++i) lanes_[i]->swap_schema(swap.schemas[i]);
  for (std::size_t i = 0; i < settings_.matches.size(); ++i) {
    TopicSettings& matched = settings_.matches[i].topic;
    if (matched.schema.identity() != swap.of_matches[i].identity()) matched.schema_since = ports_.clock.now();
    matched.schema = swap.of_matches[i];
  }
  for (std::size_t i = settings_.topics.size(); i < lanes_.size(); ++i)
    lanes_[i]->swap_schema(matched_settings(settings_, lanes_[i]->topic())->schema);
  ports_.gauges.generation = swap.generation;
  control_.tell_outside();
  control_.answer(ticket, true, "swapped");
}

/// A topic that matches may have been found by another member of the group and not here yet.
TopicLane* ConsumerLoop::lane_or_refuse(std::uint64_t ticket, const std::string& topic) {
  TopicLane* const of = lane(topic);
  if (of == nullptr) control_.answer(ticket, false, "it does not read that topic yet");
  return of;
}

void ConsumerLoop::handle(std::uint64_t ticket, const HoldTopic& hold) {
  settings_.held_by_hand.insert(hold.topic);
  TopicLane* const of = lane_or_refuse(ticket, hold.topic);
  if (of == nullptr) return;
  of->hold_by_hand();
  control_.answer(ticket, true, "on hold");
}

void ConsumerLoop::handle(std::uint64_t ticket, const ReleaseTopic& release) {
  settings_.held_by_hand.erase(release.topic);
  if (TopicLane* const of = lane_or_refuse(ticket, release.topic)) control_.answer(ticket, true, of->release_by_hand());
}

/// A mistyped offset ahead of the log would take some record of tomorrow.
void ConsumerLoop::handle(std::uint64_t ticket, const SkipRecord& skip) {
  TopicLane* const of = lane_or_refuse(ticket, skip.partition.topic);
  if (of == nullptr) return;
  const auto ends = ports_.lookup.log_end({&skip.partition, 1});
  stamp();
  if (ends && skip.offset.value >= ends->front().value) {
    control_.answer(ticket, false,
                    "there is no such record yet: the partition ends before offset " + std::to_string(ends->front().value));
    return;
  }
  auto done = of->skip(skip.partition, skip.offset, skip.reason);
  control_.answer(ticket, done.ok(), done ? *done : done.error());
}

}  // namespace sluiced::gate
