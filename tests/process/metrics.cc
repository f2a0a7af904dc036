// What the daemon answers over HTTP, its metrics through Prometheus's own checker.
#include <catch2/catch.hpp>
#include <csignal>

#include "supervisor/status_metrics.h"
#include "support/child_process.h"
#include "support/places.h"
#include "support/process.h"
#include "unit/http/client.h"
#include "unit/supervisor/sample_status.h"

using namespace sluiced::testing;

namespace {

/// Empty: nothing to complain about.
std::string complaints(const std::string& page) {
  const Finished checked = run_program({source_folder() + "/scripts/check-metrics", "-"}, {.input = page});
  return checked.exit_code == 0 ? "" : checked.out + checked.err;
}

/// The first address that a log names as listened on; "" = none yet.
std::string listened_on(const std::string& log) {
  const std::string before = "\"http\":\"";
  const auto at = log.find(before);
  return at == std::string::npos ? "" : log.substr(at + before.size(), log.find('"', at + before.size()) - at - before.size());
}

}  // namespace

TEST_CASE("promtool and the alert rules find nothing to complain about in a page of metrics") {
  const std::string page = sluiced::supervisor::to_metrics(sample_status());
  CHECK(complaints(page) == "");
  CHECK_FALSE(complaints(page + "sluiced_records_total{group=\"g} 1\n").empty());
}

TEST_CASE("a daemon whose brokers cannot be reached is watched like any other, and every series is there") {
  const Folder folder;
  const std::string config = folder.write("c.yaml",
                                          "kafka: { brokers: \"127.0.0.1:1\" }\nhttp: { listen: \"127.0.0.1:0\" }\n"
                                          "control: { socket: \"\" }\nlog: { format: json }\n"
                                          "topics: [ { name: orders, schema: s.json } ]\n");
  folder.write("s.json", "{}");
  ChildProcess daemon({sluiced_program(), "run", "-c", config}, folder.file("out"), folder.file("err"));
  std::string address;
  REQUIRE(within(std::chrono::seconds(20), [&] { return !(address = listened_on(file_text(folder.file("err")))).empty(); }));
  CHECK(ask(address, "/healthz").body == "ok\n");
  CHECK(within(std::chrono::seconds(10), [&] { return ask(address, "/readyz").first_line() == "HTTP/1.1 200 OK"; }));
  CHECK(ask(address, "/readyz?strict").first_line() == "HTTP/1.1 503 Service Unavailable");
  CHECK(ask(address, "/status").body.starts_with("{\"version\":"));
  CHECK(complaints(ask(address, "/metrics").body) == "");
  daemon.signal(SIGTERM);
  CHECK(daemon.await_exit(std::chrono::seconds(20)) == 0);
}
