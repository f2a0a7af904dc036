// A broker that is killed and comes back: how soon the daemon is at work again, what it costs meanwhile, and what it says of it.
#include <fmt/format.h>

#include <future>

#include "scene.h"

namespace sluiced::testing {
namespace {

constexpr int own_port = 19398;
constexpr milliseconds noticed_within{5'000};
constexpr milliseconds back_within{5'000};
constexpr double cpu_share_max = 0.01;

/// What a run of the daemon says of itself, and how long it took.
class Watched {
 public:
  Watched(Broker& broker, DaemonProcess& daemon) : broker_(broker), daemon_(daemon) {}

  bool strictly_ready() { return daemon_.answers("/readyz?strict", 200); }
  double judged() { return daemon_.metric("sluiced_records_total").value_or(-1); }
  double acknowledged() { return daemon_.metric("sluiced_dead_letters_total").value_or(-1); }

  /// kill -9, until all that is said of it is true.
  milliseconds lose() {
    broker_.kill9();
    const auto lost = Stopwatch::now();
    REQUIRE(within(seconds(30), [&] { return daemon_.metric("sluiced_broker_reachable") == 0; }));
    CHECK_FALSE(strictly_ready());
    return since(lost);
  }

  /// Share of one core over that time, from when all that had been fetched is judged; the process is healthy throughout.
  double share_while_away(seconds time) {
    double before = judged();
    auto quiet_since = Stopwatch::now();
    REQUIRE(within(work_deadline, [&] {
      const double now = judged();
      if (now != before) quiet_since = Stopwatch::now();
      before = now;
      return since(quiet_since) > seconds(2);
    }));
    const double used = daemon_.cpu_seconds();
    const auto start = Stopwatch::now();
    CHECK(holds_for(time, [&] {
      return daemon_.answers("/healthz", 200) && daemon_.answers("/readyz", 200) && !strictly_ready() &&
             daemon_.metric("sluiced_broker_reachable") == 0;
    }));
    return (daemon_.cpu_seconds() - used) / seconds_of(since(start));
  }

  struct Return {
    milliseconds at_work{0};  ///< from the broker's first answer until `works`
    milliseconds said{0};     ///< from then until every probe and metric says so
  };
  Return come_back(const std::function<bool()>& works) {
    std::future<void> up = std::async(std::launch::async, [&] { broker_.up(); });
    REQUIRE(within(work_deadline, [&] { return broker_.answers(); }));
    const auto answered = Stopwatch::now();
    Return took;
    REQUIRE(within(seconds(60), works));
    took.at_work = since(answered);
    REQUIRE(within(seconds(60), [&] { return strictly_ready() && daemon_.metric("sluiced_broker_reachable") == 1; }));
    took.said = since(answered);
    up.get();
    return took;
  }

 private:
  Broker& broker_;
  DaemonProcess& daemon_;
};

/// The session is the daemon's own. Where the broker stays away for longer, it lets a member that has no static name in only once
/// the session of its former self is over, counted from the broker's return.
DaemonSettings settings_for(const std::string& brokers, const WatchedTopic& topic) {
  DaemonSettings settings{
      .brokers = brokers, .topics = {topic}, .supervision = "stall_timeout: 10s", .session_timeout_ms = "45000"};
  if (long_form()) settings.groups[topic.group] = "static_membership: true";
  return settings;
}

TEST_CASE(
    "a broker killed under load and back later: at work within 5 s of its answer, nothing lost, idle meanwhile, truly told") {
  Broker broker("return", own_port);
  broker.up();
  const std::string& brokers = broker.address();
  const WatchedTopic topic = fresh_topic("return");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(61, 600'000);
  ledger.produce(brokers, topic.name);
  DaemonProcess daemon(settings_for(brokers, topic));
  daemon.start();
  const pid_t pid = daemon.pid();
  Watched watched(broker, daemon);
  REQUIRE(within(work_deadline, [&] { return watched.acknowledged() >= 300; }));

  const milliseconds noticed = watched.lose();
  const double share = watched.share_while_away(long_form() ? seconds(120) : seconds(21));
  const double before = watched.acknowledged();
  if (!long_form()) {  // longer than its session it has no partitions, so nothing of them either
    CHECK(daemon.metric("sluiced_lag_records") > 0);
    CHECK(daemon.metric("sluiced_dead_letters_unacknowledged") > 0);
  }
  const Watched::Return loaded = watched.come_back([&] { return watched.acknowledged() > before; });
  const bool committed_all = await_committed(brokers, topic);
  {
    INFO(daemon.log());
    REQUIRE(committed_all);
  }
  CHECK(within(seconds(10), [&] { return daemon.metric("sluiced_lag_records") == 0; }));
  CHECK(daemon.metric("sluiced_dead_letters_unacknowledged") == 0);
  CHECK(daemon.metric("sluiced_loop_restarts_total") == 0);

  const Findings found = ledger.check(brokers, letters_of(topic));
  CHECK(found.lossless());
  CHECK(found.letters == ledger.broken() + found.doubled);

  // The same with nothing to read: then no record tells that it is back.
  const milliseconds noticed_idle = watched.lose();
  const Watched::Return idle = watched.come_back([] { return true; });
  EventLedger more(62, 2'000);
  more.produce(brokers, topic.name);
  CHECK(await_committed(brokers, topic));

  WARN(fmt::format(
      "noticed after {} s under load, {} s idle; back {} s after the broker's answer, told after {} s, idle after {} s; "
      "{:.2f} % of a core while it was away",
      seconds_of(noticed), seconds_of(noticed_idle), seconds_of(loaded.at_work), seconds_of(loaded.said), seconds_of(idle.said),
      share * 100));
  INFO(daemon.log());
  CHECK(daemon.pid() == pid);
  CHECK(daemon.running());
  CHECK(noticed < noticed_within);
  CHECK(noticed_idle < noticed_within);
  CHECK(loaded.at_work < back_within);
  CHECK(loaded.said < back_within);
  CHECK(idle.said < back_within);
  CHECK(share < cpu_share_max);
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
