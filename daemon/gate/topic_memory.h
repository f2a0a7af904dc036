// What is remembered of a topic beyond the life of a loop: one that comes back must not forget why the topic stood still.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "gate/breaker.h"
#include "record/record.h"

namespace sluiced::gate {

/// Only for the loop that runs, on its thread; one run follows the other.
struct TopicMemory {
  std::optional<Breaker> breaker;
  std::string judged_by;  ///< the schema that the breaker counted under

  /// A record at which something of ours has failed, so that the loop ended.
  struct Fault {
    Offset offset;
    int times = 0;
    std::string what = {};
  };
  std::map<PartitionId, Fault> faults;  ///< in each partition the first: what stands behind it is not come to
  std::uint64_t faults_of = 0;          ///< generation of the configuration that they happened under

  /// A range that the log does not hold any more, as last found.
  struct Gap {
    NextOffset committed;
    NextOffset log_start;
    std::int64_t counted = 0;
    bool accepted = false;  ///< by an operator's release
  };
  std::map<PartitionId, Gap> gaps;
};

}  // namespace sluiced::gate
