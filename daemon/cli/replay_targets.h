// Where letters go back to, and whether they pass there now: only topics of the configuration, by the schemas as they are.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "cli/letter_topics.h"
#include "config/schemas.h"
#include "gate/judge.h"
#include "kafka/cluster_topics.h"
#include "letters/letter.h"
#include "letters/replay.h"

namespace sluiced::cli {

/// A topic that is sent to, and what is known of it.
struct ReplayTarget {
  PartitionId partitions = 0;
  std::optional<std::int64_t> retention_ms;  ///< -1: for ever; nullopt: it may not be read
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::int64_t timestamp_before_max_ms = std::numeric_limits<std::int64_t>::max();
  std::int64_t timestamp_after_max_ms = std::numeric_limits<std::int64_t>::max();
  std::uint64_t redated = 0;  ///< with today's timestamp, since the topic would not take or keep them with their own

  letters::Destination destination(const std::string& topic, WallTime now) const;
};

/// One thread.
class ReplayTargets {
 public:
  struct Wishes {
    bool forward = false;         ///< to the forward topic of the origin instead of the origin itself
    bool onto_compacted = false;  ///< a record that is sent again would take the place of newer ones with its key
  };
  ReplayTargets(const LetterContext& context, LetterTopic letters, config::CompiledConfig compiled, Wishes wishes);

  /// nullopt: the letter tells no origin, or one that is not of this configuration, or not that of its dead-letter topic.
  std::optional<std::string> topic_of(const letters::Letter& letter) const;
  /// Asks the cluster once a topic. The error: it is missing, may not be seen, or is compacted.
  Result<ReplayTarget*, gate::IoError> find(const std::string& topic);
  /// Whether the gate would let it pass; origin: a topic that topic_of() has taken.
  bool passes(std::string_view origin, std::optional<std::string_view> value, std::span<const HeaderView> headers);

  const std::map<std::string, ReplayTarget>& found() const { return targets_; }

 private:
  const LetterContext& context_;
  LetterTopic letters_;
  config::CompiledConfig compiled_;
  Wishes wishes_;
  kafka::ClusterTopics cluster_;
  std::map<std::string, gate::Judge, std::less<>> judges_;  ///< by origin
  std::map<std::string, ReplayTarget> targets_;
};

}  // namespace sluiced::cli
