// Signals to the real daemon in the states that need no broker: one that refuses, one that never answers, and a loop in backoff.
#include <fmt/format.h>

#include "daemon_scene.h"
#include "kafka/mock_cluster.h"
#include "support/listeners.h"

using namespace sluiced::testing;

namespace {

/// A cluster whose coordinator turns the group away: the loop fails, and comes back, and fails.
class Refusal {
 public:
  Refusal() : cluster_(1) { cluster_.push_errors(find_coordinator, std::vector<int>(1'000, group_authorization_failed)); }
  std::string brokers() const { return cluster_.bootstrap_servers(); }

 private:
  static constexpr std::int16_t find_coordinator = 10;
  static constexpr int group_authorization_failed = 30;
  sluiced::kafka::MockCluster cluster_;
};

struct State {
  std::string name;
  std::string brokers;
  std::vector<std::string> line;  ///< the log tells by it that the daemon is there
};

/// The three states, each in turn.
class States {
 public:
  std::vector<State> all() const {
    return {{"no broker", absent_broker, {"no broker can be reached"}},
            {"a broker that never answers", silent_.address(), {"\"to\":\"starting\""}},
            {"in backoff", refusal_.brokers(), {"loop failed; it comes back"}}};
  }

 private:
  SilentListener silent_;
  Refusal refusal_;
};

/// Up to where the signal shall find it.
DaemonProcess started_into(const State& state, const Folder& folder) {
  DaemonProcess daemon(lone_daemon(folder, state.brokers));
  daemon.start();
  const bool there = daemon.await_line(state.line);
  INFO(daemon.log());
  REQUIRE(there);
  return daemon;
}

/// A schema whose patterns take half a second or so to compile.
std::string large_schema(const Folder& folder) {
  std::string text = R"({"properties":{)";
  for (int i = 0; i < 10'000; ++i) text += fmt::format(R"("p{0}":{{"pattern":"^[a-z]{{1,50}}x{0}(foo|bar|baz)+$"}},)", i);
  text.back() = '}';
  return folder.write("large.schema.json", text + "}");
}

bool blocks(const DaemonProcess& daemon, int number) {
  const std::string status = file_text("/proc/" + std::to_string(daemon.pid()) + "/status");
  const auto mask = status.find("SigBlk:");
  return mask != std::string::npos && (std::stoull(status.substr(mask + 7), nullptr, 16) >> (number - 1) & 1) != 0;
}

}  // namespace

TEST_CASE("SIGTERM and SIGINT end the daemon in time with exit 0, whatever the broker is like") {
  const States states;
  for (const State& state : states.all()) {
    for (const int number : {SIGTERM, SIGINT}) {
      const Folder folder;
      DaemonProcess daemon = started_into(state, folder);
      const auto asked = Stopwatch::now();
      daemon.signal(number);
      const auto exit_code = daemon.await_exit(seconds(20));
      INFO(state.name << ", signal " << number << "\n" << daemon.log());
      CHECK(exit_code == 0);
      CHECK(since(asked) < out_within);
      CHECK(daemon.lines({"\"message\":\"stopped\""}).size() == 1);
    }
  }
}

TEST_CASE("a signal that comes while the files are read for the first time waits until they are, and is then obeyed") {
  for (const int number : {SIGHUP, SIGUSR1, SIGTERM, SIGINT}) {
    const Folder folder;
    DaemonSettings settings = lone_daemon(folder);
    settings.topics.front().schema = large_schema(folder);
    DaemonProcess daemon(settings);
    daemon.start();
    REQUIRE(within(seconds(20), [&] { return blocks(daemon, number); }));
    REQUIRE(daemon.log().empty());  // it has not read them yet
    daemon.signal(number);
    if (number == SIGHUP || number == SIGUSR1) {
      CHECK(daemon.await_line({number == SIGHUP ? "\"message\":\"reloaded\"" : "\"message\":\"status\""}));
      daemon.signal(SIGTERM);
    }
    const auto exit_code = daemon.await_exit(seconds(20));
    INFO("signal " << number << "\n" << daemon.log());
    CHECK(exit_code == 0);
    CHECK(daemon.lines({"\"message\":\"stopped\""}).size() == 1);
  }
}

TEST_CASE("a second signal ends the daemon at once with 128 + its number, whatever the broker is like") {
  const States states;
  for (const State& state : states.all()) {
    const Folder folder;
    DaemonProcess daemon = started_into(state, folder);
    const auto asked = Stopwatch::now();
    signal_together(daemon, SIGINT, SIGTERM);
    const auto exit_code = daemon.await_exit(seconds(20));
    INFO(state.name << "\n" << daemon.log());
    CHECK(exit_code == 128 + SIGTERM);
    CHECK(since(asked) < at_once);
  }
}

TEST_CASE("SIGHUP takes a good file over, refuses a bad one and says where it is wrong, and the daemon runs on") {
  const States states;
  for (const State& state : states.all()) {
    const Folder folder;
    DaemonProcess daemon = started_into(state, folder);
    INFO(state.name);
    CHECK(daemon.metric("sluiced_config_last_reload_successful") == 1);

    daemon.write_config("kafka: { brokers: \"b:1\" }\ntopics:\n  - { name: orders }\n");
    daemon.signal(SIGHUP);
    CHECK(daemon.await_line({"\"level\":\"error\"", "reload refused", ":3:5: key 'schema' is missing"}));
    CHECK(daemon.metric("sluiced_config_last_reload_successful") == 0);
    CHECK(daemon.metric("sluiced_config_reloads_total", {{"result", "failure"}}) == 1);
    CHECK(daemon.metric("sluiced_config_generation") == 1);
    CHECK(daemon.status().text("/config/reload/error").find(":3:5: key 'schema' is missing") != std::string::npos);
    CHECK(daemon.lines({"asked to stop"}).empty());
    CHECK(daemon.answers("/healthz", 200));

    DaemonSettings better = lone_daemon(folder, state.brokers);
    better.topics.push_back(topic_of("two"));
    daemon.configure(better);
    daemon.signal(SIGHUP);
    CHECK(daemon.await_line({"\"message\":\"reloaded\"", "\"generation\":2", "\"loops_started\":1", "\"loops_restarted\":0"}));
    CHECK(daemon.metric("sluiced_config_last_reload_successful") == 1);
    CHECK(daemon.metric("sluiced_config_reloads_total", {{"result", "success"}}) == 1);
    CHECK(daemon.status().size("/loops") == 2);
    daemon.signal(SIGTERM);
    CHECK(daemon.await_exit(seconds(20)) == 0);
    INFO(daemon.log());
    CHECK(daemon.lines({"\"level\":\"error\"", "reload"}).size() == 1);
    CHECK_FALSE(daemon.lines({"asked to stop"}).empty());
  }
}

TEST_CASE("SIGUSR1 writes one line of JSON that holds the whole status") {
  const States states;
  for (const State& state : states.all()) {
    const Folder folder;
    DaemonProcess daemon = started_into(state, folder);
    const JsonText asked = daemon.status();
    daemon.signal(SIGUSR1);
    const std::vector<std::string> telling{"\"message\":\"status\""};
    REQUIRE(daemon.await_line(telling));
    const std::vector<std::string> lines = daemon.lines(telling);
    INFO(state.name << "\n" << lines.front());
    CHECK(lines.size() == 1);
    const JsonText line(lines.front());
    CHECK(line.names("/status") == asked.names(""));
    CHECK(line.names("/status/loops/0") == asked.names("/loops/0"));
    CHECK(line.names("/status/topics/0") == asked.names("/topics/0"));
    CHECK(line.text("/status/pid") == std::to_string(daemon.pid()));
    CHECK(line.text("/status/loops/0/client") == "sluiced/one/0");
  }
}

TEST_CASE("SIGTERM while a reload is under way ends the daemon in time with exit 0, and nothing of the reload is taken over") {
  const States states;
  for (const State& state : states.all()) {
    const Folder folder;
    DaemonProcess daemon = started_into(state, folder);
    DaemonSettings large = lone_daemon(folder, state.brokers);
    for (int topic = 0; topic < 100; ++topic) large.topics.push_back(topic_of("more-" + std::to_string(topic)));
    daemon.configure(large);
    const auto asked = Stopwatch::now();
    signal_together(daemon, SIGHUP, SIGTERM);
    const auto exit_code = daemon.await_exit(seconds(20));
    INFO(state.name << "\n" << daemon.log());
    CHECK(exit_code == 0);
    CHECK(since(asked) < out_within);
    CHECK(daemon.lines({"\"message\":\"reload\""}).size() == 1);
    CHECK(daemon.lines({"\"message\":\"reloaded\""}).empty());
  }
}
