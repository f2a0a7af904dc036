// `sluiced dlt` without a broker: what is asked for wrongly is one line, and so is that nobody answers.
#include <catch2/catch.hpp>

#include "support/process.h"

using namespace sluiced::testing;

namespace {

struct Scene {
  Scene() {
    folder.write("ok.schema.json", "{\"type\": \"object\"}");
    folder.write("c.yaml", "kafka: { brokers: \"127.0.0.1:1\" }\ntopics:\n  - { name: orders, schema: ok.schema.json }\n");
  }
  Finished dlt(std::vector<std::string> arguments, RunOptions options = {}) const {
    arguments.insert(arguments.begin(), "dlt");
    options.directory = folder.path();
    return sluiced::testing::sluiced(arguments, options);
  }
  Folder folder;
};

struct Wrong {
  std::vector<std::string> arguments;
  std::string complaint;
};

}  // namespace

TEST_CASE("dlt refuses what it does not understand with one line that says what is expected, exit 64") {
  const Scene scene;
  const std::vector<Wrong> wrongs{
      {{}, "sluiced: A subcommand is required (see sluiced dlt --help)"},
      {{"sumary"}, "sluiced: unknown command 'sumary', did you mean 'summary'? (see sluiced dlt --help)"},
      {{"summary", "--by", "rul"}, "--by: expected rule, place, code, schema or header:NAME, found 'rul', did you mean 'rule'?"},
      {{"summary", "--where", "cod=x"},
       "--where: expected code=, rule=, place=, schema=, fingerprint=, group=, system=, origin= or "
       "header:NAME=, found 'cod', did you mean 'code'?"},
      {{"summary", "--since", "yesterday"},
       "--since: expected a time ago such as 2h, a time of day such as 02:30 (UTC) or a time "
       "such as 2026-11-23T06:00:00Z, found 'yesterday'"},
      {{"summary", "--follow", "--until", "1h"}, "--until excludes --follow"},
      {{"summary", "--since", "1h", "--until", "2h"}, "--until: expected a time after --since, found '2h'"},
      {{"summary", "--limit", "-1"}, "--limit"},
      {{"summary", "--output", "xml"}, "--output: xml not in {text,json}"},
      {{"show"}, "LETTER or --origin is required"},
      {{"show", "orders.dlt/3"}, "LETTER: expected TOPIC/PARTITION/OFFSET, found 'orders.dlt/3'"},
      {{"show", "orders.dlt/-1/2"}, "LETTER: expected TOPIC/PARTITION/OFFSET, found 'orders.dlt/-1/2'"},
      {{"show", "orders.dlt/3/99999999999999999999"}, "expected TOPIC/PARTITION/OFFSET"},
      {{"show", "orders.dlt/3/1", "--origin", "orders/3/1"}, "excludes"},
      {{"summary", "--where", "code=x", "--where", "rule"}, "--where: expected NAME=PATTERN, found 'rule'"},
      {{"export"}, "TOPIC is required"},
      {{"export", "orders", "--limit", "0"}, "--limit: Value 0 not in range 1 to 1000000000 (see"},
      {{"replay", "orders", "--through", ""}, "--through: expected a program, found ''"},
      {{"purge", "orders"}, "--before or --to is required"},
      {{"purge", "--before", "1d"}, "TOPIC is required"},
      {{"purge", "orders", "--to", "5"}, "--to: expected PARTITION/OFFSET, found '5'"},
      {{"purge", "orders", "--to", "a/0/5"}, "--to: expected PARTITION/OFFSET, found 'a/0/5'"},
      {{"purge", "orders", "--to", "0/5", "--before", "1d"}, "excludes"},
  };
  for (const Wrong& wrong : wrongs) {
    const Finished run = scene.dlt(wrong.arguments);
    CAPTURE(wrong.arguments, wrong.complaint);
    CHECK(run.exit_code == 64);
    CHECK(run.out.empty());
    CHECK(count_lines(run.err) == 1);
    CHECK_THAT(run.err, Catch::Contains(wrong.complaint));
  }
}

TEST_CASE("each command over dead letters says in one line that no broker answers, exit 69") {
  const Scene scene;
  const std::vector<std::vector<std::string>> commands{{"summary"},
                                                       {"summary", "--where", "code=x", "orders", "--follow"},
                                                       {"show", "orders.dlt/0/1"},
                                                       {"show", "--origin", "orders/0/1"},
                                                       {"export", "orders"},
                                                       {"purge", "orders", "--before", "1d"}};
  for (std::vector<std::string> command : commands) {
    CAPTURE(command);
    command.insert(command.end(), {"-c", "c.yaml", "--timeout", "300ms"});
    const Finished run = scene.dlt(command);
    CHECK(run.exit_code == 69);
    CHECK(run.out.empty());
    CHECK(count_lines(run.err) == 1);
    CHECK_THAT(run.err, Catch::StartsWith("sluiced: no broker of 127.0.0.1:1 answers within 300ms: "));
  }
}

TEST_CASE("each command over dead letters refuses a configuration that is wrong, at its place, exit 78") {
  const Scene scene;
  scene.folder.write("bad.yaml", "kafka: { brokrs: \"127.0.0.1:1\" }\ntopics: []\n");
  for (std::vector<std::string> command : std::vector<std::vector<std::string>>{
           {"summary"}, {"show", "orders.dlt/0/1"}, {"export", "orders"}, {"purge", "orders", "--before", "1d"}}) {
    CAPTURE(command);
    command.insert(command.end(), {"-c", "bad.yaml"});
    const Finished run = scene.dlt(command);
    CHECK(run.exit_code == 78);
    CHECK(run.err == "bad.yaml:1:10: unknown key 'brokrs', did you mean 'brokers'?\n");
  }
}

TEST_CASE("help of each command over dead letters is on standard output, with its exit codes") {
  for (const std::string command : {"summary", "show", "export", "purge"}) {
    CAPTURE(command);
    const Finished help = sluiced::testing::sluiced({"dlt", command, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(help.err.empty());
    CHECK_THAT(help.out, Catch::Contains("Usage: sluiced dlt " + command));
    CHECK_THAT(help.out, Catch::Contains("Examples:") && Catch::Contains("Exit codes:"));
  }
}
