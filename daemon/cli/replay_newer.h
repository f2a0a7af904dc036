// Which letters have been overtaken: a newer record with the same key stands in the topic of their origin.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>

#include "cli/letter_topics.h"
#include "letters/letter.h"

namespace sluiced::cli {

/// Some 16 bytes a key that is looked for.
class NewerRecords {
 public:
  /// Whether a letter is meant.
  using Wanted = std::function<bool(const letters::Letter&, std::span<const HeaderView>)>;

  /// Reads the letters of these ranges, and then the records behind their origins.
  std::optional<gate::IoError> look(kafka::TopicReader& reader, std::span<const kafka::PartitionRange> letters,
                                    const Wanted& wanted, Duration timeout);
  bool supersede(const letters::Letter& letter, std::optional<std::string_view> key) const;

 private:
  static std::uint64_t hash_of(std::string_view topic, PartitionId partition, std::string_view key);
  std::optional<gate::IoError> note_keys(kafka::TopicReader& reader, std::span<const kafka::PartitionRange> letters,
                                         const Wanted& wanted, Duration timeout);

  std::map<TopicPartition, NextOffset> from_;               ///< where the first of the letters stood
  std::unordered_map<std::uint64_t, std::int64_t> newest_;  ///< by topic, partition and key
};

}  // namespace sluiced::cli
