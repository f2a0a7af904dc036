#include "kafka/error.h"

#include <fmt/format.h>

namespace sluiced::kafka {

gate::IoError::Kind kind_of(rd_kafka_resp_err_t code) {
  using Kind = gate::IoError::Kind;
  switch (static_cast<int>(code)) {
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__WAIT_CACHE:
    case RD_KAFKA_RESP_ERR__IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:  // a transaction with offsets of the group is still open
    case RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND: return Kind::unreachable;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED: return Kind::denied;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return Kind::missing;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE: return Kind::too_large;
    case RD_KAFKA_RESP_ERR_INVALID_RECORD: return Kind::unsuitable;  // a compacted topic refuses a letter without a key
    case RD_KAFKA_RESP_ERR__QUEUE_FULL: return Kind::full;
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:  // what is under way in a transaction that is aborted
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT: return Kind::aborted;
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__FENCED: return Kind::fatal;
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID: return Kind::fenced;
    default: return Kind::other;
  }
}

gate::IoError io_error(rd_kafka_resp_err_t code, const std::string& doing) {
  return {.kind = kind_of(code), .text = fmt::format("{}: {} ({})", doing, rd_kafka_err2str(code), rd_kafka_err2name(code))};
}

std::optional<gate::IoError> checked(rd_kafka_resp_err_t code, const std::string& doing) {
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  return io_error(code, doing);
}

std::optional<gate::IoError> io_error(rd_kafka_error_t* error, const std::string& doing) {
  if (error == nullptr) return std::nullopt;
  const ErrorHandle owned(error);
  const auto kind = rd_kafka_error_is_fatal(error) != 0 ? gate::IoError::Kind::fatal : kind_of(rd_kafka_error_code(error));
  return gate::IoError{.kind = kind,
                       .text = fmt::format("{}: {} ({})", doing, rd_kafka_error_string(error), rd_kafka_error_name(error))};
}

}  // namespace sluiced::kafka
