// The clients of one loop, made anew each time it starts. The seam between the supervisor and whatever speaks to a cluster.
#pragma once

#include <functional>
#include <memory>

#include "base/wakeup.h"
#include "gate/io.h"
#include "gate/settings.h"

namespace sluiced::supervisor {

/// Used and destroyed on the loop's thread.
class Clients {
 public:
  virtual ~Clients() = default;
  virtual gate::Source& source() = 0;
  virtual gate::Committer& committer() = 0;
  virtual gate::OffsetLookup& lookup() = 0;
  virtual gate::DeadLetterSink& sink() = 0;
  virtual gate::TopicAdmin& admin() = 0;
};

/// Called on the loop's thread, for several loops at once. Throws where a client cannot be made: the loop then backs off.
using ClientFactory = std::function<std::unique_ptr<Clients>(const gate::LoopSettings& settings, Wakeup& wakeup)>;

}  // namespace sluiced::supervisor
