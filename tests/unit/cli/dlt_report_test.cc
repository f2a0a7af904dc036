// What `sluiced dlt summary` and `dlt show` print, word for word.
#include "cli/dlt_report.h"

#include <catch2/catch.hpp>

#include "cli/dlt_show_report.h"
#include "json/reader.h"

using namespace sluiced;
using namespace sluiced::cli;

namespace {

constexpr std::int64_t now_ms = 1'795'721'400'000;  // 2026-11-26T19:30:00Z
const ReportView view{.now = WallTime{Duration{now_ms}}, .up_to_now = true, .rows_max = 20, .colour = false};

using Headers = std::vector<HeaderView>;

Headers ours(std::string_view offset, std::string_view code = "schema_violation", std::string_view hops = "1") {
  Headers headers{{"x-version", "4.12.0"}, {"dlt.topic", "orders"}, {"dlt.partition", "3"},
                  {"dlt.offset", offset},  {"dlt.timestamp", "1"},  {"dlt.schema-sha256", "9f2c41abc"},
                  {"dlt.hops", hops},      {"dlt.code", code}};
  if (code == "schema_violation") {
    headers.push_back({"dlt.keyword-location", "/$defs/line/properties/amount/type"});
    headers.push_back({"dlt.instance-location", "/lines/4/amount"});
  } else {
    headers.push_back({"dlt.byte-offset", "17"});
  }
  return headers;
}

class Reported {
 public:
  explicit Reported(std::string_view by = "rule") : summary_(*letters::parse_by(by)) {
    report_.topic = "orders.dlt";
    report_.source = "orders";
    report_.summary = &summary_;
    report_.retention_ms = std::int64_t{30} * 86'400'000;
  }
  void take(const Headers& headers, std::int64_t at_ms) {
    const Record stands{
        .topic = "orders.dlt", .partition = 3, .offset = {next_++}, .timestamp_ms = at_ms, .key = {}, .value = {}};
    const letters::Letter letter = letters::read_letter(headers);
    if (done_) ledger_.note(identity(letter, stands), *done_);
    summary_.take(stands, headers, letter, ledger_);
  }
  void take_done(const Headers& headers, std::int64_t at_ms, letters::Done done) {
    done_ = done;
    take(headers, at_ms);
    done_.reset();
  }
  TopicReport& report() { return report_; }
  std::string text() const { return summary_text({report_}, view); }

 private:
  letters::Summary summary_;
  letters::Ledger ledger_;
  TopicReport report_;
  std::int64_t next_ = 100;
  std::optional<letters::Done> done_;
};

}  // namespace

TEST_CASE("a summary says how many, since when, whether it goes on, how many are open, and what to look at next") {
  Reported reported;
  reported.take(ours("1"), now_ms - 3'600'000);
  reported.take(ours("2"), now_ms - 1'800'000);
  reported.take(ours("2"), now_ms - 1'800'000);
  reported.take(ours("3", "not_json"), now_ms - 900'000);
  reported.report().schemas_now = {"9f2c41abc"};
  CHECK(reported.text() ==
        "orders.dlt  4 dead letters = 3 records + 1 repeat   18:30:00 .. 19:15:00 UTC\n"
        "now     none for 15 m\n"
        "open    3; 0 replayed, 0 resolved; the first expires 2026-12-26; 0 truncated\n"
        "RECORDS   SHARE  CODE              RULE > PLACE                   FIRST         LAST  EXAMPLE\n"
        "      2  66.7 %  schema_violation  amount/type > /lines/*/amount  18:30:00  30 m ago  orders.dlt/3/101\n"
        "      1  33.3 %  not_json          - > byte 17                    19:15:00  15 m ago  orders.dlt/3/103\n"
        "schema  9f2c41ab rejected the newest, and the files still say the same\n"
        "next    sluiced dlt show orders.dlt/3/101\n");
}

TEST_CASE("a summary of what still happens tells the rate of the last minute") {
  Reported reported;
  for (int i = 0; i < 120; ++i) reported.take(ours(std::to_string(i)), now_ms - i * 500);
  CHECK(reported.text().find("\nnow     2.0/s over the last minute, the newest 0 s ago\n") != std::string::npos);
}

TEST_CASE("a summary tells what was dealt with, and how many of each row are open") {
  Reported reported;
  reported.take(ours("1"), now_ms - 86'400'000);
  reported.take_done(ours("2"), now_ms - 2 * 86'400'000, letters::Done::sent);
  reported.take_done(ours("3"), now_ms - 86'400'000, letters::Done::resolved);
  reported.take_done(ours("4"), now_ms - 86'400'000, letters::Done::hop_limit);
  reported.report().retention_ms = -1;
  const std::string text = reported.text();
  CHECK(text.find("orders.dlt  4 dead letters   2026-11-24 19:30:00 .. 2026-11-25 19:30:00 UTC\n") == 0);
  CHECK(text.find("\nopen    2; 1 replayed, 1 resolved; 1 came back too often to be sent again; none expires; 0 truncated\n") !=
        std::string::npos);
  CHECK(text.find("\nRECORDS    SHARE  OPEN  CODE") != std::string::npos);
  CHECK(text.find("\n      4  100.0 %     2  schema_violation") != std::string::npos);
}

TEST_CASE("what to look at next is open, read by the same configuration, and not told where nothing is open") {
  Reported reported;
  reported.take_done(ours("1"), now_ms - 3'000, letters::Done::sent);
  reported.take_done(ours("2"), now_ms - 2'000, letters::Done::sent);
  CHECK(reported.text().find("next") == std::string::npos);
  reported.take(ours("3", "not_json"), now_ms - 1'000);
  CHECK(reported.text().find("\nnext    sluiced dlt show orders.dlt/3/102\n") != std::string::npos);
  ReportView other = view;
  other.config = "shop.yaml";
  CHECK(summary_text({reported.report()}, other).find("\nnext    sluiced dlt show orders.dlt/3/102 -c shop.yaml\n") !=
        std::string::npos);
}

TEST_CASE("the first that expires is told as well as it is known") {
  Reported reported;
  reported.take(ours("1"), now_ms - 1'000'000);
  const auto says = [&](const std::string& what) {
    return reported.text().find("; " + what + "; 0 truncated") != std::string::npos;
  };
  reported.report().retention_ms = std::nullopt;
  CHECK(says("when the first expires is not known"));
  reported.report().retention_ms = 900'000;
  CHECK(says("the first may expire at any time"));
  reported.report().retention_ms = 3'600'000;
  CHECK(says("the first expires 20:13:20 UTC"));
  reported.report().retention_ms = INT64_MAX;
  CHECK(says("the first expires 9999-12-31"));
}

TEST_CASE("a summary folds the rows that are too many, and the topics that hold nothing") {
  Reported reported("header:x-version");
  for (int i = 0; i < 5; ++i) {
    const std::string version = "v" + std::to_string(i);
    const std::string number = std::to_string(i);  // borrowed from
    Headers headers = ours(number);
    headers.front().value = version;
    reported.take(headers, now_ms - i);
  }
  ReportView two = view;
  two.rows_max = 2;
  const std::string text = summary_text({reported.report()}, two);
  CHECK(text.find("\n3 more rows, 3 records (--limit)\n") != std::string::npos);
  CHECK(text.find("X-VERSION") != std::string::npos);
  CHECK(text.find("CODE") == std::string::npos);

  letters::Summary none(std::vector<letters::Dimension>(1));
  TopicReport empty;
  empty.topic = "clicks.dlt";
  empty.summary = &none;
  TopicReport absent;
  absent.topic = "new.dlt";
  absent.present = false;
  CHECK(summary_text({empty, absent}, view) == "no dead letters in clicks.dlt, new.dlt (not there yet)\n");
  CHECK(summary_text(std::vector<TopicReport>(7, absent), view) == "no dead letters in 7 topics\n");
}

TEST_CASE("what headers hold is shown as plain text") {
  Reported reported("rule,header:x-version");
  Headers headers = ours("1");
  headers.front().value = "\x1b[2J\n";
  reported.take(headers, now_ms);
  headers = ours("2", "\x1b]0;");
  reported.take(headers, now_ms);
  CHECK(reported.text().find('\x1b') == std::string::npos);
  CHECK(reported.text().find("\\x1b[2J\\x0a") != std::string::npos);
}

TEST_CASE("dead letters of other systems are told apart from ours") {
  Reported reported;
  reported.take({{"__connect.errors.topic", "a"}, {"__connect.errors.partition", "0"}, {"__connect.errors.offset", "1"}}, now_ms);
  reported.take(ours("1"), now_ms);
  CHECK(reported.text().find("\nfrom    sluiced 1, connect 1\n") != std::string::npos);
}

TEST_CASE("the summary's JSON is one line with the same facts") {
  Reported reported("rule,header:x-version");
  reported.take(ours("1"), now_ms);
  const std::string text = summary_json({reported.report()}, view);
  json::Tree tree;
  REQUIRE(json::read(text, file_limits, tree).code == json::ReadErrorCode::none);
  CHECK(text.find('\n') == text.size() - 1);
  for (
      const std::string part :
      {R"("topic":"orders.dlt","source":"orders","present":true,"letters":1,"records":1,"repeats":0,"open":1)",
       R"("first_expiry":"2026-12-26T19:30:00.000Z")", R"("schema_in_force":null)", R"("by":["rule","header:x-version"])",
       R"("rule":"/$defs/line/properties/amount/type","header:x-version":"4.12.0","code":"schema_violation","place":"/lines/*/amount")",
       R"("example":"orders.dlt/3/100")"}) {
    CAPTURE(part, text);
    CHECK(text.find(part) != std::string::npos);
  }
}

namespace {

ShownLetter shown_letter(std::optional<std::string> value, Headers headers) {
  const Record stands{.topic = "orders.dlt",
                      .partition = 3,
                      .offset = {88121},
                      .timestamp_ms = now_ms,
                      .timestamp_type = TimestampType::create_time,
                      .key = "c-\x1b",
                      .value = value};
  return {.letter = StoredLetter(stands, headers), .done = {}, .now = std::string("nobody knows"), .others = {}};
}

VerdictNow verdict_now(VerdictCode code) {
  VerdictNow now{.verdict = {}, .schema = "order.json", .schema_sha256 = "9f2c41abc", .action = Action::reject};
  now.verdict.code = code;
  now.verdict.message = "at byte 17: expected a value";
  return now;
}

bool shows(const ShownLetter& shown, const std::string& line) {
  const std::string text = show_text(shown, false);
  CAPTURE(text, line);
  CHECK(text.find('\x1b') == std::string::npos);
  return text.find(line) != std::string::npos;
}

}  // namespace

TEST_CASE("of a letter with something to hide only the masked value is shown, as text and as JSON") {
  Headers headers = ours("51200433");
  headers.push_back({"dlt.violations", R"([{"keywordLocation":"/type","instanceLocation":"/name","error":"expected number"}])"});
  ShownLetter shown = shown_letter(R"({"name":"Ann"})", headers);
  shown.masked = R"({"name":"***"})";
  CHECK(shows(shown, R"({"name":"***"})"));
  CHECK(show_text(shown, false).find("Ann") == std::string::npos);
  CHECK(show_json(shown).find("Ann") == std::string::npos);
  shown.masked = "";
  CHECK(show_text(shown, false).find("Ann") == std::string::npos);
  CHECK(show_json(shown).find("Ann") == std::string::npos);
}

TEST_CASE("one letter is shown with its headers explained and the place in its value marked") {
  Headers headers = ours("51200433");
  headers.push_back({"dlt.group", "sluiced.orders"});
  headers.push_back({"dlt.at", "2026-11-26T19:29:59.131Z"});
  headers.push_back({"dlt.schema", "order.json"});
  headers.push_back({"dlt.message", "/lines/4/amount: expected number, found string"});
  const auto shown = shown_letter("{\n \"lines\": [1,2,3,4, {\"amount\": \"12.50\"}]}", headers);
  CHECK(show_text(shown, false) ==
        "letter  orders.dlt/3/88121\n"
        "from    orders/3/51200433  key \"c-\\x1b\"  hop 1\n"
        "when    produced 1970-01-01T00:00:00.001Z, rejected 2026-11-26T19:29:59.131Z by sluiced.orders\n"
        "code    schema_violation: expected number, found string\n"
        "rule    /$defs/line/properties/amount/type\n"
        "schema  order.json 9f2c41ab\n"
        "now     not known: nobody knows\n"
        "state   open\n"
        "headers 1 of the record, 13 of ours\n"
        "        x-version  4.12.0\n"
        "value   43 bytes\n"
        "      2 |  \"lines\": [1,2,3,4, {\"amount\": \"12.50\"}]}\n"
        "        |                                ^^^^^^^\n"
        "          /lines/4/amount: expected number, found string\n");
}

TEST_CASE("of bytes that are no JSON nothing is shown but where they are wrong") {
  const auto shown = shown_letter("{\"secret\": 1 2}", ours("1", "not_json"));
  CHECK(shows(shown, "value   15 bytes\n        byte 17 of 15\n"));
  CHECK(show_text(shown, false).find("secret") == std::string::npos);
  CHECK(show_json(shown).find("secret") == std::string::npos);
}

TEST_CASE("it is told whether the record would pass now") {
  auto shown = shown_letter("{", ours("1", "not_json"));
  shown.now = verdict_now(VerdictCode::valid);
  CHECK(shows(shown, "now     passes by order.json 9f2c41ab, which has not changed\n"));
  shown.now = verdict_now(VerdictCode::not_json);
  CHECK(shows(shown, "now     still fails for the same reason; the schema has not changed\n"));
  shown.now = verdict_now(VerdictCode::not_utf8);
  CHECK(shows(shown, "now     fails for another reason by order.json 9f2c41ab: not_utf8: at byte 17: expected a value\n"));
  auto passed = verdict_now(VerdictCode::not_json);
  passed.action = Action::pass;
  shown.now = passed;
  CHECK(shows(shown, "now     passes: not_json is let through by the topic's verdicts\n"));
  auto changed = verdict_now(VerdictCode::not_json);
  changed.schema_sha256 = "77aa01c9";
  shown.now = changed;
  CHECK(shows(shown, "now     still fails for the same reason by order.json 77aa01c9\n"));
}

TEST_CASE("a letter that was dealt with says so, and one without its value too") {
  auto shown = shown_letter(std::nullopt, ours("1"));
  CHECK(shows(shown, "value   null\n"));
  shown.done = letters::Done::sent;
  CHECK(shows(shown, "state   replayed\n"));
  shown.done = letters::Done::hop_limit;
  CHECK(shows(shown, "state   open; it came back too often to be sent again\n"));
  Headers headers = ours("1");
  headers.push_back({"dlt.truncated", "value"});
  CHECK(shows(shown_letter("", headers), "value   not there: the letter was too large for its topic"));
}

TEST_CASE("every violation that is told is marked with its rule, and a place that is not there at what should hold it") {
  Headers headers = ours("1");
  headers.push_back({"dlt.violations", R"([{"keywordLocation":"/a/type","instanceLocation":"/a","error":"expected number"},)"
                                       R"({"keywordLocation":"/required","instanceLocation":"/b/c","error":"missing"}])"});
  const auto shown = shown_letter(R"({"a": "x", "b": {}})", headers);
  CHECK(shows(shown, "(2 places told)\n"));
  CHECK(
      shows(shown,
            "      1 | {\"a\": \"x\", \"b\": {}}\n        |       ^^^\n          /a: expected number\n          rule /a/type\n"));
  CHECK(shows(shown, "        |                 ^^\n          /b/c: missing\n          rule /required\n"));
  for (const std::string_view broken : {"[1,", "{}", "[1]", ""}) {
    Headers others = ours("1");
    others.push_back({"dlt.violations", broken});
    CHECK_FALSE(show_text(shown_letter("{}", others), false).empty());
  }
}

TEST_CASE("a letter whose only time is its record's does not say when it was rejected") {
  const auto shown = shown_letter("{}", {{"__connect.errors.topic", "orders"},
                                         {"__connect.errors.partition", "3"},
                                         {"__connect.errors.offset", "17"},
                                         {"__connect.errors.connector.name", "archive"}});
  CHECK(shows(shown, "when    produced 2026-11-26T19:30:00.000Z, rejected later by archive\n"));
  CHECK(show_json(shown).find(R"("offset":17,"timestamp":"2026-11-26T19:30:00.000Z")") != std::string::npos);
}

TEST_CASE("a letter of another system is shown by what it says") {
  const auto shown = shown_letter("{}", {{"__connect.errors.topic", "orders"},
                                         {"__connect.errors.partition", "2"},
                                         {"__connect.errors.offset", "17"},
                                         {"__connect.errors.connector.name", "sink"},
                                         {"__connect.errors.exception.class.name", "DataException"},
                                         {"__connect.errors.exception.message", "no schema"}});
  CHECK(shows(shown, "from    orders/2/17  key \"c-\\x1b\"  hop 1  written by connect\n"));
  CHECK(shows(shown, "code    DataException: no schema\n"));
  CHECK(shows(shown, "headers 6 of the record\n"));
}
