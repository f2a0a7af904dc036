// From the configuration to what the loops want to know.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/schemas.h"
#include "gate/schema_table.h"
#include "supervisor/plan.h"

namespace sluiced::supervisor {

/// The clients of a group's loops.
using FactoryOfGroup = std::function<std::shared_ptr<const ClientFactory>(const config::GroupConfig& group)>;

/// One loop per instance of every group. Clients are named <client_id>/<group>/<n>, static members and transactions <group>-<node>-<n>.
Plan make_plan(const config::Config& config, const config::CompiledConfig& compiled, const FactoryOfGroup& factory);

/// What a topic is judged by. name: of the topic, or the pattern, as `compiled` has it.
gate::SchemaTable schema_table(const std::string& name, const config::TopicConfig& topic, const config::CompiledConfig& compiled);

/// kafka.node, or the host name where that is empty.
std::string node_name(const config::Config& config);

}  // namespace sluiced::supervisor
