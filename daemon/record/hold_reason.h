// Why a topic does not go on. The closed list that log, metric and status are labelled by.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluiced {

enum class HoldReason : std::uint8_t {
  dlt_unreachable,      ///< no broker answers for the dead-letter topic
  dlt_denied,           ///< the broker does not let us write to it
  dlt_missing,          ///< it is not there, and was not to be or could not be created
  dlt_unsuitable,       ///< it refuses the letter or would not keep it: too small, compacted
  forward_unreachable,  ///< no broker answers for the topic that passing records go to
  forward_denied,       ///< the broker does not let us write to it
  forward_missing,      ///< it is not there
  forward_unsuitable,   ///< it refuses the record
  breaker,              ///< too many of its records fail: a schema gone wrong must not copy the topic into the dead-letter topic
  offsets_lost,         ///< the broker has deleted records that were not read, and the configuration says to stop there
  poison,               ///< a fault of ours, three times at one record
  verdict,              ///< a record whose code the configuration says to stop at
  by_hand,              ///< `sluiced hold`
};

inline constexpr std::array all_hold_reasons{HoldReason::dlt_unreachable,
                                             HoldReason::dlt_denied,
                                             HoldReason::dlt_missing,
                                             HoldReason::dlt_unsuitable,
                                             HoldReason::forward_unreachable,
                                             HoldReason::forward_denied,
                                             HoldReason::forward_missing,
                                             HoldReason::forward_unsuitable,
                                             HoldReason::breaker,
                                             HoldReason::offsets_lost,
                                             HoldReason::poison,
                                             HoldReason::verdict,
                                             HoldReason::by_hand};

std::string_view to_string(HoldReason reason);
constexpr std::size_t index_of(HoldReason reason) { return static_cast<std::size_t>(reason); }

}  // namespace sluiced
