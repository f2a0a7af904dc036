// Which records of one partition are not finished yet, and so how far its offset may be committed. A pure value.
#pragma once

#include <cstddef>
#include <deque>

#include "record/record.h"

namespace sluiced::gate {

/// Offsets arrive in rising order, with gaps. A record that passes is seen(); one whose dead letter is under way is begun and, once that
/// is acknowledged, finished. low_water() is the only thing that may ever be stored: the lowest unfinished offset, or, with nothing
/// outstanding, what follows the last one seen. Records that pass cost no allocation.
class OffsetLedger {
 public:
  explicit OffsetLedger(NextOffset start) : next_(start) {}

  void seen(Offset offset);
  void begin(Offset offset);
  /// Throws std::logic_error for an offset that was not begun, or is finished already: a fault of ours.
  void finish(Offset offset);
  /// The partition's end was reached: there is nothing before `end` that has not been seen.
  void reached(NextOffset end);

  /// What follows the last one seen or begun.
  NextOffset next() const { return next_; }
  NextOffset low_water() const { return outstanding_.empty() ? next_ : NextOffset{outstanding_.front().offset.value}; }
  std::size_t outstanding() const { return unfinished_; }

 private:
  struct Entry {
    Offset offset;
    bool finished = false;
  };
  NextOffset next_;
  std::deque<Entry> outstanding_;  ///< rising; the front one is never finished
  std::size_t unfinished_ = 0;
};

}  // namespace sluiced::gate
