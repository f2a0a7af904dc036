#include "kafka/message.h"

#include <stdexcept>

namespace sluiced::kafka {

Record record_of(const rd_kafka_message_t& message) {
  Record record;
  record.topic = rd_kafka_topic_name(message.rkt);
  record.partition = message.partition;
  record.offset = {message.offset};
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  record.timestamp_type = type == RD_KAFKA_TIMESTAMP_CREATE_TIME       ? TimestampType::create_time
                          : type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? TimestampType::log_append_time
                                                                       : TimestampType::not_available;
  if (message.key != nullptr) record.key = std::string_view(static_cast<const char*>(message.key), message.key_len);
  if (message.payload != nullptr) record.value = std::string_view(static_cast<const char*>(message.payload), message.len);
  return record;
}

void MessageOwner::headers(void* handle, std::vector<HeaderView>& out) const {
  rd_kafka_headers_t* parsed = nullptr;
  const auto code = rd_kafka_message_headers(static_cast<rd_kafka_message_t*>(handle), &parsed);
  if (code == RD_KAFKA_RESP_ERR__NOENT) return;  // the record has none
  // A dead letter without them would pretend that there were none: rather no letter, and the loop tries again.
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(std::string("a record's headers: ") + rd_kafka_err2str(code));
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(parsed, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    out.push_back(
        {name, value == nullptr ? std::nullopt : std::optional(std::string_view(static_cast<const char*>(value), size))});
}

}  // namespace sluiced::kafka
