// What of librdkafka's statistics is looked at. Internal to kafka/.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"

namespace sluiced::kafka {

struct Statistics {
  std::uint64_t brokers_connected = 0;
  std::uint64_t brokers_answering = 0;  ///< of those, from which something has come within `silent_after`
  std::uint64_t records_fetched = 0;    ///< and not handed out yet
};

/// Twice as long as a client that reads nothing goes without asking (topic.metadata.refresh.interval.ms). A frozen machine keeps its
/// connections, and librdkafka gives it a minute.
inline constexpr Duration silent_after{20'000};

/// text: JSON as librdkafka's STATISTICS.md describes it; nothing but zeros for anything else.
Statistics read_statistics(std::string_view text);

}  // namespace sluiced::kafka
