#include "gate/offset_ledger.h"

#include <algorithm>
#include <stdexcept>

namespace sluiced::gate {

void OffsetLedger::seen(Offset offset) { next_ = std::max(next_, next_after(offset)); }

void OffsetLedger::begin(Offset offset) {
  if (!outstanding_.empty() && outstanding_.back().offset >= offset) throw std::logic_error("offset ledger: offsets must rise");
  outstanding_.push_back({.offset = offset});
  ++unfinished_;
  seen(offset);
}

OffsetLedger::Entry& OffsetLedger::unfinished(Offset offset) {
  const auto found = std::lower_bound(outstanding_.begin(), outstanding_.end(), offset,
                                      [](const Entry& entry, Offset wanted) { return entry.offset < wanted; });
  if (found == outstanding_.end() || found->offset != offset || found->state != State::unfinished)
    throw std::logic_error("offset ledger: finished an offset that is not outstanding");
  return *found;
}

void OffsetLedger::drop_finished() {
  while (!outstanding_.empty() && outstanding_.front().state == State::finished) outstanding_.pop_front();
}

void OffsetLedger::finish(Offset offset) {
  unfinished(offset).state = State::finished;
  --unfinished_;
  drop_finished();
}

void OffsetLedger::acknowledge(Offset offset) { unfinished(offset).state = State::acknowledged; }

void OffsetLedger::commit() {
  for (Entry& entry : outstanding_) {
    if (entry.state != State::acknowledged) continue;
    entry.state = State::finished;
    --unfinished_;
  }
  drop_finished();
}

void OffsetLedger::abort() {
  for (Entry& entry : outstanding_)
    if (entry.state == State::acknowledged) entry.state = State::unfinished;
}

NextOffset OffsetLedger::prospective() const {
  const auto first =
      std::find_if(outstanding_.begin(), outstanding_.end(), [](const Entry& entry) { return entry.state == State::unfinished; });
  return first == outstanding_.end() ? next_ : NextOffset{first->offset.value};
}

void OffsetLedger::reached(NextOffset end) { next_ = std::max(next_, end); }

}  // namespace sluiced::gate
