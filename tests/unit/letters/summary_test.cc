#include "letters/summary.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace sluiced;
using namespace sluiced::letters;

namespace {

constexpr std::int64_t start_ms = 1'700'000'000'000;

/// A letter as the daemon writes it, with what a test is about.
struct Given {
  std::int64_t of = 0;  ///< offset of its record
  std::string code = "schema_violation";
  std::string rule = "/properties/amount/type";
  std::string place = "/lines/3/amount";
  std::string byte = {};
  std::string version = "1";
  std::string hops = "1";
  std::string truncated = {};
  std::int64_t at_ms = start_ms;
  std::string topic = "orders";
  std::string partition = "2";
};

class Feeder {
 public:
  explicit Feeder(std::string_view by = "rule") : summary(*parse_by(by)) {}

  /// Where it stands, as identity() has it.
  std::string take(const Given& given) {
    const std::string offset = std::to_string(given.of);
    std::vector<HeaderView> headers{
        {"x-version", given.version}, {"dlt.topic", given.topic},   {"dlt.partition", given.partition},
        {"dlt.offset", offset},       {"dlt.timestamp", "1234567"}, {"dlt.hops", given.hops},
        {"dlt.code", given.code},     {"dlt.schema", "order.json"}, {"dlt.schema-sha256", "abcdef"}};
    if (!given.rule.empty()) headers.push_back({"dlt.keyword-location", given.rule});
    if (!given.rule.empty()) headers.push_back({"dlt.instance-location", given.place});
    if (!given.byte.empty()) headers.push_back({"dlt.byte-offset", given.byte});
    if (!given.truncated.empty()) headers.push_back({"dlt.truncated", given.truncated});
    const Letter letter = read_letter(headers);
    const Record stands{
        .topic = "orders.dlt", .partition = 2, .offset = {next_++}, .timestamp_ms = given.at_ms, .key = {}, .value = {}};
    summary.take(stands, headers, letter, ledger);
    return identity(letter, stands);
  }

  Summary summary;
  Ledger ledger;

 private:
  std::int64_t next_ = 100;
};

std::string complaint_of(std::string_view by) {
  const auto parsed = parse_by(by);
  return parsed ? "none" : parsed.error();
}

}  // namespace

TEST_CASE("letters of one rule at places that differ by indices alone are one group") {
  Feeder feeder;
  feeder.take({.of = 1, .place = "/lines/3/amount"});
  feeder.take({.of = 2, .place = "/lines/14/amount", .at_ms = start_ms + 5000});
  feeder.take({.of = 3, .place = "/lines/3/price", .at_ms = start_ms - 1000});
  feeder.take({.of = 4, .rule = "/properties/price/type"});
  const auto groups = feeder.summary.largest_first();
  REQUIRE(groups.size() == 3);
  CHECK(groups[0]->records == 2);
  CHECK(groups[0]->code == "schema_violation");
  CHECK(groups[0]->rule == "/properties/amount/type");
  CHECK(groups[0]->place == "/lines/*/amount");
  CHECK(groups[0]->times.first_ms == start_ms);
  CHECK(groups[0]->times.last_ms == start_ms + 5000);
  CHECK(groups[0]->example_partition == 2);
  CHECK(groups[0]->example == Offset{101});  // the newest
  CHECK(feeder.summary.totals().records == 4);
  CHECK(feeder.summary.totals().times.first_ms == start_ms - 1000);
}

TEST_CASE("parse errors are one group wherever they stand, and it says from where to where") {
  Feeder feeder;
  feeder.take({.of = 1, .code = "not_json", .rule = "", .byte = "17"});
  feeder.take({.of = 2, .code = "not_json", .rule = "", .byte = "4"});
  const auto groups = feeder.summary.largest_first();
  REQUIRE(groups.size() == 1);
  CHECK(groups[0]->byte_first == 4);
  CHECK(groups[0]->byte_last == 17);
}

TEST_CASE("letters are told apart by what is asked for, and by nothing else") {
  const auto groups = [](std::string_view by) {
    Feeder feeder(by);
    feeder.take({.of = 1});
    feeder.take({.of = 2, .rule = "/other", .version = "2"});
    feeder.take({.of = 3, .code = "limit", .place = "/else", .version = "2"});
    std::vector<Summary::Group> owned;
    for (const auto* group : feeder.summary.largest_first()) owned.push_back(*group);
    return owned;
  };
  CHECK(groups("rule").size() == 3);
  CHECK(groups("code").size() == 2);
  CHECK(groups("place").size() == 2);
  CHECK(groups("schema").size() == 1);
  CHECK(groups("schema").front().schema == "order.json");
  CHECK(groups("schema").front().schema_sha256 == "abcdef");
  CHECK(groups("header:x-version").size() == 2);
  CHECK(groups("header:x-version").front().headers == std::vector<std::string>{"2"});
  CHECK(groups("header:none,header:x-version").front().headers == std::vector<std::string>{"", "2"});
  CHECK(groups("code,header:x-version").size() == 3);
}

TEST_CASE("the same letter written twice is a repeat and counts as one record") {
  Feeder feeder;
  feeder.take({.of = 1});
  feeder.take({.of = 1, .at_ms = start_ms + 1000});
  CHECK(feeder.summary.totals().letters == 2);
  CHECK(feeder.summary.totals().records == 1);
  CHECK(feeder.summary.totals().repeats == 1);
  CHECK(feeder.summary.totals().open == 1);
  CHECK(feeder.summary.largest_first().front()->records == 1);
  feeder.take({.of = 1, .hops = "2"});  // it was sent back, and came again
  CHECK(feeder.summary.totals().records == 2);
}

TEST_CASE("no two records of a topic are taken for repeats of each other") {
  Feeder feeder;
  for (const char* partition : {"0", "1", "2147483647"})
    for (std::int64_t offset = 0; offset < 5'000; ++offset) feeder.take({.of = offset * 3, .partition = partition});
  for (std::int64_t offset = 0; offset < 5'000; ++offset) feeder.take({.of = offset * 3, .topic = "clicks", .partition = "1"});
  CHECK(feeder.summary.totals().repeats == 0);
  CHECK(feeder.summary.totals().records == 20'000);
  for (std::int64_t offset = 0; offset < 5'000; ++offset) feeder.take({.of = offset * 3, .partition = "1"});
  CHECK(feeder.summary.totals().repeats == 5'000);
}

TEST_CASE("what the ledger says was dealt with is not open") {
  Feeder feeder;
  const std::string sent = feeder.take({.of = 1});
  feeder.take({.of = 2});
  CHECK(feeder.summary.totals().open == 2);
  Feeder again;
  again.ledger.note(sent, letters::Done::sent);
  const Given second{.of = 2};
  again.take({.of = 1});
  const std::string open = again.take(second);
  again.ledger.note(open, letters::Done::hop_limit);
  CHECK(again.summary.totals().open == 1);
  CHECK(again.summary.totals().replayed == 1);
  CHECK(again.summary.largest_first().front()->open == 1);
  Feeder limited;
  limited.ledger.note(open, letters::Done::hop_limit);
  limited.take({.of = 1});
  limited.take(second);
  CHECK(limited.summary.totals().open == 2);
  CHECK(limited.summary.totals().hop_limit == 1);
}

TEST_CASE("the first that expires is the oldest that is open") {
  Feeder feeder;
  const std::string oldest = [] { return Feeder().take({.of = 1}); }();
  feeder.ledger.note(oldest, letters::Done::resolved);
  feeder.take({.of = 1, .at_ms = start_ms});
  feeder.take({.of = 2, .at_ms = start_ms + 9000});
  CHECK(feeder.summary.totals().open_times.first_ms == start_ms + 9000);
  CHECK(feeder.summary.totals().resolved == 1);
}

TEST_CASE("what was left out of letters is counted by what it was") {
  Feeder feeder;
  feeder.take({.of = 1, .truncated = "headers"});
  feeder.take({.of = 2, .truncated = "value"});
  feeder.take({.of = 3, .truncated = "redacted"});
  CHECK(feeder.summary.totals().without_headers == 1);
  CHECK(feeder.summary.totals().without_value == 1);
  CHECK(feeder.summary.totals().redacted == 1);
}

TEST_CASE("the rate is that of the time before now") {
  Recent recent;
  constexpr std::int64_t now = start_ms + 600'000;
  for (int i = 0; i < 120; ++i) recent.take(now - i * 1000);        // one a second for two minutes
  for (int i = 0; i < 1000; ++i) recent.take(now - 3'600'000 + i);  // long ago
  CHECK(recent.rate(now, 60'000) == Approx(1.0).margin(0.2));
  CHECK(recent.rate(now + 300'000, 60'000) == 0);
  recent.take(-5);
  recent.take(INT64_MAX);
  CHECK(recent.rate(now, 60'000) == Approx(1.0).margin(0.2));
}

TEST_CASE("headers that are all different do not fill the memory: what comes late is counted together") {
  Feeder feeder("header:x-version");
  for (std::int64_t i = 0; i < 10'500; ++i) feeder.take({.of = i, .version = std::to_string(i)});
  CHECK(feeder.summary.largest_first().size() == Summary::groups_max);
  CHECK(feeder.summary.others().records == 500);
  feeder.take({.of = 20'000, .version = "7"});
  CHECK(feeder.summary.totals().records == 10'501);
  CHECK(feeder.summary.largest_first().front()->records == 2);
}

TEST_CASE("what tells rows apart is refused with what was meant") {
  CHECK(complaint_of("rule,header:x") == "none");
  CHECK(complaint_of("rul") == "expected rule, place, code, schema or header:NAME, found 'rul', did you mean 'rule'?");
  CHECK(complaint_of("") == "expected rule, place, code, schema or header:NAME, found ''");
  CHECK(complaint_of("rule,") == "expected rule, place, code, schema or header:NAME, found ''");
  CHECK(complaint_of("header:") == "expected rule, place, code, schema or header:NAME, found 'header:'");
  CHECK(complaint_of("code,code") == "'code' stands twice");
}
