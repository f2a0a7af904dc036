// A ConsumerLoop whose progress is committed together with what it has written.
#include <algorithm>

#include "base/failpoint.h"
#include "gate/consumer_loop.h"

namespace sluiced::gate {

/// False: nothing else may be done in this turn. What was fetched waits with librdkafka.
bool ConsumerLoop::advance_transaction() {
  std::size_t unreported = 0;
  for (const auto& lane : lanes_) unreported += lane->in_flight();
  switch (transactor_->step(unreported, [this] { return prospective(); })) {
    case Transactor::Event::none: break;
    case Transactor::Event::committed: committed(); break;
    case Transactor::Event::aborted: aborted(); break;
    case Transactor::Event::broken: end(Ended::How::retriable, transactor_->why()); break;
  }
  const auto waits = [](const auto& lane) { return lane->waits_for_room(); };
  if (std::any_of(lanes_.begin(), lanes_.end(), waits)) transactor_->commit_for_room();
  if (over()) return false;
  if (!transactor_->busy()) return true;
  for (const auto& lane : lanes_) lane->notice_silence();
  note_holds();
  if (ports_.clock.now() >= next_publish_) publish();
  if (drain_ != Drain::none && ports_.clock.now() >= drain_deadline_)
    end_drained("the last transaction could not be ended in time; the broker aborts it", false);
  return false;
}

void ConsumerLoop::committed() {
  failpoint("committed", settings_.group);
  for (const auto& lane : lanes_) lane->transaction_committed();
  for (const PartitionStart& start : transactor_->committed()) {
    TopicLane* const of = lane(start.partition.topic);
    if (Partition* const partition = of == nullptr ? nullptr : of->partition(start.partition.partition))
      partition->stored = start.at;
  }
}

void ConsumerLoop::aborted() {
  for (const auto& lane : lanes_) lane->transaction_aborted();
  if (settling_) settling_->aborted = true;
}

std::vector<PartitionStart> ConsumerLoop::prospective() const {
  std::vector<PartitionStart> progress;
  for (const auto& lane : lanes_)
    for (const auto& [number, partition] : lane->partitions())
      if (const NextOffset at = partition.ledger.prospective(); at != partition.stored) progress.push_back({partition.id, at});
  return progress;
}

}  // namespace sluiced::gate
