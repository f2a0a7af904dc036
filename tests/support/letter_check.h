// Whether a dead letter says what docs/architecture.md promises of it.
#pragma once

#include <cstdint>
#include <string>

#include "support/events.h"
#include "support/kafka_client.h"

namespace sluiced::testing {

struct LetterExpectation {
  std::string source;
  std::string dead_letter_topic;
  std::string group;
  std::string client;       ///< "": any of the group's
  std::string schema_file;  ///< dlt.schema is this, dlt.schema-sha256 that of its bytes
};

/// Where a letter says that its record stood; -1 where it does not.
struct NamedOrigin {
  std::string topic;
  Place place;
};
NamedOrigin origin_of(const StoredRecord& letter);

class LetterCheck {
 public:
  /// letter_partitions: of the dead-letter topic. begun_ms: before the first record was written.
  LetterCheck(const LetterExpectation& expectation, int letter_partitions, std::int64_t begun_ms);

  /// What is wrong with the letter on that event, which stands there with that timestamp; "": nothing.
  std::string complaint(const StoredRecord& letter, const Event& event, const Place& place, std::int64_t timestamp_ms) const;

 private:
  LetterExpectation expectation_;
  std::string schema_sha256_;
  int letter_partitions_;
  std::int64_t begun_ms_;
};

}  // namespace sluiced::testing
