// What systemd is told, through a socket in its place.
#include <fmt/format.h>
#include <unistd.h>

#include "daemon_scene.h"
#include "support/listeners.h"
#include "support/notify_socket.h"

using namespace sluiced::testing;

namespace {

constexpr milliseconds watchdog{2'000};

std::vector<std::string> notified_by(const NotifySocket& socket) {
  return {socket.variable(), fmt::format("WATCHDOG_USEC={}", std::chrono::microseconds(watchdog).count())};
}

std::int64_t usec(NotifySocket::Time time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

bool any_begins(const std::vector<NotifySocket::Notice>& notices, const std::string& beginning) {
  return std::any_of(notices.begin(), notices.end(), [&](const auto& notice) { return notice.text.starts_with(beginning); });
}

/// From the start to the end, as systemd sees it.
void check_whole_life(NotifySocket& socket) {
  const Folder folder;
  DaemonSettings settings = lone_daemon(folder);
  settings.http = free_address();
  settings.environment = notified_by(socket);
  DaemonProcess daemon(settings);
  daemon.start();
  const auto first = socket.await("");
  REQUIRE(first);
  CHECK(first->text == "READY=1");
  // By now everything stands: whoever was told may ask at once.
  CHECK(http_get(settings.http, "/healthz").status == 200);
  CHECK(http_get(settings.http, "/status").status == 200);
  const auto words = socket.await("STATUS=");
  REQUIRE(words);
  CHECK(words->text == "STATUS=1 topic; loops: 1 starting");

  auto last = Stopwatch::now();
  for (int times = 0; times < 3; ++times) {
    const auto fed = socket.await("WATCHDOG=1");
    REQUIRE(fed);
    CHECK(fed->at - last < watchdog);
    last = fed->at;
  }

  const auto before = Stopwatch::now();
  daemon.signal(SIGHUP);
  const auto reloading = socket.await("RELOADING=1\nMONOTONIC_USEC=");
  REQUIRE(reloading);
  const std::int64_t said = std::stoll(reloading->text.substr(reloading->text.rfind('=') + 1));
  CHECK(said >= usec(before));  // systemd overlooks one that is older than its signal
  CHECK(said <= usec(reloading->at));
  REQUIRE(socket.await("READY=1"));

  socket.take();
  daemon.signal(SIGTERM);
  CHECK(socket.await("STOPPING=1"));
  CHECK(daemon.await_exit(seconds(20)) == 0);
  CHECK(any_begins(socket.take(), "STATUS=1 topic; loops: 1 "));
}

}  // namespace

TEST_CASE("systemd is told of the start, the watchdog, a reload and the end, each once it is so") {
  const Folder folder;
  NotifySocket socket(folder.file("notify"));
  check_whole_life(socket);
}

TEST_CASE("systemd is told through an abstract socket too") {
  NotifySocket socket(fmt::format("@sluiced-test-{}", getpid()));
  check_whole_life(socket);
}

TEST_CASE("READY=1 is never said where a file is wrong (exit 78) or the listener's address is taken (exit 70)") {
  const Folder folder;
  NotifySocket socket(folder.file("notify"));
  const SilentListener taken;
  folder.write("broken.schema.json", "{\n");
  DaemonSettings occupied = lone_daemon(folder);
  occupied.http = taken.address();
  DaemonSettings schema = lone_daemon(folder);
  schema.topics.front().schema = folder.file("broken.schema.json");
  DaemonSettings config = lone_daemon(folder);
  config.supervision = "stall_timeout: soon";
  for (DaemonSettings* wrong : {&occupied, &schema, &config}) {
    wrong->environment = notified_by(socket);
    DaemonProcess daemon(*wrong);
    daemon.start();
    CHECK(daemon.await_exit(seconds(20)) == (wrong == &occupied ? 70 : 78));
    INFO(daemon.log());
    CHECK(socket.take().empty());
  }
}

TEST_CASE("a refused reload is over for systemd too") {
  const Folder folder;
  NotifySocket socket(folder.file("notify"));
  DaemonSettings settings = lone_daemon(folder);
  settings.environment = notified_by(socket);
  DaemonProcess daemon(settings);
  daemon.start();
  REQUIRE(socket.await("READY=1"));
  daemon.write_config("nothing: right\n");
  daemon.signal(SIGHUP);
  REQUIRE(socket.await("RELOADING=1"));
  CHECK(socket.await("READY=1"));
  CHECK(daemon.running());
}

TEST_CASE("a reload that ends after STOPPING=1 does not take that back") {
  const Folder folder;
  NotifySocket socket(folder.file("notify"));
  const SilentListener silent;  // the drain takes its time
  DaemonSettings settings = lone_daemon(folder, silent.address());
  settings.environment = notified_by(socket);
  DaemonProcess daemon(settings);
  daemon.start();
  REQUIRE(socket.await("READY=1"));
  signal_together(daemon, SIGHUP, SIGTERM);
  REQUIRE(socket.await("STOPPING=1"));
  CHECK(daemon.await_exit(seconds(20)) == 0);
  CHECK_FALSE(any_begins(socket.take(), "READY=1"));
}

TEST_CASE("kafka.enabled: false is ready, says that it is disabled, feeds the watchdog and ends with exit 0") {
  const Folder folder;
  NotifySocket socket(folder.file("notify"));
  DaemonSettings settings = lone_daemon(folder);
  settings.kafka = "  enabled: false\n";
  settings.environment = notified_by(socket);
  DaemonProcess daemon(settings);
  daemon.start();
  REQUIRE(daemon.http_address() != "");
  REQUIRE(socket.await("READY=1"));
  CHECK(daemon.answers("/readyz", 200));
  const auto words = socket.await("STATUS=");
  REQUIRE(words);
  CHECK(words->text == "STATUS=disabled");
  CHECK(socket.await("WATCHDOG=1"));
  CHECK(daemon.answers("/healthz", 200));
  CHECK(daemon.status().size("/loops") == 0);
  const double used = daemon.cpu_seconds();
  REQUIRE(socket.await("WATCHDOG=1"));
  REQUIRE(socket.await("WATCHDOG=1"));
  CHECK(daemon.cpu_seconds() - used < 0.2);  // idle
  const auto asked = Stopwatch::now();
  daemon.signal(SIGTERM);
  CHECK(daemon.await_exit(seconds(20)) == 0);
  CHECK(since(asked) < at_once);
  CHECK(socket.await("STOPPING=1"));
}
