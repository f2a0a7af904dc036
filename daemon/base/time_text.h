// Times as people and headers read them.
#pragma once

#include <string>

#include "base/clock.h"

namespace sluiced {

/// RFC 3339, UTC, milliseconds: "2026-11-23T20:26:43.017Z".
std::string rfc3339(WallTime time);

}  // namespace sluiced
