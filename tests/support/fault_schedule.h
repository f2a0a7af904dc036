// What a chaos run does to daemons, brokers and the network between them, and when: made from a seed, ahead of the run, so that the
// same seed does the same again.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluiced::testing {

enum class FaultKind : std::uint8_t {
  member_kill,      ///< kill -9, and started again after the time given
  member_freeze,    ///< SIGSTOP, SIGCONT
  member_leave,     ///< SIGTERM, and joins again
  broker_kill,      ///< kill -9, and started again
  broker_freeze,    ///< SIGSTOP, SIGCONT
  rolling_restart,  ///< of all brokers, one after the other
  cut,              ///< these four: of the proxies
  half_open,
  slow,
  latency,
  denial,  ///< of writing to the dead-letter topic
};
std::string_view to_string(FaultKind kind);

struct Fault {
  FaultKind kind;
  int target = 0;  ///< the member or broker; all_targets: every proxy
  std::chrono::milliseconds at{0};
  std::chrono::milliseconds lasts{0};
  std::int64_t amount = 0;  ///< slow: bytes a second; latency: milliseconds
  bool operator==(const Fault&) const = default;
};
inline constexpr int all_targets = -1;
std::string to_string(const Fault& fault);

/// Faults that never overlap, in order: of one member, of the brokers, of the network, of permissions.
struct FaultLane {
  std::string name;
  std::vector<Fault> faults;
};

struct ScheduleSettings {
  std::uint64_t seed = 0;
  std::chrono::milliseconds lasts{0};
  int members = 3;
  int brokers = 3;
};

/// A run of a minute or less has a handful of faults, one of each sort at least; a longer one a member's every few seconds.
std::vector<FaultLane> make_schedule(const ScheduleSettings& settings);

}  // namespace sluiced::testing
