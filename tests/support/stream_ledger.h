// Records written little by little while daemons are at work, and in the end held against everything that came out, in the terms of
// Jepsen's checker for Kafka. It learns from the topic itself where each record stands: a broker that is killed may leave the
// producer without word of that.
//
//   StreamLedger ledger(seed, brokers, "usage");
//   ledger.send(100);  …  ledger.finish();              // a broken one stands last on each partition
//   … until everything_committed() …
//   const StreamVerdict verdict = ledger.check({.letters = {.source = "usage", …}});
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/events.h"
#include "support/kafka_client.h"
#include "support/letter_check.h"

namespace sluiced::testing {

struct StreamVerdict {
  std::uint64_t sent = 0;
  std::uint64_t broken = 0;
  std::uint64_t letters = 0;
  std::uint64_t forwarded = 0;
  std::uint64_t unstored = 0;           ///< acknowledged to the producer and not in the topic: the cluster's doing
  std::uint64_t lost = 0;               ///< broken records without a letter, valid ones that were not forwarded
  std::uint64_t doubled = 0;            ///< further letters on a record that has one, records forwarded once more
  std::uint64_t unexpected = 0;         ///< letters on valid records, broken ones forwarded, and what never was
  std::uint64_t wrong = 0;              ///< letters and forwarded records that are not as promised
  std::uint64_t uncommitted = 0;        ///< written, and hidden from whoever reads committed data only
  std::vector<std::string> complaints;  ///< the first few, in words

  bool lossless() const { return unstored == 0 && lost == 0 && unexpected == 0 && wrong == 0; }
  bool exact() const { return lossless() && doubled == 0; }
};

class StreamLedger {
 public:
  StreamLedger(std::uint64_t seed, const std::string& brokers, const std::string& topic, const Shares& shares = {});

  // One thread.
  void send(std::uint64_t count);
  /// Until the broker has all that was sent.
  void flush() { producer_.flush(); }
  /// One broken record more on each partition, behind all others; all is stored then.
  void finish();

  /// Any thread.
  std::uint64_t sent() const { return sent_; }

  struct Expectation {
    LetterExpectation letters;
    std::string forwarded_to = {};  ///< "": nowhere
  };
  /// As a read-committed consumer sees it.
  StreamVerdict check(const Expectation& expectation) const;

 private:
  class Check;

  Event event(std::uint64_t index) const;
  std::int64_t timestamp_of(std::uint64_t index) const { return begun_ms_ + static_cast<std::int64_t>(index % 1000); }
  void send_one(int partition);

  std::uint64_t seed_;
  std::string brokers_;
  std::string topic_;
  Shares shares_;
  int partitions_;
  std::int64_t begun_ms_;
  std::atomic<std::uint64_t> sent_ = 0;
  std::uint64_t poison_from_ = UINT64_MAX;  ///< from this event on all are broken
  std::vector<bool> stored_;                ///< by event: acknowledged
  TestProducer producer_;
};

}  // namespace sluiced::testing
