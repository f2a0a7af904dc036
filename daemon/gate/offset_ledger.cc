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

void OffsetLedger::finish(Offset offset) {
  const auto found = std::lower_bound(outstanding_.begin(), outstanding_.end(), offset,
                                      [](const Entry& entry, Offset wanted) { return entry.offset < wanted; });
  if (found == outstanding_.end() || found->offset != offset || found->finished)
    throw std::logic_error("offset ledger: finished an offset that is not outstanding");
  found->finished = true;
  --unfinished_;
  while (!outstanding_.empty() && outstanding_.front().finished) outstanding_.pop_front();
}

void OffsetLedger::reached(NextOffset end) { next_ = std::max(next_, end); }

}  // namespace sluiced::gate
