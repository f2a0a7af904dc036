// What was done with dead letters: the compacted topic `sluiced.replayed`, one record for each letter that was dealt with and one for
// each job. What a job sends, and what it writes here about it, stand in one transaction.
//
//   Ledger ledger;
//   for each record of the topic: ledger.take(record);
//   if (ledger.dealt_with(identity(letter, stands))) …
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gate/io.h"
#include "letters/letter.h"
#include "record/ledger_topic.h"

namespace sluiced::letters {

enum class Done : std::uint8_t {
  sent,       ///< back to where the record came from
  forwarded,  ///< to another topic
  resolved,   ///< somebody said so
  hop_limit,  ///< still open, and not sent again: it came back too often
};

std::string_view to_string(Done done);

struct RangeLeft {
  PartitionId partition = 0;
  NextOffset from;
  NextOffset to;
  bool operator==(const RangeLeft&) const = default;
};

/// How far a job has come; a job that is not finished goes on where it was.
struct JobState {
  std::string id;                 ///< of what was asked for: the same line is the same job
  std::string letters;            ///< the dead-letter topic
  std::string selection;          ///< the line, for people
  std::vector<RangeLeft> ranges;  ///< frozen when it began; what is done falls off at the front
  std::uint64_t sent = 0;
  bool finished = false;
};

/// Partition 0: they are read in the order in which they were written.
gate::OutgoingRecord ledger_entry(const std::string& identity, Done done, const std::string& job, WallTime at);
gate::OutgoingRecord ledger_entry(const JobState& state, WallTime at);

/// In memory: some 40 bytes a letter.
class Ledger {
 public:
  /// A record of the topic; what is none of ours is passed over.
  void take(const Record& record);
  /// nullopt: nothing was done with it. identity: as letters/letter.h makes it.
  std::optional<Done> find(std::string_view identity) const;
  /// Nothing was done with any letter.
  bool empty() const { return letters_.empty(); }
  /// It need not be sent or looked at any more.
  bool dealt_with(std::string_view identity) const;
  /// nullptr: there is none of that id.
  const JobState* job(const std::string& id) const;
  void note(std::string_view identity, Done done);

 private:
  /// 128 bits of a hash: two letters that share one are not to be expected in the life of a cluster.
  struct Key {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key.low); }
  };
  static Key key_of(std::string_view identity);

  std::unordered_map<Key, Done, KeyHash> letters_;
  std::map<std::string, JobState> jobs_;
};

}  // namespace sluiced::letters
