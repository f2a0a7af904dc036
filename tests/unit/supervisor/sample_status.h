// A daemon in trouble: one group runs, another is in backoff, a topic of the first is on hold.
#pragma once

#include "supervisor/status.h"

namespace sluiced::testing {

inline constexpr std::chrono::sys_days sample_day = std::chrono::year{2026} / 11 / 23;

inline supervisor::LoopStatus sample_loop(std::string group) {
  supervisor::LoopStatus loop;
  loop.client = "sluiced/" + group + "/0";
  loop.group = std::move(group);
  loop.state = supervisor::LoopState::running;
  loop.in_state = Duration{3'600'000};
  loop.rebalances = 2;
  loop.partitions = 12;
  loop.joined = true;
  loop.broker_reachable = true;
  loop.last_progress = Duration{40};
  loop.generation = 3;
  return loop;
}

inline supervisor::TopicStatus sample_topic(std::string group, std::string topic) {
  supervisor::TopicStatus status;
  status.group = std::move(group);
  status.dead_letter_topic = topic + ".dlt";
  status.topic = std::move(topic);
  status.schema_name = "schemas/order.json";
  status.schema_sha256 = "9f2c41ab00000000000000000000000000000000000000000000000000000000";
  status.schema_age = Duration{86'400'000};
  status.partitions = 12;
  status.records[index_of(VerdictCode::valid)] = 5'000'000'019;
  status.records[index_of(VerdictCode::schema_violation)] = 41;
  status.bytes = 9'007'199'254'740'991;
  status.dead_letters[index_of(VerdictCode::schema_violation)] = 38;
  status.letters_failed = 7;
  status.unacknowledged = 3;
  status.oldest_unacknowledged = Duration{122'500};
  status.lag_records = 12'001;
  status.lag = Duration{1'250};
  for (const HoldReason reason : all_hold_reasons) status.holds[index_of(reason)].reason = reason;
  status.records_per_second = 16'210.5;
  status.not_valid_share = 0.25;
  status.evaluation.buckets[1] = 60;
  status.evaluation.buckets[4] = 4;
  status.evaluation.sum_ns = 100'000;
  return status;
}

inline supervisor::Status sample_status() {
  supervisor::Status status;
  status.version = "0.1.0";
  status.librdkafka = "2.0.2";
  status.node = "gate-2";
  status.pid = 4711;
  status.started = sample_day;
  status.now = status.started + std::chrono::hours(20) + Duration{17};
  status.config_file = "/etc/sluiced/sluiced.yaml";
  status.config_sha256 = "3f0c000000000000000000000000000000000000000000000000000000000000";
  status.generation = 3;
  status.generation_everywhere = true;
  status.reload = {.ok = false,
                   .at = status.now,
                   .succeeded_at = status.started + std::chrono::hours(1),
                   .error = "sluiced.yaml:3:5: unknown key 'topcis'",
                   .succeeded = 2,
                   .failed = 1,
                   .under_way = false};
  status.tried = true;
  status.loops = {sample_loop("orders"), sample_loop("pay")};
  supervisor::LoopStatus& failed = status.loops[1];
  failed.state = supervisor::LoopState::backoff;
  failed.in_state = Duration{2'000};
  failed.why = "Local: Inconsistent group protocol";
  failed.back_in = Duration{6'400};
  failed.restarts = 5;
  failed.partitions = 0;
  failed.joined = false;
  status.topics = {sample_topic("orders", "orders"), sample_topic("orders", "clicks"), sample_topic("pay", "payments")};
  supervisor::HoldStatus& hold = status.topics[1].holds[index_of(HoldReason::dlt_denied)];
  hold = {.reason = HoldReason::dlt_denied, .held = true, .since = Duration{120'000}, .total = Duration{180'500}};
  status.topics[2].mode = gate::Mode::observe;
  status.topics[2].dead_letter_topic.clear();
  status.topics[2].not_valid_share = std::nullopt;
  return status;
}

}  // namespace sluiced::testing
