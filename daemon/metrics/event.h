// What the daemon tells: a closed list of events. One call writes the log line and counts it, so that the log and
// sluiced_events_total cannot disagree.
//
//   emit(Event::topic_held, {{"topic", topic}, {"reason", to_string(reason)}});
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/log.h"

namespace sluiced {

/// Names (see describe()) are a contract: metric label `event`. WARN = nothing is lost; ERROR = an operator must act.
enum class Event : std::uint8_t {
  starting,
  disabled,
  listening,
  library_warning,
  draining,
  drain_timed_out,
  stopped,
  loop_state,
  loop_failed,
  loop_left_behind,
  loop_given_up,
  loop_stalled,
  loop_recovered,
  still_not_well,
  static_member_stays,
  topic_totals,
  broker_unreachable,
  broker_reachable,
  broker_complains,
  partitions_assigned,
  partitions_lost,
  offsets_unknown,
  offsets_lost,
  offsets_not_committed,
  transaction_aborted,
  dead_letter_topic_not_ready,
  dead_letter_topic_falls_short,
  forward_topic_not_ready,
  topic_settings_unread,
  topic_created,
  partitions_added,
  source_missing,
  topic_found,
  topic_gone,
  topics_not_listed,
  topic_held,
  topic_held_by_hand,
  topic_stopped,
  topic_poisoned,
  breaker_tripped,
  breaker_probed,
  topic_released,
  record_rejected,
  record_would_be_rejected,
  record_skipped,
  schema_swapped,
  reload_started,
  reload_succeeded,
  reload_failed,
  setting_kept,
  status,
  control_unavailable,
  librdkafka,
  librdkafka_noise,
};

inline constexpr std::size_t event_count = static_cast<std::size_t>(Event::librdkafka_noise) + 1;

struct EventDescription {
  std::string_view name;
  log::Level level;
  std::string_view message;
};

const EventDescription& describe(Event event);

/// Thread-safe. What varies goes into fields; values of payloads never do.
void emit(Event event, std::initializer_list<log::Field> fields = {});

/// For what fails again and again: one line a minute per fingerprint (within the event), with the number of those left out. Each counts.
void emit_repeating(Event event, std::string_view fingerprint, std::initializer_list<log::Field> fields);

/// How often it has happened since the process started.
std::uint64_t count_of(Event event);

}  // namespace sluiced
