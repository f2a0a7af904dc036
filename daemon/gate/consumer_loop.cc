#include "gate/consumer_loop.h"

#include <algorithm>

#include "base/failpoint.h"

namespace sluiced::gate {

namespace {

/// Room in the id space for what each topic's lane writes: ids tell their lane.
constexpr int lane_shift = 48;

/// While letters or answers are awaited whose arrival nobody may signal.
constexpr Duration settling_slice{20};

}  // namespace

ConsumerLoop::ConsumerLoop(const LoopSettings& settings, const Ports& ports, LoopControl& control)
    : settings_(settings),
      ports_(ports),
      control_(control),
      missing_sources_(settings_, ports.admin, ports.clock),
      finder_(settings_, ports.lookup, ports.clock) {
  if (settings_.transactions) transactor_.emplace(*ports.transactions, *settings_.transactions, ports.clock, ports.gauges);
  for (const TopicSettings& topic : settings_.topics) add_lane(topic);
  ports_.gauges.generation = settings_.generation;
  ports_.gauges.joined = false;
  ports_.gauges.broker_reachable = false;
  stamp();
}

ConsumerLoop::~ConsumerLoop() {
  ports_.gauges.joined = false;
  ports_.gauges.broker_reachable = false;
  ports_.gauges.queued_letters = 0;
  ports_.gauges.fetched_ahead = 0;
  ports_.gauges.complaint.set("");
}

void ConsumerLoop::add_lane(const TopicSettings& topic) {
  const OutgoingId first_letter = OutgoingId{lanes_.size()} << lane_shift;
  lanes_.push_back(std::make_unique<TopicLane>(topic, settings_,
                                               TopicLane::Ports{.sink = ports_.sink,
                                                                .admin = ports_.admin,
                                                                .clock = ports_.clock,
                                                                .counters = ports_.counters.of(topic.name),
                                                                .memory = ports_.counters.memory_of(topic.name)},
                                               first_letter));
  paused_.push_back(Paused::no);
}

Ended ConsumerLoop::run() {
  missing_sources_.tick();  // first, so that the group finds them at once
  find_topics();
  if (const auto error = subscribe()) return {.how = Ended::How::retriable, .why = error->text};
  while (!over()) {
    ports_.wakeup.wait(time_to_wait());
    step();
  }
  return *ended_;
}

Duration ConsumerLoop::time_to_wait() const {
  if (transactor_ && (transactor_->busy() || !transactor_->ready())) return transactor_->time_to_wait();
  if (batch_.more) return Duration{0};
  if (settling_ || assignment_ || drain_ != Drain::none) return settling_slice;
  Duration wait = transactor_ ? transactor_->time_to_wait() : call_timeout;
  for (const auto& lane : lanes_)
    if (lane->wants_preparing())
      return Duration{0};
    else if (const auto next = lane->next_tick())
      wait = std::min(wait, std::max(*next - ports_.clock.now(), Duration{0}));
  return wait;
}

void ConsumerLoop::step() {
  failpoint("loop_step", settings_.group);
  stamp();
  if (drain_ == Drain::none && control_.drain_requested()) {
    drain_ = Drain::asked;
    drain_deadline_ = ports_.clock.now() + settings_.drain_timeout;
  }
  take_reports();
  if (transactor_ && !advance_transaction()) return;
  if (control_.has_mail()) take_mail();
  if (drain_ == Drain::none) {
    missing_sources_.tick();
    tick_lanes();
    // Not while the group waits for an answer of ours to what it has handed out, or wants back.
    if (!assignment_ && !settling_ && find_topics())
      if (const auto error = subscribe()) end(*error);
  }
  fetch();
  take_rebalance();
  if (assignment_) advance_assignment();
  if (settling_) advance_settling();
  if (!left_behind_.empty() && !settling_ && drain_ == Drain::none) advance_left_behind();
  note_holds();
  if (ports_.clock.now() >= next_publish_) publish();
  if (drain_ != Drain::none) {
    advance_drain();
    return;
  }
  store_progress();
  pause_and_resume();
}

/// True: other topics than before are to be read.
bool ConsumerLoop::find_topics() {
  if (!finder_.tick()) return false;
  for (const std::string& topic : finder_.found())
    if (lane(topic) == nullptr) add_lane(*matched_settings(settings_, topic));
  ports_.gauges.matched.set(finder_.found());
  control_.tell_outside();
  return true;
}

std::optional<IoError> ConsumerLoop::subscribe() {
  std::vector<std::string> topics = finder_.found();
  for (const TopicSettings& topic : settings_.topics) topics.push_back(topic.name);
  return ports_.source.subscribe(topics);
}

/// Lanes ask the broker, each for up to a second: what is not come to in this turn is first in the next.
void ConsumerLoop::tick_lanes() {
  const MonotonicTime began = ports_.clock.now();
  bool prepared = false;
  for (std::size_t turn = 0; turn < lanes_.size(); ++turn) {
    TopicLane& lane = *lanes_[(first_to_tick_ + turn) % lanes_.size()];
    if (!prepared && lane.wants_preparing() && !assignment_) {
      lane.prepare();
      prepared = true;
    }
    lane.tick();
    if (ports_.clock.now() - began < call_timeout) continue;
    first_to_tick_ = (first_to_tick_ + turn + 1) % lanes_.size();
    return;
  }
}

void ConsumerLoop::take_reports() {
  ports_.sink.take_reports(reports_);
  for (const DeliveryReport& report : reports_) lanes_[report.id >> lane_shift]->on_report(report);
  for (const auto& lane : lanes_)
    if (lane->fatal()) end(*lane->fatal());
}

void ConsumerLoop::fetch() {
  ports_.source.fetch(batch_);
  if (!batch_.records.empty()) failpoint("polled", settings_.group);
  if (transactor_) transactor_->count(batch_.records.size());
  // What is fetched on the way out is not judged, so not committed: whoever reads next will get it again.
  if (drain_ == Drain::none) {
    last_topic_ = nullptr;
    for (FetchedRecord& record : batch_.records) route(std::move(record));
    for (const PartitionEnd& end : batch_.ends) {
      TopicLane* of = lane(end.partition.topic);
      if (of == nullptr) continue;
      if (Partition* partition = of->partition(end.partition.partition)) of->reached(*partition, end.at);
    }
    for (LeftBehind& one : batch_.left_behind) left_behind_.insert_or_assign(one.partition, std::move(one.why));
  }
  batch_.records.clear();
  if (batch_.failure && drain_ == Drain::none) end(*batch_.failure);
}

TopicLane* ConsumerLoop::lane(std::string_view topic) {
  for (const auto& lane : lanes_)
    if (lane->topic() == topic) return lane.get();
  return nullptr;
}

Partition* ConsumerLoop::partition(const TopicPartition& id) {
  TopicLane* const of = lane(id.topic);
  return of == nullptr ? nullptr : of->partition(id.partition);
}

Partition* ConsumerLoop::find(const Record& record) {
  if (record.topic.data() == last_topic_ && last_partition_ != nullptr && last_partition_->id.partition == record.partition)
    return last_partition_;
  last_topic_ = record.topic.data();
  last_lane_ = lane(record.topic);
  last_partition_ = last_lane_ == nullptr ? nullptr : last_lane_->partition(record.partition);
  return last_partition_;
}

/// A record of a partition that is not ours (any more) is dropped: its owner gets it from the committed offset on. So is one that came
/// before: it has been dealt with, or waits.
void ConsumerLoop::route(FetchedRecord&& fetched) {
  Partition* partition = find(fetched.record());
  if (partition != nullptr && partition->is_next(fetched.record().offset)) last_lane_->take(*partition, std::move(fetched));
}

std::vector<PartitionStart> ConsumerLoop::progress_of(std::span<const TopicPartition> partitions) {
  std::vector<PartitionStart> progress;
  for (const TopicPartition& id : partitions) {
    TopicLane* of = lane(id.topic);
    Partition* partition = of == nullptr ? nullptr : of->partition(id.partition);
    if (partition != nullptr) progress.push_back({id, partition->ledger.low_water()});
  }
  return progress;
}

void ConsumerLoop::store_progress() {
  if (transactor_) return;  // it goes with what was written
  progress_.clear();
  for (const auto& lane : lanes_) {
    for (auto& [number, partition] : lane->partitions()) {
      const NextOffset low_water = partition.ledger.low_water();
      if (low_water == partition.stored) continue;
      partition.stored = low_water;
      progress_.push_back({partition.id, low_water});
    }
  }
  if (progress_.empty()) return;
  ports_.committer.store(progress_);
  failpoint("stored", settings_.group);
}

void ConsumerLoop::pause_and_resume() {
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const Paused wanted = lanes_[i]->wants_records() ? Paused::no : Paused::yes;
    if (wanted == paused_[i] || lanes_[i]->partitions().empty()) continue;
    std::vector<TopicPartition> partitions;
    for (const auto& [number, partition] : lanes_[i]->partitions()) partitions.push_back(partition.id);
    if (wanted == Paused::yes)
      ports_.source.pause(partitions);
    else
      ports_.source.resume(partitions);
    paused_[i] = wanted;
  }
}

std::vector<TopicPartition> ConsumerLoop::owned() const {
  std::vector<TopicPartition> all;
  for (const auto& lane : lanes_)
    for (const auto& [number, partition] : lane->partitions()) all.push_back(partition.id);
  return all;
}

void ConsumerLoop::end(Ended::How how, std::string why, bool in_time) {
  if (!ended_) ended_ = Ended{.how = how, .why = std::move(why), .in_time = in_time};
}

void ConsumerLoop::end(const IoError& error) {
  end(error.kind == IoError::Kind::fenced ? Ended::How::fatal : Ended::How::retriable, error.text);
}

}  // namespace sluiced::gate
