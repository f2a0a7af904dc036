// What the daemon looks like at one moment: plain values, made by the main thread once a second and after every event. /metrics, /status,
// the probes, SIGUSR1 and `sluiced status` all show this and nothing else, so that they cannot disagree.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/counters.h"
#include "gate/settings.h"
#include "record/hold_reason.h"
#include "record/verdict_code.h"

namespace sluiced::supervisor {

/// The life of a loop. Names are a contract (metric label, log field, status).
enum class LoopState : std::uint8_t {
  starting,  ///< its thread runs, the group has not given it partitions yet
  running,   ///< a member of its group, with partitions or told that there are none for it
  draining,  ///< finishing what is in flight, then leaving the group
  stopped,   ///< ended on request
  backoff,   ///< failed; comes back by itself
  failed,    ///< failed for what only a change can mend; a reload brings it back
};

inline constexpr std::array all_loop_states{LoopState::starting, LoopState::running, LoopState::draining,
                                            LoopState::stopped,  LoopState::backoff, LoopState::failed};

std::string_view to_string(LoopState state);

struct LoopStatus {
  std::string group;
  std::uint32_t instance = 0;
  std::string client;  ///< the client.id that brokers see
  LoopState state = LoopState::starting;
  Duration in_state{0};
  std::string why;                  ///< of the last failure; "" = none since the process started
  std::optional<Duration> back_in;  ///< in backoff: until it starts again
  std::uint64_t restarts = 0;
  std::uint64_t rebalances = 0;
  std::uint64_t transactions_committed = 0;  ///< exactly once only
  std::uint64_t transactions_aborted = 0;
  std::uint64_t partitions = 0;      ///< assigned to it
  bool joined = false;               ///< the group has given it what is its share
  bool broker_reachable = false;     ///< a broker has answered since the last time that none could be reached
  Duration last_progress{0};         ///< since its thread last came round; what the watchdog looks at
  bool stalled = false;              ///< that is longer than stall_timeout, in a state in which it should come round
  std::uint64_t generation = 0;      ///< of the configuration that it works by
  std::uint64_t fetched_ahead = 0;   ///< records that librdkafka holds ready
  std::uint64_t queued_letters = 0;  ///< handed to librdkafka and not acknowledged
};

struct HoldStatus {
  HoldReason reason{};
  bool held = false;  ///< now, in at least one loop
  Duration since{0};  ///< held: for that long
  Duration total{0};  ///< since the process started, the present one included; summed over the group's loops
};

/// A topic of a group, summed over the group's loops.
struct TopicStatus {
  std::string group;
  std::string topic;
  gate::Mode mode = gate::Mode::quarantine;
  std::string dead_letter_topic;  ///< "" in mode observe
  std::string forward_topic;      ///< "" but in mode forward
  std::string schema_name;        ///< of a table: the pattern of its files
  std::string schema_sha256;
  std::string schema_by;           ///< by what each record chooses: "header event-type"; "" = there is one for all
  std::uint64_t schema_count = 1;  ///< to choose from
  Duration schema_age{0};          ///< since this process first judged by it
  bool schema_new = false;         ///< it came by a reload
  std::uint64_t partitions = 0;
  std::array<std::uint64_t, all_verdict_codes.size()> records{};       ///< judged, by code
  std::uint64_t bytes = 0;                                             ///< of their payloads
  std::array<std::uint64_t, all_verdict_codes.size()> dead_letters{};  ///< acknowledged, by code
  std::uint64_t letters_failed = 0;                                    ///< deliveries that failed; each was or will be sent again
  std::uint64_t forwarded = 0;                                         ///< acknowledged
  std::uint64_t unacknowledged = 0;
  Duration oldest_unacknowledged{0};  ///< age; 0 = none
  std::uint64_t offsets_lost = 0;
  std::uint64_t breaker_trips = 0;
  std::uint64_t lag_records = 0;
  Duration lag{0};  ///< how far behind the newest the reading is, in time
  std::array<HoldStatus, all_hold_reasons.size()> holds{};
  std::string hold_why;  ///< of the hold begun last, in words; means something while held
  std::optional<gate::StoppedAt>
      stopped_at;                 ///< held for `verdict` or `poison`: the record in question, of one loop where there are several
  double records_per_second = 0;  ///< over the last ten seconds
  std::optional<double> not_valid_share;  ///< 0..1, over the last five minutes; nullopt: nothing was judged in them
  gate::EvaluationTimes::Snapshot evaluation;

  const HoldStatus* hold() const;  ///< the one to show; nullptr: not held
};

struct ReloadStatus {
  bool ok = true;           ///< of the last one; the start counts as one
  WallTime at{};            ///< of the last one
  WallTime succeeded_at{};  ///< of the last one that succeeded
  std::string error;        ///< of the last one: file:line:column and what is wrong; "" = none
  std::uint64_t succeeded = 0;
  std::uint64_t failed = 0;
  bool under_way = false;
};

struct Status {
  std::string version;
  std::string librdkafka;
  std::string node;
  std::uint64_t pid = 0;
  WallTime now{};
  MonotonicTime made_at{};
  WallTime started{};
  std::string config_file;
  std::string config_sha256;
  bool enabled = true;  ///< kafka.enabled
  std::uint64_t generation = 1;
  bool generation_everywhere = false;  ///< every loop that runs works by it
  ReloadStatus reload;
  bool draining = false;
  bool tried = false;               ///< every loop has joined its group, failed once, or found no broker or topic: latched
  std::vector<LoopStatus> loops;    ///< by group in the file's order, then instance
  std::vector<TopicStatus> topics;  ///< in the file's order
  std::uint64_t log_lines_dropped = 0;

  /// A restart would help nothing else: false only when a loop is stalled.
  bool healthy() const;
  /// /readyz: the configuration is loaded and every loop has joined, failed once, or found no broker or topic, until a drain begins.
  bool ready() const;
  /// /readyz?strict: everything runs with its brokers reachable, and nothing is held.
  bool ready_strictly() const;
  /// Why not, for a person: "payments: held breaker"; "" = ready strictly.
  std::string not_ready_because() const;
  /// One line for systemd and for people: "41 topics: 39 running, 1 held, 1 in backoff".
  std::string in_words() const;
};

}  // namespace sluiced::supervisor
