// Which records of one partition are not finished yet, and so how far its offset may be committed. A pure value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "record/record.h"

namespace sluiced::gate {

/// Offsets arrive in rising order, with gaps. A record that passes is seen(); one for which something is written is begun and, once that
/// is acknowledged, finished. low_water() is the only thing that may ever be stored: the lowest unfinished offset, or, with nothing
/// outstanding, what follows the last one seen. Records that pass cost no allocation.
///
/// In transactions what is acknowledged counts only once the transaction is committed: acknowledge() in place of finish(), and then
/// commit() or abort() for all of them. prospective() is what the transaction is to say.
class OffsetLedger {
 public:
  explicit OffsetLedger(NextOffset start) : next_(start) {}

  void seen(Offset offset);
  void begin(Offset offset);
  /// Throws std::logic_error for an offset that was not begun, or is finished already: a fault of ours.
  void finish(Offset offset);
  void acknowledge(Offset offset);
  /// What is acknowledged is finished.
  void commit();
  /// What is acknowledged is unfinished as before.
  void abort();
  /// The partition's end was reached: there is nothing before `end` that has not been seen.
  void reached(NextOffset end);

  /// What follows the last one seen or begun.
  NextOffset next() const { return next_; }
  NextOffset low_water() const { return outstanding_.empty() ? next_ : NextOffset{outstanding_.front().offset.value}; }
  /// low_water() as it would be after commit().
  NextOffset prospective() const;
  std::size_t outstanding() const { return unfinished_; }

 private:
  enum class State : std::uint8_t { unfinished, acknowledged, finished };
  struct Entry {
    Offset offset;
    State state = State::unfinished;
  };
  Entry& unfinished(Offset offset);
  void drop_finished();

  NextOffset next_;
  std::deque<Entry> outstanding_;  ///< rising; the front one is never finished
  std::size_t unfinished_ = 0;     ///< or only acknowledged
};

}  // namespace sluiced::gate
