#include "supervisor/status_metrics.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "metrics/event.h"
#include "unit/supervisor/sample_status.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

/// Whether the page has exactly this line.
bool has(const std::string& page, const std::string& line) { return ("\n" + page).find("\n" + line + "\n") != std::string::npos; }

std::size_t count_of_text(const std::string& page, const std::string& text) {
  std::size_t count = 0;
  for (auto at = page.find(text); at != std::string::npos; at = page.find(text, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("every value of a closed list has its series from the first answer on, at 0") {
  Status status;
  status.topics = {TopicStatus{}};
  status.topics[0].group = "g";
  status.topics[0].topic = "t";
  status.loops = {LoopStatus{}};
  status.loops[0].group = "g";
  const std::string page = to_metrics(status);
  for (const VerdictCode code : all_verdict_codes) {
    const std::string name(to_string(code));
    CHECK(has(page, R"(sluiced_records_total{group="g",topic="t",verdict=")" + name + "\"} 0"));
    CHECK(has(page, R"(sluiced_dead_letters_total{group="g",topic="t",code=")" + name + "\"} 0") == (code != VerdictCode::valid));
  }
  for (const HoldReason reason : all_hold_reasons) {
    const std::string name(to_string(reason));
    CHECK(has(page, R"(sluiced_held{group="g",topic="t",reason=")" + name + "\"} 0"));
    CHECK(has(page, R"(sluiced_held_seconds_total{group="g",topic="t",reason=")" + name + "\"} 0"));
  }
  for (const LoopState state : all_loop_states) {
    const std::string name(to_string(state));
    CHECK(has(page, R"(sluiced_loop_state{group="g",loop="0",state=")" + name + (name == "starting" ? "\"} 1" : "\"} 0")));
  }
  for (std::size_t i = 0; i < event_count; ++i)
    CHECK(page.find("sluiced_events_total{event=\"" + std::string(describe(static_cast<Event>(i)).name) + "\"} ") !=
          std::string::npos);
  CHECK(has(page, R"(sluiced_config_reloads_total{result="failure"} 0)"));
}

TEST_CASE("a topic's numbers are exact, in base units, under its group and name") {
  const std::string page = to_metrics(sample_status());
  for (const char* line : {
           R"(sluiced_records_total{group="orders",topic="orders",verdict="valid"} 5000000019)",
           R"(sluiced_records_total{group="orders",topic="orders",verdict="schema_violation"} 41)",
           R"(sluiced_record_bytes_total{group="orders",topic="orders"} 9007199254740991)",
           R"(sluiced_dead_letters_total{group="orders",topic="orders",code="schema_violation"} 38)",
           R"(sluiced_dead_letter_failures_total{group="orders",topic="orders"} 7)",
           R"(sluiced_dead_letters_unacknowledged{group="orders",topic="orders"} 3)",
           R"(sluiced_dead_letter_oldest_unacknowledged_seconds{group="orders",topic="orders"} 122.5)",
           R"(sluiced_lag_records{group="orders",topic="orders"} 12001)",
           R"(sluiced_lag_seconds{group="orders",topic="orders"} 1.25)",
           R"(sluiced_offsets_lost_total{group="orders",topic="orders"} 0)",
           R"(sluiced_assigned_partitions{group="orders",topic="orders"} 12)",
           R"(sluiced_evaluation_seconds_count{group="orders",topic="orders"} 64)",
           R"(sluiced_evaluation_seconds_sum{group="orders",topic="orders"} 0.0001)",
           R"(sluiced_evaluation_seconds_bucket{group="orders",topic="orders",le="1e-06"} 60)",
           R"(sluiced_evaluation_seconds_bucket{group="orders",topic="orders",le="1e-05"} 64)",
           R"(sluiced_evaluation_seconds_bucket{group="orders",topic="orders",le="+Inf"} 64)",
       }) {
    CAPTURE(line);
    CHECK(has(page, line));
  }
  CHECK(page.find(R"(sluiced_schema_info{group="orders",topic="orders",schema="schemas/order.json",sha256="9f2c41ab)") !=
        std::string::npos);
  CHECK(page.find("partition=") == std::string::npos);
}

TEST_CASE("a held topic shows its reason, and for how long it has been held in all") {
  const std::string page = to_metrics(sample_status());
  CHECK(has(page, R"(sluiced_held{group="orders",topic="clicks",reason="dlt_denied"} 1)"));
  CHECK(has(page, R"(sluiced_held{group="orders",topic="clicks",reason="by_hand"} 0)"));
  CHECK(has(page, R"(sluiced_held{group="orders",topic="orders",reason="dlt_denied"} 0)"));
  CHECK(has(page, R"(sluiced_held_seconds_total{group="orders",topic="clicks",reason="dlt_denied"} 180.5)"));
}

TEST_CASE("a loop is in one state, and says how it is") {
  const std::string page = to_metrics(sample_status());
  CHECK(has(page, R"(sluiced_loop_state{group="pay",loop="0",state="backoff"} 1)"));
  CHECK(has(page, R"(sluiced_loop_state{group="pay",loop="0",state="running"} 0)"));
  CHECK(has(page, R"(sluiced_loop_restarts_total{group="pay",loop="0"} 5)"));
  CHECK(has(page, R"(sluiced_loop_rebalances_total{group="orders",loop="0"} 2)"));
  CHECK(has(page, R"(sluiced_loop_last_progress_seconds{group="orders",loop="0"} 0.04)"));
  CHECK(has(page, R"(sluiced_loop_stalled{group="orders",loop="0"} 0)"));
  CHECK(has(page, R"(sluiced_broker_reachable{group="orders",loop="0"} 1)"));
  CHECK(has(page, R"(sluiced_queued_dead_letters{group="orders",loop="0"} 0)"));
}

TEST_CASE("the daemon's own series say what the probes say and how the last reload went") {
  Status status = sample_status();
  const std::string page = to_metrics(status);
  CHECK(has(page, "sluiced_healthy 1"));
  CHECK(has(page, "sluiced_ready 1"));
  CHECK(has(page, "sluiced_ready_strict 0"));
  CHECK(has(page, "sluiced_config_generation 3"));
  CHECK(has(page, "sluiced_config_last_reload_successful 0"));
  CHECK(has(page, "sluiced_config_last_reload_success_timestamp_seconds 1795395600"));
  CHECK(has(page, R"(sluiced_config_reloads_total{result="success"} 2)"));
  CHECK(has(page, R"(sluiced_config_reloads_total{result="failure"} 1)"));
  CHECK(has(page, R"(sluiced_build_info{version="0.1.0",librdkafka="2.0.2"} 1)"));
  CHECK(has(page, "sluiced_log_lines_dropped_total 0"));
  CHECK(page.find("\nprocess_resident_memory_bytes ") != std::string::npos);
  status.loops[0].stalled = true;
  CHECK(has(to_metrics(status), "sluiced_healthy 0"));
}

TEST_CASE("each family has one HELP and one TYPE, and its samples stand together") {
  const std::string page = to_metrics(sample_status());
  CHECK(count_of_text(page, "# TYPE sluiced_records_total counter\n") == 1);
  CHECK(count_of_text(page, "# HELP sluiced_loop_state ") == 1);
  CHECK(count_of_text(page, "# HELP ") == count_of_text(page, "# TYPE "));
}
