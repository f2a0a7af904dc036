// What of librdkafka's statistics is looked at. Internal to kafka/.
#pragma once

#include <cstddef>
#include <string_view>

namespace sluiced::kafka {

/// How many brokers a client has a connection to that works. text: JSON as librdkafka's STATISTICS.md describes it; 0 for anything else.
std::size_t brokers_up(std::string_view text);

}  // namespace sluiced::kafka
