// The status as Prometheus text: what /metrics answers. Names and labels are a contract, listed in docs/observability.md. Every value of a
// closed list has its series from the first answer on, at 0: an alert on a series that appears with the trouble would miss its beginning.
#pragma once

#include <string>

#include "supervisor/status.h"

namespace sluiced::supervisor {

/// With what the process uses and the events so far, which are read at the call; all else is the status's. Any thread.
std::string to_metrics(const Status& status);

}  // namespace sluiced::supervisor
