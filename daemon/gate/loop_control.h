// What the outside asks of a loop, and what it answers. The loop looks once per turn, never per record.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "base/wakeup.h"
#include "gate/schema_table.h"
#include "record/record.h"

namespace sluiced::gate {

/// From the next batch on: what each topic of the loop is judged by, in their order.
struct SwapSchemas {
  std::uint64_t generation = 0;
  std::vector<SchemaTable> schemas;
  std::vector<SchemaTable> of_matches = {};  ///< the same for its matches
};
/// Until released: nothing more is judged, what was fetched waits.
struct HoldTopic {
  std::string topic;
};
/// Ends a hold by hand and one by a verdict (the record is judged again); one for the dead-letter topic's sake is tried again now.
struct ReleaseTopic {
  std::string topic;
};
/// The record is dead-lettered as `skipped` when its turn comes.
struct SkipRecord {
  TopicPartition partition;
  Offset offset;
  std::string reason;
};
using LoopRequest = std::variant<SwapSchemas, HoldTopic, ReleaseTopic, SkipRecord>;

struct LoopMail {
  std::uint64_t ticket = 0;  ///< stands in the answer; 0: none is wanted
  LoopRequest request;
};

struct LoopAnswer {
  std::uint64_t ticket = 0;
  bool done = false;
  std::string text;  ///< one clause for a person: what was done, or why not
};

/// Between a loop and whoever runs it: any thread. Lives as long as one run of the loop.
class LoopControl {
 public:
  /// loop: what the loop waits on. outside: what those who ask wait on; it hears of answers and of joining.
  LoopControl(Wakeup& loop, Wakeup& outside) : loop_(loop), outside_(outside) {}

  // For the outside.
  void drain() {
    drain_ = true;
    loop_.signal();
  }
  void post(LoopMail mail);
  std::vector<LoopAnswer> take_answers();

  // For the loop.
  bool drain_requested() const { return drain_; }
  bool has_mail() const { return has_mail_; }
  std::vector<LoopMail> take_mail();
  void answer(std::uint64_t ticket, bool done, std::string text);
  void tell_outside() { outside_.signal(); }

 private:
  Wakeup& loop_;
  Wakeup& outside_;
  std::atomic<bool> drain_ = false;
  std::atomic<bool> has_mail_ = false;
  std::mutex mutex_;
  std::vector<LoopMail> mail_;
  std::vector<LoopAnswer> answers_;
};

}  // namespace sluiced::gate
