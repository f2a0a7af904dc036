// What most tests of the tier wait for.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>

#include "support/broker.h"
#include "support/daemon_process.h"
#include "support/event_ledger.h"
#include "support/kafka_client.h"

namespace sluiced::testing {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Stopwatch = std::chrono::steady_clock;

inline milliseconds since(Stopwatch::time_point start) {
  return std::chrono::duration_cast<milliseconds>(Stopwatch::now() - start);
}

/// Generous: the machine may be busy with other things.
inline constexpr seconds work_deadline{120};

/// Letters wait a fifth of a second for company while progress is committed every 20 ms: whoever commits what is not
/// acknowledged yet loses it at almost any kill.
inline const std::string wide_open_window =
    "  consumer_properties: { auto.commit.interval.ms: 20 }\n  producer_properties: { linger.ms: 200, batch.num.messages: "
    "1000000 }\n";

inline bool await_committed(const std::string& brokers, const WatchedTopic& topic, seconds deadline = work_deadline) {
  return within(deadline, [&] { return everything_committed(brokers, topic.group, topic.name); });
}

/// The longer form of a test, which takes minutes: SLUICED_LONG=1.
inline bool long_form() {
  const char* given = std::getenv("SLUICED_LONG");
  return given != nullptr && std::string(given) == "1";
}

/// Looks once a second for that long; false as soon as it does not hold.
inline bool holds_for(seconds time, const std::function<bool()>& condition) {
  const auto end = Stopwatch::now() + time;
  while (Stopwatch::now() < end) {
    if (!condition()) return false;
    const auto next = Stopwatch::now() + seconds(1);
    within(seconds(2), [&] { return Stopwatch::now() >= next; });
  }
  return true;
}

inline double seconds_of(milliseconds time) { return static_cast<double>(time.count()) / 1000; }

/// SIGTERM, and how it ended.
inline std::optional<int> stop(DaemonProcess& daemon, seconds deadline = seconds(30)) {
  daemon.signal(SIGTERM);
  return daemon.await_exit(deadline);
}

}  // namespace sluiced::testing
