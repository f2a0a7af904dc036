// What a loop needs to know, as plain values; supervisor/ fills them from the configuration.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/limits.h"
#include "gate/breaker.h"
#include "gate/schema_table.h"
#include "record/header_profile.h"
#include "record/record.h"
#include "record/topic_match.h"
#include "record/verdict_code.h"

namespace sluiced::gate {

enum class Mode : std::uint8_t {
  observe,     ///< verdicts are counted and sampled, nothing is written
  quarantine,  ///< failures go to the dead-letter topic
  forward,     ///< and what passes to another topic
};

std::string_view to_string(Mode mode);

/// What becomes of a dead letter that its topic does not take for its size.
enum class Oversize : std::uint8_t {
  automatic,  ///< as `reference` where the source keeps its records at least as long as the dead-letter topic, else as `hold`
  hold,       ///< the topic waits until it takes it
  reference,  ///< it is written without its value
};

/// Where a group begins on a topic that it has never read. Partitions added later begin at their log start.
struct StartPosition {
  enum class Kind : std::uint8_t { earliest, latest, ago, at };
  Kind kind = Kind::earliest;
  Duration ago{0};  ///< Kind::ago: that long before now
  WallTime at{};    ///< Kind::at
  bool operator==(const StartPosition&) const = default;
};

/// What comes of offsets that the broker no longer has when they are to be read. They are counted and told of in any case.
enum class OnLostOffsets : std::uint8_t {
  continue_reading,  ///< at the log's start
  hold,              ///< there too, but only once an operator says so
};

/// How the topic that is read is made, where it is missing.
struct TopicCreation {
  PartitionId partitions = 1;
  std::int16_t replication = 0;  ///< 0: the broker's default
  bool operator==(const TopicCreation&) const = default;
};

struct TopicSettings {
  std::string name;
  SchemaTable schema;
  Mode mode = Mode::quarantine;
  VerdictPolicy verdicts;
  StartPosition start_at;
  std::string dead_letter_topic;
  bool create_dead_letter_topic = true;
  Duration dead_letter_retention = std::chrono::hours(24 * 30);
  Oversize oversize = Oversize::automatic;
  std::vector<HeaderProfile> header_profiles = {};
  bool redact = false;  ///< dead letters are without what the schema marks x-sensitive, and without bytes that are no JSON
  std::string forward_topic = {};            ///< in Mode::forward
  std::optional<TopicCreation> create = {};  ///< the topic itself; nullopt: never
  OnLostOffsets on_lost_offsets = OnLostOffsets::continue_reading;
  BreakerSettings breaker = {};
  MonotonicTime schema_since = {};  ///< the process started, or a reload brought this schema
  bool held_by_hand = false;        ///< from the beginning on, until released
  bool operator==(const TopicSettings&) const = default;
};

/// What the topics that match one entry of the rules are like.
struct MatchSettings {
  std::size_t entry = 0;  ///< of the rules
  TopicSettings topic;    ///< its name and its dead-letter topic's are each topic's own
  bool operator==(const MatchSettings&) const = default;
};

/// When what was written becomes visible, together with the group's progress.
struct TransactionSettings {
  std::string id;  ///< transactional.id: of this loop alone, and the same after a restart
  Duration commit_interval{1'000};
  std::uint32_t commit_records = 10'000;
  bool operator==(const TransactionSettings&) const = default;
};

struct LoopSettings {
  std::string group;
  std::uint32_t instance = 0;                            ///< which of the group's loops
  std::string client;                                    ///< the client.id that brokers see; stands in dlt.client
  std::string static_member;                             ///< group.instance.id; "" = a dynamic member
  std::uint64_t generation = 1;                          ///< of the configuration
  std::vector<TopicSettings> topics;                     ///< those that are named
  MatchRules rules = {};                                 ///< empty where the loop has no matches
  std::vector<MatchSettings> matches = {};               ///< the loop's own
  std::set<std::string> held_by_hand = {};               ///< topics that match, from the beginning on, until released
  std::optional<TransactionSettings> transactions = {};  ///< nullopt: at least once
  DocumentLimits document_limits;
  InFlightLimits in_flight;  ///< of each topic, so that one topic's trouble takes no room from another's
  Duration drain_timeout{20'000};
  /// How long a revocation waits for dead letters under way: far below max.poll.interval.ms, and short for the group that waits for us.
  Duration revoke_timeout{5'000};
  BackoffSettings hold_backoff{.initial = Duration{1'000}, .max = Duration{15'000}};
  bool operator==(const LoopSettings&) const = default;
};

}  // namespace sluiced::gate
