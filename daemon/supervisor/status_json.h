// The status as JSON: what /status answers, what SIGUSR1 logs, what `sluiced status` reads. The names are a contract, listed in
// docs/observability.md: new ones may be added, none renamed.
#pragma once

#include <string>

#include "supervisor/status.h"

namespace sluiced::supervisor {

/// One object on one line, its members always in the same order. Any thread.
std::string to_json(const Status& status);

}  // namespace sluiced::supervisor
