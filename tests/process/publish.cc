// `sluiced publish`, from outside and without a broker.
#include <catch2/catch.hpp>

#include "support/process.h"

using namespace sluiced;
using namespace sluiced::testing;

namespace {

const std::string config = R"(kafka: { brokers: "127.0.0.1:1" }
limits: { payload_bytes_max: 40B }
topics:
  - { name: orders, schema: order.json }
)";

/// Nobody listens on port 1.
struct Scene {
  Scene() {
    folder.write("order.json", R"({"type":"object","properties":{"n":{"type":"integer"}}})");
    folder.write("sluiced.yaml", config);
  }
  Finished publish(std::vector<std::string> arguments, RunOptions options = {}) const {
    arguments.insert(arguments.begin(), {"publish", "-c", "sluiced.yaml"});
    options.directory = folder.path();
    return sluiced::testing::sluiced(arguments, options);
  }
  Finished dry_run(const std::string& input, std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), {"orders", "--dry-run"});
    return publish(std::move(arguments), {.input = input});
  }
  Folder folder;
};

}  // namespace

TEST_CASE("a dry run judges every line, asks no broker, and names the lines that would be refused") {
  const Scene scene;
  const Finished run = scene.dry_run("{\"n\":1}\n\n{\"n\":\"x\"}\r\n  \n{\"n\":2}\r\n[\n");
  CHECK(run.exit_code == 65);
  CHECK(run.out == "orders: 4 lines: 2 pass, 2 refused; nothing was sent\n");
  CHECK(run.err ==
        "stdin:3:6: schema_violation: /n: expected integer, found string\n"
        "stdin:6:2: not_json: at byte 1: expected a value\n");
}

TEST_CASE("lines that all pass end well, and no line is no fault") {
  const Scene scene;
  CHECK(scene.dry_run("{}").exit_code == 0);
  const Finished none = scene.dry_run("\n \r\n");
  CHECK(none.exit_code == 0);
  CHECK(none.out == "orders: 0 lines: 0 pass, 0 refused; nothing was sent\n");
}

TEST_CASE("a line over the limit is refused by the same rule as in the daemon, and its carriage return does not count") {
  const Scene scene;
  const std::string at_limit = R"({"text":")" + std::string(29, 'x') + "\"}";
  REQUIRE(at_limit.size() == 40);
  CHECK(scene.dry_run(at_limit + "\r\n" + at_limit + "\n").exit_code == 0);
  const Finished over = scene.dry_run(at_limit + " \n" + at_limit + " \r\n" + std::string(500'000, '1') + "\n{}\n");
  CHECK(over.exit_code == 65);
  CHECK(over.out == "orders: 4 lines: 1 pass, 3 refused; nothing was sent\n");
  CHECK(count_lines(over.err) == 3);
  CHECK(over.err.find("stdin:3:") != std::string::npos);
}

TEST_CASE("for machines a refused line is an object of its own") {
  const Scene scene;
  const Finished run = scene.dry_run("{\"n\":\"x\"}\n{", {"--output", "json"});
  CHECK(run.exit_code == 65);
  CHECK(run.err.empty());
  CHECK(run.out.find(R"({"line":1,"code":"schema_violation","message":"/n: expected integer, found string","violations":[{)") ==
        0);
  CHECK(run.out.find("\n{\"line\":2,\"code\":\"not_json\",") != std::string::npos);
  CHECK(run.out.find("\n{\"topic\":\"orders\",\"lines\":2,\"pass\":0,\"refused\":2}\n") != std::string::npos);
}

TEST_CASE("a topic that the configuration does not have is a fault of the configuration, unless a schema is given") {
  const Scene scene;
  const Finished run = scene.publish({"order", "--dry-run"}, {.input = "{}"});
  CHECK(run.exit_code == 78);
  CHECK(run.err ==
        "sluiced.yaml: topics: there is no 'order', did you mean 'orders'? (--schema FILE says what else to judge its records "
        "by)\n");
  CHECK(scene.publish({"other", "--schema", "order.json", "--dry-run"}, {.input = "{}"}).exit_code == 0);
  CHECK(scene.publish({"other", "--schema", "none.json", "--dry-run"}, {.input = "{}"}).exit_code == 78);
}

TEST_CASE("options that make no sense are one line and exit code 64") {
  const Scene scene;
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"--header", "a"},
                                             {"--key-field", "id"},
                                             {"--key", "a", "--key-field", "/id"},
                                             {"--partition", "-1"},
                                             {"--partition", "1", "--partitioner", "random"},
                                             {"--partitioner", "murmur"},
                                             {"--compression", "zip"},
                                             {"--dry-run", "--transaction"},
                                             {"--timeout", "1"}}) {
    std::vector<std::string> arguments{"orders"};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    const Finished run = scene.publish(arguments);
    INFO(wrong.back());
    INFO(run.err);
    CHECK(run.exit_code == 64);
    CHECK(count_lines(run.err) == 1);
    CHECK(run.out.empty());
  }
}

TEST_CASE("without a broker nothing is sent: one line, and exit code 69") {
  const Scene scene;
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{{}, {"--transaction"}}) {
    std::vector<std::string> arguments{"orders", "--timeout", "500ms"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Finished run = scene.publish(arguments, {.input = "{}\n"});
    CHECK(run.exit_code == 69);
    CHECK(run.err.find("sluiced: no broker of 127.0.0.1:1 answers within 500ms: ") == 0);
    CHECK(count_lines(run.err) == 1);
    CHECK(run.out.empty());
  }
}

TEST_CASE("a reader that goes away, and streams that are closed") {
  const Scene scene;
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "{\"n\":\"x\"}\n";
  const Finished gone = scene.publish({"orders", "--dry-run", "--output", "json"}, {.input = many, .hang_up_after = 100});
  CHECK(gone.exit_code == 65);  // the lines are refused all the same
  CHECK(gone.err.empty());
  const Finished closed = scene.publish({"orders", "--dry-run"}, {.closed = {0}});
  CHECK(closed.exit_code == 65);
  CHECK(closed.err == "stdin: cannot be read: Bad file descriptor\n");
}

TEST_CASE("a cluster that is switched off in the configuration is nothing to publish to") {
  const Scene scene;
  scene.folder.write("sluiced.yaml", "kafka: { enabled: false }\ntopics: [{ name: orders, schema: order.json }]\n");
  const Finished run = scene.publish({"orders"}, {.input = "{}"});
  CHECK(run.exit_code == 78);
  CHECK(count_lines(run.err) == 1);
  CHECK(scene.dry_run("{}").exit_code == 0);
}
