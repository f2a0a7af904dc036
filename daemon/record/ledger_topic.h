// The one topic that is ours alone: what was done with dead letters (letters/ledger.h). No `match` takes it.
#pragma once

#include <string_view>

namespace sluiced {

inline constexpr std::string_view ledger_topic = "sluiced.replayed";

}  // namespace sluiced
