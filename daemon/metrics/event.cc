#include "metrics/event.h"

#include <atomic>
#include <string>

namespace sluiced {
namespace {

using log::Level;

constexpr std::array<EventDescription, event_count> descriptions{{
    {"starting", Level::info, "starting"},
    {"disabled", Level::info, "disabled: kafka.enabled is false; waiting for a signal"},
    {"listening", Level::info, "listening"},
    {"library_warning", Level::warn, "about the library in use"},
    {"draining", Level::info, "draining"},
    {"drain_timed_out", Level::warn, "the drain's time is over; what is not acknowledged will be read and judged again"},
    {"stopped", Level::info, "stopped"},
    {"loop_state", Level::info, "loop"},
    {"loop_failed", Level::error, "loop failed; it comes back"},
    {"loop_left_behind", Level::warn,
     "the broker has deleted what a loop was to read next; the loop begins anew and looks where the log begins"},
    {"loop_given_up", Level::error, "loop failed for good; only a change and a reload or restart mend it"},
    {"loop_stalled", Level::error, "loop stalled: its thread does not come round any more"},
    {"loop_recovered", Level::warn, "loop comes round again"},
    {"still_not_well", Level::warn, "not everything runs"},
    {"static_member_stays", Level::info, "static member: the group keeps its partitions for it until its session ends"},
    {"topic_totals", Level::info, "topic totals"},
    {"broker_unreachable", Level::error, "no broker can be reached; trying again until one can"},
    {"broker_reachable", Level::info, "a broker answers again"},
    {"broker_complains", Level::warn, "the broker complains; trying again"},
    {"partitions_assigned", Level::info, "partitions assigned"},
    {"partitions_lost", Level::warn,
     "partitions lost: the group went on without us; what was under way is left to the next owner"},
    {"offsets_unknown", Level::warn, "offsets cannot be looked up yet; asking again"},
    {"offsets_lost", Level::error, "the broker's log does not hold the committed offset"},
    {"offsets_not_committed", Level::warn, "the last offsets are not committed; their records will be read and judged again"},
    {"transaction_aborted", Level::warn, "a transaction was aborted; what was written in it is written again in the next"},
    {"dead_letter_topic_not_ready", Level::warn,
     "dead-letter topic is not ready; the topic will wait at its first failing record"},
    {"dead_letter_topic_falls_short", Level::warn, "dead-letter topic is not as it should be"},
    {"forward_topic_not_ready", Level::warn,
     "the topic that passing records go to is not ready; the topic will wait at its first one"},
    {"topic_settings_unread", Level::warn, "the settings of a topic cannot be read; going on with what is assumed"},
    {"topic_created", Level::info, "topic created"},
    {"partitions_added", Level::info, "partitions added to a dead-letter topic, as its source has them"},
    {"source_missing", Level::warn, "a topic to be read is missing and cannot be created; waiting for it"},
    {"topic_found", Level::info, "a topic matches; it is read from now on"},
    {"topic_gone", Level::warn, "a topic that matched is there no more"},
    {"topics_not_listed", Level::warn, "not every topic that matches is read; looking again"},
    {"topic_held", Level::error, "topic on hold"},
    {"topic_held_by_hand", Level::warn, "topic on hold by hand, until `sluiced release`"},
    {"topic_stopped", Level::error, "topic on hold: the configuration says to stop at such a record"},
    {"topic_poisoned", Level::error,
     "topic on hold: a fault of ours at this record, again and again; `sluiced skip` it, or `sluiced release` to try once more"},
    {"breaker_tripped", Level::error,
     "topic on hold: too many of its records fail; mend its schema and reload, or `sluiced release` to reject them all the same"},
    {"breaker_probed", Level::warn, "too many of the records that wait still fail; the topic stays on hold"},
    {"topic_released", Level::info, "topic goes on"},
    {"record_rejected", Level::info, "record rejected"},
    {"record_would_be_rejected", Level::info, "record would be rejected"},
    {"record_skipped", Level::warn, "record skipped by hand"},
    {"schema_swapped", Level::info, "schema swapped"},
    {"reload_started", Level::info, "reload"},
    {"reload_succeeded", Level::info, "reloaded"},
    {"reload_failed", Level::error, "reload refused; everything goes on as before"},
    {"setting_kept", Level::warn, "this setting keeps the value it had at the start; it changes with a restart"},
    {"status", Level::info, "status"},
    {"control_unavailable", Level::warn, "no control socket: `sluiced status` and its like cannot reach this daemon"},
    {"librdkafka", Level::warn, "librdkafka"},
    {"librdkafka_noise", Level::debug, "librdkafka"},
}};

std::array<std::atomic<std::uint64_t>, event_count>& counts() {
  static std::array<std::atomic<std::uint64_t>, event_count> the_counts{};
  return the_counts;
}

std::size_t index_of(Event event) { return static_cast<std::size_t>(event); }

}  // namespace

const EventDescription& describe(Event event) { return descriptions[index_of(event)]; }

void emit(Event event, std::initializer_list<log::Field> fields) {
  counts()[index_of(event)].fetch_add(1, std::memory_order_relaxed);
  log::event(describe(event).level, describe(event).message, fields);
}

void emit_repeating(Event event, std::string_view fingerprint, std::initializer_list<log::Field> fields) {
  counts()[index_of(event)].fetch_add(1, std::memory_order_relaxed);
  const std::string whole = std::string(describe(event).name) + ' ' + std::string(fingerprint);
  log::repeating(describe(event).level, whole, describe(event).message, fields);
}

std::uint64_t count_of(Event event) { return counts()[index_of(event)].load(std::memory_order_relaxed); }

}  // namespace sluiced
