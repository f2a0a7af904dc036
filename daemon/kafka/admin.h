// Dead-letter topics, and topics to be read, through the producer's own connection.
#pragma once

#include "gate/io.h"
#include "kafka/producer.h"
#include "kafka/topic_wants.h"

namespace sluiced::kafka {

/// Looks first and creates only what is missing, so that no right to create is needed once a topic is there. A dead-letter topic
/// that is there is held against its source (topic_wants.h): partitions it lacks are added where it may be created, a compacted one
/// is unsuitable, and whatever else it lacks is told once in a process. One thread, which is the loop's.
class Admin final : public gate::TopicAdmin {
 public:
  explicit Admin(Producer& producer) : producer_(producer) {}
  Result<gate::WritableTopic, gate::IoError> ensure(const gate::DeadLetterTopic& topic) override;
  Result<gate::WritableTopic, gate::IoError> find(const std::string& topic, const std::string& source) override;
  std::optional<gate::IoError> ensure_source(const gate::SourceTopic& topic) override;

 private:
  Producer& producer_;
};

}  // namespace sluiced::kafka
