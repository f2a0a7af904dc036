// librdkafka's configuration objects from ClientSettings. Internal to kafka/.
#pragma once

#include <string>

#include "base/result.h"
#include "kafka/client.h"
#include "kafka/handles.h"

namespace sluiced::kafka {

Result<ConfHandle, RefusedProperty> consumer_conf(const ClientSettings& settings, const std::string& group);
/// For reading without a group: nothing is joined, nothing is committed.
Result<ConfHandle, RefusedProperty> reader_conf(const ClientSettings& settings);
Result<ConfHandle, RefusedProperty> producer_conf(const ClientSettings& settings);
/// For a client that only asks and administers: it writes nothing, so it needs no producer id, which takes a right of its own.
Result<ConfHandle, RefusedProperty> admin_conf(const ClientSettings& settings);

/// Throws std::runtime_error with librdkafka's complaint: settings were checked by refused_property() before.
ClientHandle make_client(rd_kafka_type_t type, Result<ConfHandle, RefusedProperty> conf);

}  // namespace sluiced::kafka
