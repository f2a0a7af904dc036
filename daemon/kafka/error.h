// librdkafka's error codes in the gate's terms. Internal to kafka/.
#pragma once

#include <librdkafka/rdkafka.h>

#include <optional>
#include <string>

#include "gate/io.h"
#include "kafka/handles.h"

namespace sluiced::kafka {

gate::IoError::Kind kind_of(rd_kafka_resp_err_t code);

/// text: librdkafka's own words, with its name for the code, so that a search finds it.
gate::IoError io_error(rd_kafka_resp_err_t code, const std::string& doing);
/// Takes the error over; nullopt for none.
std::optional<gate::IoError> io_error(rd_kafka_error_t* error, const std::string& doing);
/// nullopt for RD_KAFKA_RESP_ERR_NO_ERROR.
std::optional<gate::IoError> checked(rd_kafka_resp_err_t code, const std::string& doing);

}  // namespace sluiced::kafka
