// The daemon as its users run it: the real binary, a configuration file, signals, and its log read line by line.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/event_ledger.h"

namespace sluiced::testing {

struct WatchedTopic {
  std::string name;
  std::string group;
  std::string more = {};  ///< further lines of the topic's entry, e.g. "start_at: latest"
  std::string dead_letter_topic() const { return name + ".dlt"; }
};

/// A topic and a group that no other test and no earlier run has used.
WatchedTopic fresh_topic(const std::string& name, const std::string& more = "");

struct DaemonSettings {
  std::string brokers;
  std::vector<WatchedTopic> topics;
  std::string drain_timeout = "20s";
  std::string kafka = {};  ///< further lines under `kafka:`
};

/// The schema that all topics of the tier are held against.
std::string usage_schema_file();
/// What check() of a ledger has to find behind that topic.
LetterExpectation letters_of(const WatchedTopic& topic);

class DaemonProcess {
 public:
  /// Writes the configuration; starts nothing. Sessions last 6 s, so that the group lets a new member in soon after a kill.
  explicit DaemonProcess(const DaemonSettings& settings);

  void start();
  void signal(int number) { process_->signal(number); }
  void kill9();
  bool running() { return process_ && !process_->exit_code(); }
  pid_t pid() const { return process_->pid(); }
  std::optional<int> await_exit(std::chrono::seconds deadline) { return process_->await_exit(deadline); }

  struct Finished {
    int exit_code = -1;
    std::string out;
    std::string err;
  };
  /// Another command of the same program, with the daemon's configuration, to its end: command({"topics", "plan"}).
  Finished command(std::vector<std::string> arguments) const;

  /// The lines of this start that hold all of `parts`.
  std::vector<std::string> lines(const std::vector<std::string>& parts) const;
  bool await_line(const std::vector<std::string>& parts, std::chrono::seconds deadline = std::chrono::seconds(60)) const;
  /// Everything since the last start, for a failure's message.
  std::string log() const;
  /// VmHWM of the process as it stands; 0 once it is gone.
  std::size_t rss_max_kib() const;

 private:
  std::string folder_;
  std::string config_file_;
  int starts_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace sluiced::testing
