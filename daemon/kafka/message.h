// librdkafka's messages as our records. Internal to kafka/.
#pragma once

#include <librdkafka/rdkafka.h>

#include "gate/io.h"

namespace sluiced::kafka {

/// Borrowed from the message.
Record record_of(const rd_kafka_message_t& message);

/// What a FetchedRecord's handle means here: it is the message.
class MessageOwner : public gate::FetchedRecord::Owner {
 public:
  void release(void* handle) noexcept final { rd_kafka_message_destroy(static_cast<rd_kafka_message_t*>(handle)); }
  void headers(void* handle, std::vector<HeaderView>& out) const final;

 protected:
  ~MessageOwner() = default;
};

}  // namespace sluiced::kafka
