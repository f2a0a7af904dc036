// Stitches the loops' seams to a real cluster, or to the embedded one.
#pragma once

#include "base/fault.h"
#include "base/result.h"
#include "config/config.h"
#include "kafka/client.h"
#include "kafka/mock_cluster.h"
#include "supervisor/settings.h"

namespace sluiced::cli {

/// What the clients are told, with the password read from its file; a fault where a file is unreadable or librdkafka refuses a property.
Result<kafka::ClientSettings, Fault> client_settings(const config::Config& config);

/// Makes the clients of each group's loops. cluster: where topics are created in the embedded one, which must outlive the loops.
supervisor::FactoryOfGroup kafka_clients(const kafka::ClientSettings& settings, kafka::MockCluster* cluster = nullptr);

}  // namespace sluiced::cli
