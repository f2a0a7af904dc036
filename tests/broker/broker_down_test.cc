// A broker that is not there, or goes and comes back: the process stays, tells it once, and goes on where it was.
#include <fstream>

#include "scene.h"

namespace sluiced::testing {
namespace {

constexpr int own_port = 19393;

TEST_CASE("no broker at the start, or killed in the middle: one ERROR line, no exit, and work once it is there") {
  Broker broker("absent", own_port);
  const std::string& brokers = broker.address();
  const WatchedTopic topic = fresh_topic("absent");
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const pid_t pid = daemon.pid();
  const bool told = daemon.await_line({"\"level\":\"error\"", "no broker can be reached"});
  {
    INFO(daemon.log());
    REQUIRE(told);
  }
  broker.up();  // takes seconds, in which it tries again and again
  CHECK(daemon.lines({"\"level\":\"error\""}).size() == 1);
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(21, 300'000);
  ledger.produce(brokers, topic.name);

  TopicSize letters(brokers, topic.dead_letter_topic());
  const bool under_way = within(work_deadline, [&] { return letters.records() >= 300; });
  {
    INFO(daemon.log());
    REQUIRE(under_way);
  }
  broker.kill9();
  const std::vector<std::string> telling{"\"level\":\"error\"", "no broker can be reached"};
  const bool told_again = within(work_deadline, [&] { return daemon.lines(telling).size() == 2; });
  {
    INFO(daemon.log());
    REQUIRE(told_again);
  }
  broker.up();
  const bool committed_all = await_committed(brokers, topic);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(daemon.pid() == pid);
  CHECK(daemon.running());
  CHECK(daemon.lines({"a broker answers again"}).size() == 2);
  CHECK(stop(daemon) == 0);
  const Findings found = ledger.check(brokers, letters_of(topic));
  INFO(found.text());
  CHECK(found.lossless());
  CHECK(found.letters == ledger.broken() + found.doubled);
}

TEST_CASE("a broker that freezes keeps its connections: it is told as unreachable within half a minute, and its return at once") {
  Broker broker("silent", own_port);
  broker.up();
  const WatchedTopic topic = fresh_topic("silent");
  create_topic(broker.address(), topic.name, 1);
  DaemonProcess daemon({.brokers = broker.address(), .topics = {topic}, .session_timeout_ms = "45000"});
  daemon.start();
  REQUIRE(within(work_deadline, [&] { return daemon.answers("/readyz?strict", 200); }));

  broker.freeze();
  const auto frozen = Stopwatch::now();
  const bool told = daemon.await_line({"\"level\":\"error\"", "no broker can be reached", "nothing comes any more"}, seconds(60));
  INFO(daemon.log());
  REQUIRE(told);
  CHECK(since(frozen) > seconds(15));  // slow is not away
  CHECK(since(frozen) < seconds(30));
  CHECK(within(seconds(2), [&] { return daemon.answers("/readyz?strict", 503); }));
  CHECK(daemon.answers("/healthz", 200));

  broker.thaw();
  CHECK(daemon.await_line({"a broker answers again"}, seconds(10)));
  CHECK(within(seconds(10), [&] { return daemon.answers("/readyz?strict", 200); }));
  CHECK(stop(daemon) == 0);
}

TEST_CASE("a loop that is turned away again and again fills no log, and its return is told") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("turned-away");
  create_topic(brokers, topic.name, 1);
  const DaemonSettings well{.brokers = brokers, .topics = {topic}};
  DaemonSettings refused = well;  // this listener knows no SASL
  refused.kafka = "  sasl: { mechanism: PLAIN, username: nobody, password_file: nobody.password }\n";
  refused.supervision = "backoff: { initial: 100ms, max: 100ms }";
  DaemonProcess daemon(refused);
  std::ofstream(daemon.folder() + "/nobody.password") << "none";
  daemon.start();
  const bool tried = within(work_deadline, [&] { return daemon.status().number("/loops/0/restarts") >= 5; });
  {
    INFO(daemon.log());
    REQUIRE(tried);
    CHECK(daemon.lines({"\"level\":\"error\"", "no broker can be reached"}).size() == 1);
    CHECK(daemon.lines({"\"level\":\"error\"", "loop failed"}).size() == 1);
    CHECK(daemon.metric("sluiced_events_total", {{"event", "loop_failed"}}) >= 5);
  }
  DaemonSettings mended = well;
  mended.folder = daemon.folder();
  daemon.configure(mended);
  daemon.signal(SIGHUP);
  const bool told = daemon.await_line({"a broker answers again"});
  INFO(daemon.log());
  CHECK(told);
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
