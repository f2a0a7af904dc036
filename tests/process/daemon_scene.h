// What the tests of a running daemon share: one that has no broker to speak with.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "support/daemon_process.h"
#include "support/places.h"
#include "support/process.h"

namespace sluiced::testing {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Stopwatch = std::chrono::steady_clock;

inline milliseconds since(Stopwatch::time_point start) {
  return std::chrono::duration_cast<milliseconds>(Stopwatch::now() - start);
}

/// Refuses every connection.
inline const std::string absent_broker = "127.0.0.1:1";

inline WatchedTopic topic_of(const std::string& group) { return {.name = "topic-of-" + group, .group = group}; }

inline DaemonSettings lone_daemon(const Folder& folder, const std::string& brokers = absent_broker) {
  return {.brokers = brokers,
          .topics = {topic_of("one")},
          .drain_timeout = "5s",
          .folder = folder.path(),
          .binary = sluiced_program()};
}

/// A drain_timeout of 5 s, the margin of the way out, and a busy machine.
inline constexpr milliseconds out_within{6'500};
/// "At once" on a busy machine.
inline constexpr milliseconds at_once{1'000};

/// The signals wait for the daemon together: it takes the lower number first, and the other before it does anything else.
inline void signal_together(DaemonProcess& daemon, int one, int other) {
  daemon.signal(SIGSTOP);
  const std::string status = "/proc/" + std::to_string(daemon.pid()) + "/status";
  REQUIRE(within(seconds(10), [&] { return file_text(status).find("State:\tT") != std::string::npos; }));
  daemon.signal(one);
  daemon.signal(other);
  daemon.signal(SIGCONT);
}

}  // namespace sluiced::testing
