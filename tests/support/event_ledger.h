// What went into a topic, held against what came out: the proof that nothing is lost, nothing valid is rejected, and every
// dead letter says what docs/architecture.md promises.
//
//   EventLedger ledger(seed, 100'000);
//   ledger.produce(brokers, "usage");                  // 1 % broken, the last record of each partition too
//   … the daemon works until everything_committed() …
//   const Findings found = ledger.check(brokers, {.source = "usage", .dead_letter_topic = "usage.dlt", …});
//   CHECK(found.text() == "");
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/events.h"
#include "support/kafka_client.h"
#include "support/letter_check.h"

namespace sluiced::testing {

struct Findings {
  std::uint64_t letters = 0;            ///< in the dead-letter topic
  std::uint64_t missing = 0;            ///< broken records without a letter
  std::uint64_t doubled = 0;            ///< further letters on a record that has one: allowed after a kill, and only then
  std::uint64_t unexpected = 0;         ///< letters on records that are valid, or that never were
  std::uint64_t wrong = 0;              ///< letters whose bytes, key, partition or headers are not as promised
  std::vector<std::string> complaints;  ///< the first few, in words

  bool lossless() const { return missing == 0 && unexpected == 0 && wrong == 0; }
  bool exact() const { return lossless() && doubled == 0; }
  std::string text() const;
};

class EventLedger {
 public:
  EventLedger(std::uint64_t seed, std::uint64_t count, const Shares& shares = {}) : seed_(seed), count_(count), shares_(shares) {}

  /// By key over the topic's partitions; the last record of each partition is a broken one.
  void produce(const std::string& brokers, const std::string& topic);
  Findings check(const std::string& brokers, const LetterExpectation& expectation) const;

  std::uint64_t count() const { return count_; }
  std::uint64_t broken() const { return places_.size(); }
  /// The offset of the partition's first broken record; -1: it has none.
  std::int64_t first_broken(PartitionId partition) const;

 private:
  Event event(std::uint64_t index) const;
  bool is_poison(std::uint64_t index) const { return index + poisons_ >= count_; }
  std::int64_t timestamp_of(std::uint64_t index) const { return produced_at_ms_ + static_cast<std::int64_t>(index % 1000); }

  std::uint64_t seed_;
  std::uint64_t count_;
  Shares shares_;
  std::uint64_t poisons_ = 0;  ///< the last records, one for each partition
  std::int64_t produced_at_ms_ = 0;
  std::map<Place, std::uint64_t> places_;  ///< of the broken ones, with their index
};

/// Whether the group has committed the end of every partition of the topic.
bool everything_committed(const std::string& brokers, const std::string& group, const std::string& topic);

}  // namespace sluiced::testing
