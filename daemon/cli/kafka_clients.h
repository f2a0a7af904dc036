// Stitches the loops' seams to a real cluster, or to the embedded one.
#pragma once

#include "base/fault.h"
#include "base/result.h"
#include "config/config.h"
#include "kafka/client.h"
#include "kafka/mock_cluster.h"
#include "supervisor/clients.h"

namespace sluiced::cli {

/// What the clients are told, with the password read from its file; a fault where a file is unreadable or librdkafka refuses a property.
Result<kafka::ClientSettings, Fault> client_settings(const config::Config& config);

/// Makes the clients of a loop; `config` and `settings` must outlive it.
supervisor::ClientFactory kafka_clients(const config::Config& config, kafka::ClientSettings settings);
/// The same, with topics created in the embedded cluster.
supervisor::ClientFactory mock_clients(const config::Config& config, kafka::ClientSettings settings, kafka::MockCluster& cluster);

}  // namespace sluiced::cli
