// Daemons of one group, brokers and the network between them, done harm from a seed while records come in; and in the end what went
// in held against what came out.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scene.h"
#include "support/fault_schedule.h"
#include "support/stream_ledger.h"

namespace sluiced::testing {

struct ChaosPlan {
  std::uint64_t seed = 0;
  milliseconds lasts{60'000};
  bool exactly_once = false;
  bool forward = false;
  std::string assignor = "range";
  bool static_membership = false;
  int members = 3;
  int brokers = 3;
  std::int64_t delay_end_txn_ms = 0;
  std::string binary = {};  ///< "": the daemon of this build
};

struct ChaosResult {
  StreamVerdict found;
  std::map<FaultKind, std::uint64_t> faults;
  std::uint64_t end_txns_delayed = 0;
  std::uint64_t offset_samples = 0;
  std::vector<std::string> regressions;  ///< of the group's committed offsets
  std::vector<std::string> complaints;   ///< what daemons and brokers did that they must not
  bool caught_up = false;                ///< the group has committed the end of each partition
  milliseconds took{0};                  ///< without the brokers' start
  std::string folder;                    ///< of the daemons' logs and the faults' journal

  bool as_promised(const ChaosPlan& plan) const;
};

/// Throws std::runtime_error where the brokers do not do as they are told.
ChaosResult run_chaos(const ChaosPlan& plan);

/// For a person: what was done, what was found, and the verdict.
std::string table(const ChaosPlan& plan, const ChaosResult& result);

}  // namespace sluiced::testing
