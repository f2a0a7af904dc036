// The topics of a loop that the configuration wants made where they are missing. Best effort: a group waits for a topic that does
// not come, and whoever may create topics can do it at any time.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/io.h"
#include "gate/settings.h"

namespace sluiced::gate {

/// Used by one loop, on its thread.
class MissingSources {
 public:
  MissingSources(const LoopSettings& loop, TopicAdmin& admin, const Clock& clock);

  /// Asks for what is still missing, once every 10 s. Blocks for at most `call_timeout` where nobody answers.
  void tick();
  bool done() const { return pending_.empty(); }

 private:
  struct Pending {
    SourceTopic topic;
    bool told = false;
  };
  TopicAdmin& admin_;
  const Clock& clock_;
  std::vector<Pending> pending_;
  MonotonicTime next_ = MonotonicTime::min();
};

}  // namespace sluiced::gate
