// From the configuration to what the gate wants to know.
#pragma once

#include <vector>

#include "config/config.h"
#include "config/schemas.h"
#include "gate/settings.h"

namespace sluiced::supervisor {

/// One loop per group. Clients are named <client_id>/<group>/<n>.
std::vector<gate::LoopSettings> loop_settings(const config::Config& config, const config::CompiledConfig& compiled);

}  // namespace sluiced::supervisor
