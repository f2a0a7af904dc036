// What of librdkafka's statistics is looked at. Internal to kafka/.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluiced::kafka {

struct Statistics {
  std::uint64_t brokers_up = 0;       ///< to which the client has a connection that works
  std::uint64_t records_fetched = 0;  ///< and not handed out yet
};

/// text: JSON as librdkafka's STATISTICS.md describes it; nothing but zeros for anything else.
Statistics read_statistics(std::string_view text);

}  // namespace sluiced::kafka
