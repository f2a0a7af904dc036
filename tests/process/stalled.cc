// A loop whose thread does not come round any more, made so by a failpoint in a binary of the tests' own.
#include <filesystem>

#include "daemon_scene.h"
#include "support/notify_socket.h"
#include "support/places.h"

using namespace sluiced::testing;

namespace {

/// The least that the configuration takes.
constexpr seconds stall_timeout{10};
const Labels stuck_loop{{"group", "stuck"}};
const Labels free_loop{{"group", "free"}};

/// Two groups, of which one stands still while a file is there.
class StuckDaemon {
 public:
  StuckDaemon() : notified(folder.file("notify")), daemon(settings()) {}

  void stick() const { folder.write("standstill", ""); }
  void unstick() const { std::filesystem::remove(folder.file("standstill")); }
  double age(const Labels& loop) { return daemon.metric("sluiced_loop_last_progress_seconds", loop).value_or(-1); }

  Folder folder;
  NotifySocket notified;
  DaemonProcess daemon;

 private:
  DaemonSettings settings() const {
    DaemonSettings settings = lone_daemon(folder);
    settings.topics = {topic_of("stuck"), topic_of("free")};
    settings.supervision = "stall_timeout: 10s";
    settings.binary = failpoints_program();
    settings.environment = {notified.variable(), "WATCHDOG_USEC=2000000", "SLUICED_FAILPOINT=loop_step:stuck=stick",
                            "SLUICED_FAILPOINT_FILE=" + folder.file("standstill")};
    return settings;
  }
};

}  // namespace

TEST_CASE(
    "a loop that stands still is told within stall_timeout + 2 s, the watchdog starves, the others go on, and it may recover") {
  StuckDaemon stuck;
  DaemonProcess& daemon = stuck.daemon;
  daemon.start();
  REQUIRE(stuck.notified.await("WATCHDOG=1"));
  CHECK(daemon.answers("/healthz", 200));

  stuck.stick();
  const auto began = Stopwatch::now();
  REQUIRE(within(stall_timeout + seconds(5), [&] { return daemon.answers("/healthz", 503); }));
  const milliseconds took = since(began);
  CHECK(took > stall_timeout - milliseconds(1'500));  // it looks in once a second at least
  CHECK(took < stall_timeout + seconds(2));
  CHECK(daemon.get("/healthz").body.find("sluiced/stuck/0: stalled") != std::string::npos);
  CHECK(daemon.metric("sluiced_healthy") == 0);
  CHECK(daemon.metric("sluiced_loop_stalled", stuck_loop) == 1);
  CHECK(daemon.metric("sluiced_loop_stalled", free_loop) == 0);
  CHECK(stuck.age(free_loop) < 3);
  CHECK(daemon.answers("/readyz?strict", 503));

  stuck.notified.take();
  CHECK_FALSE(stuck.notified.await("WATCHDOG=1", seconds(3)));  // a whole WATCHDOG_USEC, and more
  CHECK(stuck.age(free_loop) < 3);
  const std::vector<std::string> telling = daemon.lines({"\"level\":\"error\"", "loop stalled"});
  INFO(daemon.log());
  REQUIRE(telling.size() == 1);
  CHECK(telling.front().find("\"client\":\"sluiced/stuck/0\"") != std::string::npos);

  stuck.unstick();
  CHECK(within(seconds(5), [&] { return daemon.answers("/healthz", 200); }));
  CHECK(stuck.notified.await("WATCHDOG=1", seconds(5)));
  CHECK(daemon.lines({"loop comes round again"}).size() == 1);
  daemon.signal(SIGTERM);
  CHECK(daemon.await_exit(seconds(20)) == 0);
}

TEST_CASE("a loop that stands still keeps SIGTERM no longer than drain_timeout, and a second signal not at all") {
  StuckDaemon stuck;
  DaemonProcess& daemon = stuck.daemon;
  for (const int second : {0, SIGTERM, SIGINT}) {
    stuck.unstick();
    daemon.start();
    REQUIRE(daemon.await_line({"no broker can be reached"}));
    stuck.stick();
    REQUIRE(within(seconds(10), [&] { return stuck.age(stuck_loop) > 1.5; }));
    auto asked = Stopwatch::now();
    daemon.signal(SIGTERM);
    REQUIRE(daemon.await_line({"\"message\":\"draining\""}));
    if (second != 0) {
      asked = Stopwatch::now();
      daemon.signal(second);
    }
    const auto exit_code = daemon.await_exit(seconds(20));
    INFO("second signal " << second << "\n" << daemon.log());
    CHECK(exit_code == (second == 0 ? 0 : 128 + second));
    CHECK(since(asked) < (second == 0 ? out_within : at_once));
  }
}

TEST_CASE("the daemon as it ships has no failpoint that can be switched on") {
  const auto says = [](const std::string& binary) { return file_text(binary).find("SLUICED_FAILPOINT") != std::string::npos; };
  CHECK(says(failpoints_program()));
  CHECK_FALSE(says(sluiced_program()));
}
