// What benchmarks measure against: a librdkafka consumer that only counts bytes, as a process of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluiced::testing {

/// Of all children that have ended, user and system.
double cpu_seconds_of_children();

/// "1.23 (1.20-1.31)".
std::string median_and_range(std::vector<double> values);

/// What a program does with the arguments that cpu_seconds_of_bare() gives it: --bare BROKERS TOPIC GROUP RECORDS. The cheapest way that
/// librdkafka has: whole batches, nothing looked at but the length. Queues as the daemon sets them. Its exit code.
int consume_bare(const std::vector<std::string>& arguments);
bool is_bare(const std::vector<std::string>& arguments);

/// Starts `self` for it. Throws std::runtime_error where it fails.
double cpu_seconds_of_bare(const std::string& self, const std::string& brokers, const std::string& topic, int round,
                           std::uint64_t records);

}  // namespace sluiced::testing
