// The clients of one loop, made anew each time it starts. The seam between the supervisor and whatever speaks to a cluster.
#pragma once

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
  virtual gate::RecordSink& sink() = 0;
  virtual gate::TopicAdmin& admin() = 0;
  /// Where the loop's settings ask for them.
  virtual gate::Transactions* transactions() { return nullptr; }
};

/// Immutable; shared by the loops of a group.
class ClientFactory {
 public:
  virtual ~ClientFactory() = default;
  /// Called on the loop's thread, for several loops at once. Throws where a client cannot be made: the loop then backs off.
  virtual std::unique_ptr<Clients> make(const gate::LoopSettings& settings, Wakeup& wakeup) const = 0;
  /// Whether its clients would be the same: a reload restarts a loop where they would not.
  virtual bool same_as(const ClientFactory& other) const = 0;
};

}  // namespace sluiced::supervisor
