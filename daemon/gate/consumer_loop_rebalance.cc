// How a ConsumerLoop takes partitions, and how it gives them up: by a rebalance or because it drains.
#include <algorithm>

#include "base/failpoint.h"
#include "gate/consumer_loop.h"
#include "metrics/event.h"

namespace sluiced::gate {

void ConsumerLoop::take_rebalance() {
  if (settling_) return;  // one after the other: the group waits for our answer to the first
  auto rebalance = ports_.source.take_rebalance();
  if (!rebalance) return;
  add(ports_.gauges.rebalances, 1);
  failpoint("rebalance", settings_.group);
  switch (rebalance->kind) {
    case Rebalance::Kind::assigned: begin_assignment(std::move(rebalance->partitions)); break;
    case Rebalance::Kind::revoked:
      assignment_.reset();
      if (drain_ == Drain::leaving)
        give_up(rebalance->partitions);  // settled before
      else
        begin_settling(std::move(rebalance->partitions), settings_.revoke_timeout);
      break;
    case Rebalance::Kind::lost:
      assignment_.reset();
      emit(Event::partitions_lost, {{"group", settings_.group}, {"partitions", rebalance->partitions.size()}});
      give_up(rebalance->partitions);
      break;
  }
}

void ConsumerLoop::begin_assignment(std::vector<TopicPartition> partitions) {
  if (partitions.empty() || drain_ != Drain::none) {
    if (const auto error = ports_.source.assign({})) end(*error);
    joined();
    return;
  }
  assignment_ = Assignment{.partitions = std::move(partitions), .resolved = std::nullopt};
}

StartPosition ConsumerLoop::start_of(const std::string& topic) {
  const bool is_named = std::any_of(settings_.topics.begin(), settings_.topics.end(),
                                    [&](const TopicSettings& named) { return named.name == topic; });
  const StartPosition& wanted = lane(topic)->start_at();
  return is_named ? wanted : finder_.start_of(topic, wanted);
}

void ConsumerLoop::advance_assignment() {
  if (transactor_ && !transactor_->ready()) return;  // what an earlier bearer of the id has left decides where we begin
  if (!assignment_->resolved) {
    const auto start_at = [this](const std::string& topic) { return start_of(topic); };
    auto resolved = resolve_start_offsets(ports_.lookup, assignment_->partitions, start_at, ports_.clock.wall());
    if (!resolved) {
      // A topic just made is known to one broker before the other; one that is gone brings a rebalance.
      const bool passes = resolved.error().kind == IoError::Kind::unreachable || resolved.error().kind == IoError::Kind::missing;
      if (!passes) end(resolved.error());
      if (!std::exchange(assignment_->complained, true))
        emit(Event::offsets_unknown, {{"group", settings_.group}, {"why", resolved.error().text}});
      return;
    }
    assignment_->resolved = std::move(*resolved);
  }
  if (!assignment_->resolved->to_commit.empty()) {
    if (!std::exchange(assignment_->committing, true)) ports_.committer.start_commit(assignment_->resolved->to_commit);
    const auto result = ports_.committer.commit_done();
    if (!result) return;
    if (result->error) {
      end(Ended::How::retriable, "the group's start cannot be committed: " + result->error->text);
      return;
    }
  }
  finish_assignment();
}

void ConsumerLoop::finish_assignment() {
  const std::vector<PartitionStart> starts = std::move(assignment_->resolved->starts);
  const std::vector<LostOffsets> lost = std::move(assignment_->resolved->lost);
  assignment_.reset();
  finder_.group_has_begun();
  ++ownership_;
  for (const PartitionStart& start : starts)
    if (TopicLane* of = lane(start.partition.topic)) of->own(start, ownership_);
  for (const LostOffsets& range : lost)
    if (TopicLane* of = lane(range.partition.topic)) of->note_lost(range);
  last_topic_ = nullptr;
  if (const auto error = ports_.source.assign(starts)) {
    end(*error);
    return;
  }
  // What is new comes unpaused, and what an incremental assignment left alone as it was.
  std::fill(paused_.begin(), paused_.end(), Paused::unknown);
  joined();
  emit(Event::partitions_assigned, {{"client", settings_.client}, {"partitions", starts.size()}});
}

void ConsumerLoop::mark_leaving(const std::vector<TopicPartition>& partitions) {
  for (const TopicPartition& id : partitions)
    if (TopicLane* of = lane(id.topic))
      if (Partition* partition = of->partition(id.partition)) partition->leaving = true;
}

void ConsumerLoop::begin_settling(std::vector<TopicPartition> partitions, Duration at_most) {
  mark_leaving(partitions);
  settling_ = Settling{.partitions = std::move(partitions), .deadline = ports_.clock.now() + at_most};
}

/// Letters of a topic on hold are not waited for: they stay uncommitted, and the next owner writes them.
bool ConsumerLoop::letters_under_way() const {
  return std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) {
    return lane->in_flight() > 0 && std::any_of(lane->partitions().begin(), lane->partitions().end(), [](const auto& item) {
             return item.second.leaving && item.second.ledger.outstanding() > 0;
           });
  });
}

void ConsumerLoop::advance_settling() {
  if (transactor_) return advance_settling_by_transaction();
  if (!settling_->committing) {
    const bool under_way = letters_under_way();
    if (under_way && ports_.clock.now() < settling_->deadline) return;
    in_time_ = in_time_ && !under_way;
    const std::vector<PartitionStart> progress = progress_of(settling_->partitions);
    if (progress.empty()) {
      settled();
      return;
    }
    settling_->committing = true;
    // A commit gets its chance even where the letters have used the time up.
    settling_->deadline = std::max(settling_->deadline, ports_.clock.now() + call_timeout);
    ports_.committer.start_commit(progress);
  }
  const auto result = ports_.committer.commit_done();
  if (!result && ports_.clock.now() < settling_->deadline) return;
  failpoint("committed", settings_.group);
  if (!result || result->error) {
    in_time_ = false;
    emit(Event::offsets_not_committed, {{"group", settings_.group}, {"why", result ? result->error->text : "no answer in time"}});
  }
  settled();
}

/// While the transaction ends, nobody comes by here.
void ConsumerLoop::advance_settling_by_transaction() {
  if (!std::exchange(settling_->committing, true)) transactor_->commit_by(settling_->deadline);
  if (transactor_->busy()) return;
  if (settling_->aborted) {
    in_time_ = false;
    emit(Event::offsets_not_committed, {{"group", settings_.group}, {"why", "the transaction was aborted"}});
  }
  settled();
}

void ConsumerLoop::settled() {
  const std::vector<TopicPartition> partitions = std::move(settling_->partitions);
  settling_.reset();
  if (drain_ == Drain::settling)
    drain_ = Drain::leaving;  // leaving the group revokes them
  else
    give_up(partitions);
}

void ConsumerLoop::give_up(const std::vector<TopicPartition>& partitions) {
  ports_.gauges.joined = false;
  mark_leaving(partitions);  // those that were lost have not been settled
  bool was_sent = false;
  for (const TopicPartition& id : partitions)
    if (TopicLane* of = lane(id.topic)) was_sent = of->disown(id.partition) || was_sent;
  // Its next owner writes that too.
  if (was_sent && transactor_) transactor_->abort_open();
  last_topic_ = nullptr;
  if (const auto error = ports_.source.unassign(partitions)) end(*error);
}

/// What was fetched of such a partition may be there no more: it is dealt with first, however long its topic is on hold. Then the loop ends as
/// if drained, and the next one finds where the log begins.
void ConsumerLoop::advance_left_behind() {
  std::erase_if(left_behind_, [&](const auto& item) { return partition(item.first) == nullptr; });
  for (const auto& [id, why] : left_behind_) {
    const Partition& of = *partition(id);
    if (!of.waiting.empty() || of.ledger.outstanding() > 0) continue;
    left_behind_why_ = id.topic + '/' + std::to_string(id.partition) + ": " + why;
    drain_ = Drain::asked;
    drain_deadline_ = ports_.clock.now() + settings_.drain_timeout;
    return;
  }
}

void ConsumerLoop::end_drained(const std::string& why, bool in_time) {
  if (left_behind_why_.empty() || control_.drain_requested())
    end(Ended::How::stopped, why, in_time);
  else
    end(Ended::How::left_behind, left_behind_why_);
}

void ConsumerLoop::advance_drain() {
  if (settling_) return;
  if (drain_ == Drain::asked) {
    drain_ = Drain::settling;
    // The group waits for an answer to what it has handed us, and would wait for it in the leaving too.
    if (std::exchange(assignment_, std::nullopt)) ports_.source.assign({});
    const std::vector<TopicPartition> partitions = owned();
    ports_.source.pause(partitions);
    // The commit and the leaving want a part of the time.
    begin_settling(partitions, std::max(settings_.drain_timeout - 2 * call_timeout, settings_.drain_timeout / 2));
    return;
  }
  failpoint("closing", settings_.group);
  if (ports_.source.close_step()) {
    end_drained("drained", in_time_);
  } else if (ports_.clock.now() >= drain_deadline_) {
    end_drained("the group could not be left in time; it will notice by its session timeout", false);
  }
}

}  // namespace sluiced::gate
