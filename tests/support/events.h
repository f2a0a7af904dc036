// Feature usage logs as config/schemas/feature_usage.schema.json wants them, and the same broken in every way that a verdict
// knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record/record.h"
#include "record/verdict_code.h"

namespace sluiced::testing {

struct Event {
  std::string key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  VerdictCode code = VerdictCode::valid;   ///< what the gate has to say of it
  std::optional<std::size_t> byte_offset;  ///< of a parse error
  std::string keyword;                     ///< these three: of a schema violation
  std::string keyword_location;
  std::string instance_location;
  std::string secret;  ///< stands in the payload, and may stand in no header that explains
};

/// One record in so many; 0: none.
struct Shares {
  std::uint64_t broken_every = 100;
  std::uint64_t tombstone_every = 1000;
};

/// How many ways of breaking there are; break_event() takes them in turn.
std::size_t ways_to_break();

/// About 550 bytes, key "e-<index>". The same arguments give the same event, whenever and wherever.
Event make_event(std::uint64_t seed, std::uint64_t index, const Shares& shares = {});
/// That event, broken in way `way % ways_to_break()`.
Event make_broken_event(std::uint64_t seed, std::uint64_t index, std::size_t way);

}  // namespace sluiced::testing
