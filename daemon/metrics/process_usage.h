// What this process uses, as the kernel tells it in /proc/self (a hardened unit sees nothing else of /proc): the values behind Prometheus's customary process_* metrics.
#pragma once

#include <cstdint>
#include <optional>

namespace sluiced::metrics {

struct ProcessUsage {
  std::optional<double> cpu_seconds;  ///< user and system, of all threads
  std::optional<std::uint64_t> resident_bytes;
  std::optional<std::uint64_t> open_fds;
  std::optional<std::uint64_t> max_fds;
};

/// What cannot be read (no /proc in a jail) is absent. Any thread.
ProcessUsage read_process_usage();

}  // namespace sluiced::metrics
