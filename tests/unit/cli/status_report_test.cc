// What `sluiced status` prints, word for word, of statuses as the daemon gives them.
#include "cli/status_report.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "cli/table.h"
#include "json/reader.h"
#include "supervisor/status_json.h"
#include "unit/supervisor/sample_status.h"

using namespace sluiced;
using namespace sluiced::cli;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

/// A daemon of 19 days at which nothing is wrong.
Status well(std::vector<std::string> names = {"orders"}) {
  Status status;
  status.node = "gate-2";
  status.started = sample_day;
  status.now = status.started + std::chrono::days(19) + std::chrono::hours(5);
  status.config_file = "/etc/sluiced/sluiced.yaml";
  status.config_sha256 = "3f0c9a1200000000000000000000000000000000000000000000000000000000";
  status.reload.at = status.reload.succeeded_at = status.now - std::chrono::minutes(58);
  status.tried = true;
  for (const std::string& name : names) {
    status.loops.push_back(sample_loop(name));
    TopicStatus topic = sample_topic(name, name);
    topic.records = {};
    topic.dead_letters = {};
    topic.unacknowledged = 0;
    topic.not_valid_share = 0;
    topic.lag = Duration{300};
    status.topics.push_back(topic);
  }
  return status;
}

Status held(HoldReason reason, Duration since = Duration{120'000}) {
  Status status = well({"orders", "clicks"});
  status.topics[1].holds[index_of(reason)] = {.reason = reason, .held = true, .since = since, .total = since};
  return status;
}

StatusView view_of(const Status& status) {
  const std::string text = to_json(status);
  json::Tree tree;
  REQUIRE(json::read(text, file_limits, tree).code == json::ReadErrorCode::none);
  return read_status(tree);
}

std::string report(const Status& status, const StatusReportOptions& options = {}) {
  return '\n' + status_report(view_of(status), options);
}

/// The lines of advice alone.
std::string to_do(const Status& status) {
  std::string lines;
  for (std::string rest = report(status); !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (rest.starts_with("do  ")) lines += rest.substr(4, end - 4);
    rest.erase(0, end);
  }
  return lines;
}

}  // namespace

TEST_CASE("all well: the daemon, a row for each topic, nothing lost, nothing to do") {
  CHECK(report(well({"orders", "payments"})) == R"(
gate-2 up 19 d  config 3f0c9a12 of 04:02 UTC  broker ok  2 topics: 2 ok
GROUP     TOPIC     STATE    BEHIND     LAG  REC/S  BAD 5M  UNACKED  SCHEMA
orders    orders    running   0.3 s  12,001  16210   0.0 %        0  9f2c41ab 24 h
payments  payments  running   0.3 s  12,001  16210   0.0 %        0  9f2c41ab 24 h
since the start: lost 0   skipped by hand 0   dead letters 0
)");
  CHECK(view_of(well()).all_well());
}

TEST_CASE("what is not well stands first, whatever the file's order, with what to do about it") {
  Status status = held(HoldReason::dlt_denied);
  status.topics[1].unacknowledged = 5;
  status.topics[1].not_valid_share = std::nullopt;
  status.topics[1].records_per_second = 0;
  status.topics[1].lag = Duration{125'000};
  status.topics[0].records[index_of(VerdictCode::skipped)] = 2;
  status.topics[0].dead_letters[index_of(VerdictCode::schema_violation)] = 2'013'464;
  status.topics[0].dead_letters[index_of(VerdictCode::skipped)] = 2;
  status.topics[1].offsets_lost = 1'500;
  status.log_lines_dropped = 7;
  CHECK(report(status) == R"(
gate-2 up 19 d  config 3f0c9a12 of 04:02 UTC  broker ok  2 topics: 1 ok 1 held
GROUP   TOPIC   STATE            BEHIND     LAG  REC/S  BAD 5M  UNACKED  SCHEMA
clicks  clicks  HELD dlt_denied     2 m  12,001      0       -        5  9f2c41ab 24 h
orders  orders  running           0.3 s  12,001  16210   0.0 %        0  9f2c41ab 24 h
since the start: lost 1,500 (clicks 1,500)   skipped by hand 2 (orders 2)   dead letters 2,013,466   log lines dropped 7
do  clicks (held 2 m): grant the daemon's principal Write and Describe on topic clicks.dlt; it then goes on by itself
)");
  CHECK_FALSE(view_of(status).all_well());
}

TEST_CASE("every reason of a hold has its own advice") {
  const auto on = [](HoldReason reason) { return to_do(held(reason)); };
  CHECK(on(HoldReason::by_hand) == "clicks (held 2 m): `sluiced release clicks` when it may go on\n");
  CHECK(on(HoldReason::dlt_missing) ==
        "clicks (held 2 m): create topic clicks.dlt, or let the daemon: dead_letter.create: true and Create on it; it then goes "
        "on by "
        "itself\n");
  CHECK(on(HoldReason::dlt_unsuitable) ==
        "clicks (held 2 m): mend topic clicks.dlt; `sluiced topics plan` shows what it should be; it then goes on by itself\n");
  CHECK(on(HoldReason::dlt_unreachable) ==
        "clicks (held 2 m): look at the brokers that lead topic clicks.dlt; it goes on by itself when they answer\n");
  Status forwarding = held(HoldReason::forward_missing);
  forwarding.topics[1].forward_topic = "clicks.valid";
  CHECK(to_do(forwarding) == "clicks (held 2 m): create topic clicks.valid; it then goes on by itself\n");
  Status stopped = held(HoldReason::verdict);
  stopped.topics[1].stopped_at = gate::StoppedAt{.partition = 3, .offset = {88'121}, .code = VerdictCode::not_json};
  CHECK(to_do(stopped) ==
        "clicks (held 2 m): clicks/3/88121 is not_json: `sluiced skip clicks/3/88121 --reason …`, or mend its schema or verdicts "
        "and reload\n");
  Status poisoned = held(HoldReason::poison);
  poisoned.topics[1].stopped_at = gate::StoppedAt{.partition = 3, .offset = {88'121}};
  CHECK(to_do(poisoned) ==
        "clicks (held 2 m): a fault of ours at clicks/3/88121: report it; `sluiced skip clicks/3/88121 --reason …` dead-letters "
        "the record, `sluiced release clicks` tries it once more\n");
  Status tripped = held(HoldReason::breaker);
  tripped.topics[1].hold_why = "1000 of the last 1000 records fail";
  CHECK(to_do(tripped) ==
        "clicks (held 2 m): 1000 of the last 1000 records fail: is the schema wrong? Mend it and `sluiced reload`: the topic "
        "tries it and goes on by itself. Are the records? `sluiced release clicks` lets them into clicks.dlt\n");
  Status behind = held(HoldReason::offsets_lost);
  behind.topics[1].hold_why = "400 offsets of partition 3 are gone: 100 was committed, the log has 500 to 900";
  CHECK(to_do(behind) ==
        "clicks (held 2 m): 400 offsets of partition 3 are gone: 100 was committed, the log has 500 to 900: `sluiced release "
        "clicks` goes on where the log begins\n");
  for (const HoldReason reason : all_hold_reasons) {
    CHECK(on(reason).starts_with("clicks (held 2 m): "));
    CHECK(on(reason).find("on hold for") == std::string::npos);
  }
}

TEST_CASE("a loop in backoff says why and when it comes back, and one that failed, that it does not") {
  Status status = well({"orders", "pay"});
  LoopStatus& loop = status.loops[1];
  loop.state = LoopState::backoff;
  loop.why = "Broker: Inconsistent group protocol";
  loop.back_in = Duration{6'400};
  loop.joined = loop.broker_reachable = false;
  CHECK(report(status).find("broker ok  2 topics: 1 ok 1 backoff\n") != std::string::npos);
  CHECK(report(status).find("\npay     pay     BACKOFF  ") != std::string::npos);
  CHECK(to_do(status) ==
        "sluiced/pay/0: Broker: Inconsistent group protocol: it comes back by itself in 6.4 s; another consumer is in this "
        "group and shares out partitions otherwise: stop it, or give ours a group of its own\n");
  loop.state = LoopState::failed;
  loop.why = "another member took our place";
  loop.back_in = std::nullopt;
  CHECK(report(status).find("\npay     pay     FAILED ") != std::string::npos);
  CHECK(to_do(status) ==
        "sluiced/pay/0: another member took our place: it stays away until that is mended and `sluiced reload` says so\n");
}

TEST_CASE("a stalled loop is told apart from one that only waits") {
  Status status = well();
  status.loops[0].stalled = true;
  status.loops[0].last_progress = Duration{245'000};
  CHECK(report(status).find("\norders  orders  STALLED ") != std::string::npos);
  CHECK(to_do(status) == "sluiced/orders/0: its thread has not come round for 4 m: keep the log, then restart the daemon\n");
}

TEST_CASE("no broker: one line of advice however many topics there are, and none in the first seconds") {
  Status status = well({"a", "b", "c"});
  for (LoopStatus& loop : status.loops) loop.broker_reachable = false;
  CHECK(report(status).find("  no broker answers  3 topics: 3 without broker\n") != std::string::npos);
  CHECK(to_do(status) ==
        "no broker answers: look at kafka.brokers in /etc/sluiced/sluiced.yaml and at the network from here; it goes on by "
        "itself\n");
  status.loops[0].broker_reachable = true;
  CHECK(report(status).find("  no broker answers 2 of 3 loops  3 topics: 1 ok 2 without broker\n") != std::string::npos);
  for (LoopStatus& loop : status.loops) {
    loop.state = LoopState::starting;
    loop.in_state = Duration{2'000};
  }
  CHECK(to_do(status) == "wait: sluiced/a/0: starting\n");
  for (LoopStatus& loop : status.loops) loop.broker_reachable = false;
  CHECK(report(status).find("  no broker has answered yet  3 topics: 3 starting\n") != std::string::npos);
}

TEST_CASE("a refused reload shows the place, since when, and what is in force") {
  Status status = well();
  status.reload.ok = false;
  status.reload.at = status.now - std::chrono::minutes(2);
  status.reload.succeeded_at = status.now - std::chrono::hours(30);
  status.reload.error = "/etc/sluiced/sluiced.yaml:3:5: unknown key 'topcis', did you mean 'topics'?";
  CHECK(report(status) == R"(
gate-2 up 19 d  config 3f0c9a12 of 2026-12-10 23:00 UTC, reload refused 04:58 UTC  broker ok  1 topic: 1 ok
reload refused: /etc/sluiced/sluiced.yaml:3:5: unknown key 'topcis', did you mean 'topics'?
GROUP   TOPIC   STATE    BEHIND     LAG  REC/S  BAD 5M  UNACKED  SCHEMA
orders  orders  running   0.3 s  12,001  16210   0.0 %        0  9f2c41ab 24 h
since the start: lost 0   skipped by hand 0   dead letters 0
do  mend the file as said above, then `sluiced reload`; until then all goes on as before
)");
  CHECK_FALSE(view_of(status).all_well());
}

TEST_CASE("of forty topics ten that are well are shown and the rest is one line, and what is not well always is") {
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) names.push_back(fmt::format("t{:02}", i));
  Status status = well(names);
  status.topics[39].holds[index_of(HoldReason::by_hand)] = {.reason = HoldReason::by_hand, .held = true};
  status.topics[30].lag = Duration{900};
  const std::string text = report(status);
  CHECK(text.find("\nt39    t39    HELD by_hand ") < text.find("\nt00 "));
  CHECK(text.find("\nt09 ") != std::string::npos);
  CHECK(text.find("\nt10 ") == std::string::npos);
  CHECK(text.find("\n29 more running, worst 0.9 s behind (--all)\n") != std::string::npos);
  const std::string all = report(status, {.topics = {}, .all = true, .colour = false});
  CHECK(all.find("\nt38 ") != std::string::npos);
  CHECK(all.find("more running") == std::string::npos);
  const std::string one = report(status, {.topics = {"t30"}, .all = false, .colour = false});
  CHECK(one.find("\nt30 ") != std::string::npos);
  CHECK(one.find("\nt39 ") == std::string::npos);
  CHECK(one.ends_with("do  nothing about what is shown here: t39 (t39): held by_hand\n"));
}

TEST_CASE("a topic that is shown alone and is not well yet is waited for, whatever else is not") {
  Status status = well({"orders", "clicks"});
  for (LoopStatus& loop : status.loops) loop.state = LoopState::starting;
  const std::string one = report(status, {.topics = {"clicks"}, .all = false, .colour = false});
  CHECK(one.find("\nclicks  clicks  starting ") != std::string::npos);
  CHECK(one.find("\ndo  wait: ") != std::string::npos);
}

TEST_CASE("advice does not fill the screen: ten lines, then how many more there are") {
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) names.push_back(fmt::format("t{:02}", i));
  Status status = well(names);
  for (TopicStatus& topic : status.topics)
    topic.holds[index_of(HoldReason::dlt_denied)] = {.reason = HoldReason::dlt_denied, .held = true};
  const std::string lines = to_do(status);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 11);
  CHECK(lines.ends_with("30 more lines like these (--all)\n"));
}

TEST_CASE("whatever names and errors hold, a terminal gets lines of text, and colour only where it is wanted") {
  const std::string hostile =
      "a\x1b[2J\n\x07\xc2\x9b"
      "0m\xff\u2028";
  Status status = held(HoldReason::verdict);
  status.node = status.config_file = status.config_sha256 = status.reload.error = hostile;
  status.reload.ok = false;
  status.topics[1].topic = status.topics[1].group = status.topics[1].schema_sha256 = status.topics[1].dead_letter_topic = hostile;
  status.topics[1].offsets_lost = 3;
  status.loops[0].client = status.loops[0].why = hostile;
  status.loops[0].state = LoopState::backoff;
  const std::string text = report(status);
  for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  CHECK(text.find("\xc2\x9b") == std::string::npos);
  CHECK(text.find("\u2028") == std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') == 10);
  CHECK(report(well()).find('\x1b') == std::string::npos);
  CHECK(report(well(), {.topics = {}, .all = false, .colour = true}).find("\x1b[32mbroker ok\x1b[0m") != std::string::npos);
}

TEST_CASE("a status of another version is shown as far as it can be") {
  const std::string newer =
      R"({"node":"n","ready_strict":false,"enabled":true,"config":{"reload":{"successful":true}},)"
      R"("topics":[{"group":"g","topic":"t","held":"out_of_quota","holds":{"out_of_quota":{"for_seconds":840.0}}},7]})";
  json::Tree tree;
  REQUIRE(json::read(newer, file_limits, tree).code == json::ReadErrorCode::none);
  const std::string text = status_report(read_status(tree), {});
  CHECK(text.find("HELD out_of_quota") != std::string::npos);
  CHECK(text.find("do  t (held 14 m): on hold for out_of_quota\n") != std::string::npos);
  REQUIRE(json::read("{}", file_limits, tree).code == json::ReadErrorCode::none);
  CHECK_FALSE(read_status(tree).all_well());
}

TEST_CASE("a schema that came by a reload is NEW for half an hour") {
  Status status = well();
  status.topics[0].schema_new = true;
  status.topics[0].schema_age = std::chrono::minutes(29);
  CHECK(report(status).find("9f2c41ab 29 m NEW\n") != std::string::npos);
  status.topics[0].schema_age = std::chrono::minutes(30);
  CHECK(report(status).find("9f2c41ab 30 m\n") != std::string::npos);
}

TEST_CASE("of a table of schemas the row says from how many a record chooses, and by what") {
  Status status = well();
  status.topics[0].schema_age = std::chrono::minutes(30);
  status.topics[0].schema_by = "header event-type";
  status.topics[0].schema_count = 12;
  CHECK(report(status).find("9f2c41ab 30 m, 12 by header event-type\n") != std::string::npos);
}

TEST_CASE("ages are short, and never longer ago than they are") {
  CHECK(age_text(-1) == "0 s");
  CHECK(age_text(0.34) == "0.3 s");
  CHECK(age_text(9.94) == "9.9 s");
  CHECK(age_text(9.99) == "9 s");
  CHECK(age_text(59.9) == "59 s");
  CHECK(age_text(60) == "1 m");
  CHECK(age_text(3'599) == "59 m");
  CHECK(age_text(86'400) == "24 h");
  CHECK(age_text(2 * 86'400) == "2 d");
}
