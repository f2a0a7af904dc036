// `sluiced dlt` against a real cluster: what the daemon has written, counted, shown, exported and deleted.
#include "json/reader.h"
#include "scene.h"
#include "support/json_text.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// A letter with just the headers that commands go by.
struct PlainLetter {
  int partition = 0;
  std::string of = "0";
  std::string code = "schema_violation";
  std::optional<std::string> value = "{}";
  std::int64_t timestamp_ms = 0;
};

void write_letters(const std::string& brokers, const WatchedTopic& topic, const std::vector<PlainLetter>& letters) {
  TestProducer producer(brokers, topic.dead_letter_topic());
  for (const PlainLetter& letter : letters)
    producer.send({.partition = letter.partition,
                   .timestamp_ms = letter.timestamp_ms,
                   .key = "k",
                   .value = letter.value,
                   .headers = {{"x-version", "4.12.0"},
                               {"dlt.topic", topic.name},
                               {"dlt.partition", std::to_string(letter.partition)},
                               {"dlt.offset", letter.of},
                               {"dlt.timestamp", "1700000000123"},
                               {"dlt.hops", "1"},
                               {"dlt.code", letter.code},
                               {"dlt.keyword-location", "/properties/amount/type"},
                               {"dlt.instance-location", "/amount"}}});
  producer.flush();
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

TEST_CASE("dlt summary counts what the daemon has rejected, and export has every letter of it") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-summary");
  create_topic(brokers, topic.name, 3);
  EventLedger ledger(61, 3'000, {.broken_every = 10});
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  CHECK(ledger.check(brokers, letters_of(topic)).text() == "");

  const auto summary = daemon.command({"dlt", "summary", topic.name, "--output", "json"});
  INFO(summary.out << summary.err);
  CHECK(summary.exit_code == 0);
  CHECK(holds(summary.out, "\"letters\":" + std::to_string(ledger.broken()) + ",\"records\":" + std::to_string(ledger.broken()) +
                               ",\"repeats\":0,\"open\":" + std::to_string(ledger.broken())));
  CHECK(holds(summary.out, "\"schema_in_force\":true"));
  const auto text = daemon.command({"dlt", "summary"});  // all of the configuration
  CHECK(text.exit_code == 0);
  CHECK(holds(text.out, topic.dead_letter_topic() + "  " + std::to_string(ledger.broken()) + " dead letters"));
  CHECK(holds(text.out, "\nnext    sluiced dlt show " + topic.dead_letter_topic() + "/"));

  const auto exported = daemon.command({"dlt", "export", topic.name});
  CHECK(exported.exit_code == 0);
  CHECK(exported.err.empty());
  const auto lines = lines_of(exported.out);
  CHECK(lines.size() == ledger.broken());
  for (const std::string& line : lines) {
    json::Tree tree;
    REQUIRE(json::read(line, file_limits, tree).code == json::ReadErrorCode::none);
  }
}

TEST_CASE("dlt summary leaves out what is too old, and what does not fit, and repeats count once") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-since");
  create_topic(brokers, topic.dead_letter_topic(), 2);
  write_letters(brokers, topic,
                {{.of = "1", .timestamp_ms = now_ms() - 3 * 3'600'000},
                 {.of = "2"},
                 {.of = "2"},  // the same record once more
                 {.partition = 1, .of = "2", .code = "not_json"}});
  const DaemonProcess command({.brokers = brokers, .topics = {topic}});
  const auto all = command.command({"dlt", "summary", topic.name});
  INFO(all.out << all.err);
  CHECK(holds(all.out, "4 dead letters = 3 records + 1 repeat "));
  CHECK(holds(all.out, "schema_violation  amount/type > /amount"));
  const auto young = command.command({"dlt", "summary", topic.name, "--since", "1h", "--by", "code,header:x-version"});
  CHECK(holds(young.out, "3 dead letters = 2 records + 1 repeat "));
  CHECK(holds(young.out, "not_json          4.12.0"));
  const auto old = command.command({"dlt", "summary", topic.name, "--until", "1h", "--output", "json"});
  CHECK(holds(old.out, "\"letters\":1,"));
  const auto some = command.command({"dlt", "summary", topic.name, "--where", "code=not_*"});
  CHECK(holds(some.out, topic.dead_letter_topic() + "  1 dead letter "));
}

TEST_CASE("dlt summary --follow prints again when something has come, and ends well when it is interrupted") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-follow");
  create_topic(brokers, topic.dead_letter_topic(), 2);
  write_letters(brokers, topic, {{.of = "1"}});
  const DaemonProcess command({.brokers = brokers, .topics = {topic}});
  const std::string out = command.folder() + "/follow.out";
  ChildProcess follow({build_folder() + "/sluiced", "dlt", "summary", topic.name, "--follow", "-c", command.config_file()}, out,
                      command.folder() + "/follow.err");
  REQUIRE(within(work_deadline, [&] { return holds(file_text(out), topic.dead_letter_topic() + "  1 dead letter "); }));
  write_letters(brokers, topic, {{.partition = 1, .of = "2"}});
  REQUIRE(within(work_deadline, [&] { return holds(file_text(out), topic.dead_letter_topic() + "  2 dead letters "); }));
  follow.signal(SIGINT);
  CHECK(follow.await_exit(seconds(30)) == 0);
  CHECK(file_text(command.folder() + "/follow.err").empty());
}

TEST_CASE("dlt summary --follow ends when nobody reads it any more, though nothing comes") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-follow-unread");
  create_topic(brokers, topic.dead_letter_topic(), 1);
  write_letters(brokers, topic, {{.of = "1"}});
  const DaemonProcess command({.brokers = brokers, .topics = {topic}});
  const std::string out = command.folder() + "/head.out";
  ChildProcess pipe({"/bin/sh", "-c", "\"$0\" dlt summary \"$1\" --follow -c \"$2\" | head -n 1", build_folder() + "/sluiced",
                     topic.name, command.config_file()},
                    out, command.folder() + "/head.err");
  CHECK(pipe.await_exit(seconds(30)) == 0);
  CHECK(holds(file_text(out), topic.dead_letter_topic() + "  1 dead letter "));
}

TEST_CASE("dlt show tells one letter by where it stands and by where its record stood, and whether it would pass now") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-show");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(62, 400, {.broken_every = 10});
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  const std::string record = topic.name + "/1/" + std::to_string(ledger.first_broken(1));
  const std::string letter = topic.dead_letter_topic() + "/1/0";
  const auto by_letter = daemon.command({"dlt", "show", letter});
  INFO(by_letter.out << by_letter.err);
  CHECK(by_letter.exit_code == 0);
  CHECK(holds(by_letter.out, "letter  " + letter + "\nfrom    " + record + "  key "));
  CHECK(holds(by_letter.out, "\nnow     still fails for the same reason"));
  CHECK(holds(by_letter.out, "\nstate   open\n"));
  const auto by_origin = daemon.command({"dlt", "show", "--origin", record});
  CHECK(by_origin.out == by_letter.out);

  const auto confused = daemon.command({"dlt", "show", record});
  CHECK(confused.exit_code == 1);
  CHECK(holds(confused.err,
              topic.name + " is not a dead-letter topic; by where a record stood: sluiced dlt show --origin " + record));
  const auto gone = daemon.command({"dlt", "show", topic.dead_letter_topic() + "/0/99999"});
  CHECK(gone.exit_code == 1);
  CHECK(holds(gone.err, "there is no " + topic.dead_letter_topic() + "/0/99999: "));
  CHECK(holds(daemon.command({"dlt", "show", topic.dead_letter_topic() + "/7/0"}).err, "has no partition 7, only 2 partitions"));
  CHECK(daemon.command({"dlt", "show", "--origin", topic.name + "/0/99999"}).exit_code == 1);
}

TEST_CASE("dlt purge deletes up to the point that is given, and no open letter unless told to") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-purge");
  create_topic(brokers, topic.dead_letter_topic(), 2);
  write_letters(brokers, topic, {{.of = "1"}, {.of = "2"}, {.of = "3"}, {.partition = 1, .of = "1"}});
  const DaemonProcess command({.brokers = brokers, .topics = {topic}});
  const auto left = [&] {
    std::size_t count = 0;
    read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord&) { ++count; });
    return count;
  };
  const auto kept = command.command({"dlt", "purge", topic.name, "--to", "0/2"});
  INFO(kept.out << kept.err);
  CHECK(kept.exit_code == 1);
  CHECK(holds(kept.out, "0 letters deleted\n"));
  CHECK(holds(kept.out, "the next one is open"));
  CHECK(left() == 4);
  const auto dry = command.command({"dlt", "purge", topic.name, "--to", "0/2", "--open-too", "--dry-run"});
  CHECK(dry.exit_code == 0);
  CHECK(holds(dry.out, "2 letters would be deleted: a dry run\n"));
  CHECK(left() == 4);
  const auto done = command.command({"dlt", "purge", topic.name, "--to", "0/2", "--open-too"});
  CHECK(done.exit_code == 0);
  CHECK(holds(done.out, "2 letters deleted\n"));
  CHECK(left() == 2);
  CHECK(holds(command.command({"dlt", "purge", topic.name, "--to", "0/2"}).out, "nothing to delete\n"));
  CHECK(holds(command.command({"dlt", "purge", topic.name, "--to", "0/9"}).err, "--to 0/9: "));
  // All that was written until now.
  CHECK(command.command({"dlt", "purge", topic.name, "--before", "2100-01-01T00:00:00Z", "--open-too"}).exit_code == 0);
  CHECK(left() == 0);
}

TEST_CASE("dlt purge does not take a topic of records for one of dead letters") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-not-letters");
  create_topic(brokers, topic.name, 1);
  create_topic(brokers, "x" + topic.name, 1);
  TestProducer producer(brokers, "x" + topic.name);
  producer.send({.value = "{}"});
  producer.flush();
  const DaemonProcess command({.brokers = brokers, .topics = {topic}});
  const auto refused = command.command({"dlt", "purge", "x" + topic.name, "--before", "2100-01-01T00:00:00Z", "--open-too"});
  CHECK(refused.exit_code == 1);
  CHECK(holds(refused.err, "nothing is deleted"));
  std::size_t left = 0;
  read_topic(brokers, "x" + topic.name, [&](const StoredRecord&) { ++left; });
  CHECK(left == 1);
}

TEST_CASE("dlt says what is not there: no letters yet is no error, a topic nobody knows is one") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("dlt-nothing");
  create_topic(brokers, topic.name, 1);
  const DaemonProcess command({.brokers = brokers, .topics = {topic}});
  const auto nothing = command.command({"dlt", "summary", topic.name});
  CHECK(nothing.exit_code == 0);
  CHECK(nothing.out == "no dead letters in " + topic.dead_letter_topic() + " (not there yet)\n");
  const auto nothing_exported = command.command({"dlt", "export", topic.name});
  CHECK(nothing_exported.exit_code == 0);
  CHECK(nothing_exported.out.empty());
  CHECK(nothing_exported.err == "sluiced: nothing to export from " + topic.dead_letter_topic() + "\n");
  CHECK(command.command({"dlt", "purge", topic.name, "--before", "1d"}).exit_code == 0);
  for (const std::string about : {"summary", "export"}) {
    const auto unknown = command.command({"dlt", about, topic.name + "s"});
    CHECK(unknown.exit_code == 1);
    CHECK(unknown.out.empty());
    CHECK(holds(unknown.err, "sluiced: no topic '" + topic.name + "s': it is not on the cluster"));
    CHECK(holds(unknown.err, "did you mean '" + topic.name + "'?"));
  }
}

}  // namespace
}  // namespace sluiced::testing
