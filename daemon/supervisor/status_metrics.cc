#include "supervisor/status_metrics.h"

#include "metrics/event.h"
#include "metrics/exposition.h"
#include "metrics/process_usage.h"

namespace sluiced::supervisor {
namespace {

using metrics::Exposition;
using metrics::Labels;

double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1'000; }
double seconds(WallTime time) { return seconds(time.time_since_epoch()); }

/// Of everything that whole numbers count here, nothing comes near 2^53.
double number(std::uint64_t value) { return static_cast<double>(value); }

Labels with(Labels labels, const char* name, std::string_view value) {
  labels.emplace_back(name, value);
  return labels;
}

void add_records(Exposition& page, const TopicStatus& topic, const Labels& labels) {
  for (const VerdictCode code : all_verdict_codes)
    page.counter("sluiced_records_total", "Records judged, by verdict.", with(labels, "verdict", sluiced::to_string(code)),
                 number(topic.records[index_of(code)]));
  page.counter("sluiced_record_bytes_total", "Bytes of the payloads judged.", labels, number(topic.bytes));
  constexpr double ns_per_second = 1e9;
  std::array<double, gate::EvaluationTimes::bounds_ns.size()> bounds{};
  for (std::size_t i = 0; i < bounds.size(); ++i)
    bounds[i] = static_cast<double>(gate::EvaluationTimes::bounds_ns[i]) / ns_per_second;
  page.histogram("sluiced_evaluation_seconds",
                 "From a payload's bytes to its verdict. One record in " + std::to_string(gate::EvaluationTimes::every) +
                     " is timed: the count is that of the timed ones.",
                 labels, bounds, topic.evaluation.buckets, static_cast<double>(topic.evaluation.sum_ns) / ns_per_second);
}

void add_dead_letters(Exposition& page, const TopicStatus& topic, const Labels& labels) {
  for (const VerdictCode code : all_verdict_codes) {
    if (code == VerdictCode::valid) continue;
    page.counter("sluiced_dead_letters_total", "Dead letters that all in-sync replicas have acknowledged, by verdict code.",
                 with(labels, "code", sluiced::to_string(code)), number(topic.dead_letters[index_of(code)]));
  }
  page.counter("sluiced_dead_letter_failures_total",
               "Dead letters and forwarded records that could not be delivered at a try; each is sent again.", labels,
               number(topic.letters_failed));
  page.gauge("sluiced_dead_letters_unacknowledged",
             "Dead letters and forwarded records that are not acknowledged, or not committed, yet; nor are the offsets of their "
             "records.",
             labels, number(topic.unacknowledged));
  page.gauge("sluiced_dead_letter_oldest_unacknowledged_seconds", "Age of the oldest of those; 0: there is none.", labels,
             seconds(topic.oldest_unacknowledged));
  page.counter("sluiced_forwarded_records_total",
               "Records that passed and were written to the forward topic, acknowledged by all in-sync replicas.", labels,
               number(topic.forwarded));
}

void add_progress(Exposition& page, const TopicStatus& topic, const Labels& labels) {
  page.gauge("sluiced_lag_records", "Offsets between what has been read and the end of the assigned partitions.", labels,
             number(topic.lag_records));
  page.gauge("sluiced_lag_seconds", "How far behind the newest record the reading is, in time.", labels, seconds(topic.lag));
  page.gauge("sluiced_assigned_partitions", "Partitions that this process reads.", labels, number(topic.partitions));
  page.counter("sluiced_offsets_lost_total", "Offsets that the broker no longer had when they were to be read.", labels,
               number(topic.offsets_lost));
}

void add_holds(Exposition& page, const TopicStatus& topic, const Labels& labels) {
  for (const HoldReason reason : all_hold_reasons) {
    const HoldStatus& hold = topic.holds[index_of(reason)];
    const Labels of_reason = with(labels, "reason", sluiced::to_string(reason));
    page.gauge("sluiced_held", "1: the topic is on hold for this reason; nothing of it is lost, nothing is read on.", of_reason,
               hold.held ? 1 : 0);
    page.counter("sluiced_held_seconds_total", "Time on hold for this reason, summed over the group's loops.", of_reason,
                 seconds(hold.total));
  }
  page.counter("sluiced_breaker_trips_total", "Times that too many of the topic's records failed, so that it was put on hold.",
               labels, number(topic.breaker_trips));
}

void add_topic(Exposition& page, const TopicStatus& topic) {
  const Labels labels{{"group", topic.group}, {"topic", topic.topic}};
  add_records(page, topic, labels);
  add_dead_letters(page, topic, labels);
  add_holds(page, topic, labels);
  add_progress(page, topic, labels);
  page.gauge("sluiced_schema_info", "1: the schema that the topic is judged by.",
             with(with(labels, "schema", topic.schema_name), "sha256", topic.schema_sha256), 1);
}

void add_loop(Exposition& page, const LoopStatus& loop) {
  const Labels labels{{"group", loop.group}, {"loop", std::to_string(loop.instance)}};
  for (const LoopState state : all_loop_states)
    page.gauge("sluiced_loop_state", "1: the loop is in this state.", with(labels, "state", to_string(state)),
               loop.state == state ? 1 : 0);
  page.counter("sluiced_loop_restarts_total", "Times that the loop has been started again.", labels, number(loop.restarts));
  const char* const transactions = "Transactions that have ended, by how; exactly once only.";
  page.counter("sluiced_transactions_total", transactions, with(labels, "result", "committed"),
               number(loop.transactions_committed));
  page.counter("sluiced_transactions_total", transactions, with(labels, "result", "aborted"), number(loop.transactions_aborted));
  page.counter("sluiced_loop_rebalances_total", "Changes of the loop's share of partitions.", labels, number(loop.rebalances));
  page.gauge("sluiced_loop_last_progress_seconds", "Since the loop's thread last came round.", labels,
             seconds(loop.last_progress));
  page.gauge("sluiced_loop_stalled", "1: the loop's thread does not come round any more; only a restart of the process helps.",
             labels, loop.stalled ? 1 : 0);
  page.gauge("sluiced_broker_reachable", "1: a broker is connected, and has answered within 20 s.", labels,
             loop.broker_reachable ? 1 : 0);
  page.gauge("sluiced_fetched_ahead_records", "Records that librdkafka has fetched and the loop has not taken yet.", labels,
             number(loop.fetched_ahead));
  page.gauge("sluiced_queued_dead_letters", "Dead letters in the loop's producer: handed over and not acknowledged.", labels,
             number(loop.queued_letters));
}

void add_daemon(Exposition& page, const Status& status) {
  page.gauge("sluiced_healthy", "What /healthz says: 0 where a restart would help.", {}, status.healthy() ? 1 : 0);
  page.gauge("sluiced_ready", "What /readyz says: every loop has joined its group or failed once.", {}, status.ready() ? 1 : 0);
  page.gauge("sluiced_ready_strict", "What /readyz?strict says: everything runs and nothing is on hold.", {},
             status.ready_strictly() ? 1 : 0);
  page.gauge("sluiced_config_generation", "Number of the configuration that is loaded; the start's is 1.", {},
             number(status.generation));
  page.gauge("sluiced_config_last_reload_successful", "1: the configuration file was fine when last read.", {},
             status.reload.ok ? 1 : 0);
  page.gauge("sluiced_config_last_reload_success_timestamp_seconds", "When the configuration in force was loaded.", {},
             seconds(status.reload.succeeded_at));
  const char* const reloads = "Reloads asked for, by result.";
  page.counter("sluiced_config_reloads_total", reloads, {{"result", "success"}}, number(status.reload.succeeded));
  page.counter("sluiced_config_reloads_total", reloads, {{"result", "failure"}}, number(status.reload.failed));
  page.gauge("sluiced_build_info", "1: what is running.", {{"version", status.version}, {"librdkafka", status.librdkafka}}, 1);
  page.counter("sluiced_log_lines_dropped_total", "Log lines that were left out because nobody took them.", {},
               number(status.log_lines_dropped));
  for (std::size_t i = 0; i < event_count; ++i) {
    const Event event = static_cast<Event>(i);
    page.counter("sluiced_events_total", "Events told in the log, by name.", {{"event", std::string(describe(event).name)}},
                 number(count_of(event)));
  }
}

void add_process(const Status& status, Exposition& page) {
  const metrics::ProcessUsage usage = metrics::read_process_usage();
  page.gauge("process_start_time_seconds", "When the daemon began, since the epoch.", {},
             static_cast<double>(status.started.time_since_epoch().count()) / 1000.0);
  if (usage.cpu_seconds) page.counter("process_cpu_seconds_total", "Processor time, user and system.", {}, *usage.cpu_seconds);
  if (usage.resident_bytes) page.gauge("process_resident_memory_bytes", "Resident memory.", {}, number(*usage.resident_bytes));
  if (usage.open_fds) page.gauge("process_open_fds", "Open file descriptors.", {}, number(*usage.open_fds));
  if (usage.max_fds) page.gauge("process_max_fds", "File descriptors that may be open.", {}, number(*usage.max_fds));
}

}  // namespace

std::string to_metrics(const Status& status) {
  Exposition page;
  for (const TopicStatus& topic : status.topics) add_topic(page, topic);
  for (const LoopStatus& loop : status.loops) add_loop(page, loop);
  add_daemon(page, status);
  add_process(status, page);
  return page.text();
}

}  // namespace sluiced::supervisor
