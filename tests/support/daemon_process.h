// The daemon as its users run it: the real binary, a configuration file, signals, and its log read line by line.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/event_ledger.h"
#include "support/http_client.h"
#include "support/json_text.h"

namespace sluiced::testing {

struct WatchedTopic {
  std::string name;
  std::string group;
  std::string more = {};    ///< further lines of the topic's entry, e.g. "start_at: latest"
  std::string schema = {};  ///< a file; "": usage_schema_file()
  std::string dead_letter_topic() const { return name + ".dlt"; }
};

/// A topic and a group that no other test and no earlier run has used.
WatchedTopic fresh_topic(const std::string& name, const std::string& more = "");

struct DaemonSettings {
  std::string brokers;
  std::vector<WatchedTopic> topics;
  std::string drain_timeout = "20s";
  std::string kafka = {};                          ///< further lines under `kafka:`
  std::string supervision = {};                    ///< further members, e.g. "stall_timeout: 10s"
  std::map<std::string, std::string> groups = {};  ///< by group, further members, e.g. "instances: 2"
  std::string session_timeout_ms = "6000";
  std::string http = "127.0.0.1:0";
  std::string folder = {};                    ///< "": one of its own in the build folder, kept until the next run
  std::string binary = {};                    ///< "": the daemon of this build
  std::vector<std::string> environment = {};  ///< "NAME=value"
};

/// The schema that all topics of the tier are held against.
std::string usage_schema_file();
/// What check() of a ledger has to find behind that topic.
LetterExpectation letters_of(const WatchedTopic& topic);

class DaemonProcess {
 public:
  /// Writes the configuration; starts nothing. Sessions last 6 s, so that the group lets a new member in soon after a kill.
  explicit DaemonProcess(const DaemonSettings& settings);

  /// Another configuration in the same file, in one instant; read with the next SIGHUP or start.
  void configure(const DaemonSettings& settings) const;
  void write_config(const std::string& text) const;
  const std::string& config_file() const { return config_file_; }
  const std::string& folder() const { return folder_; }

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
  /// VmHWM and VmRSS of the process as it stands; 0 once it is gone.
  std::size_t rss_max_kib() const { return memory_kib("VmHWM:"); }
  std::size_t rss_kib() const { return memory_kib("VmRSS:"); }
  /// Processor time of all its threads, user and system.
  double cpu_seconds() const;

  /// Where it listens, as it tells once it does. Throws std::runtime_error where it does not within a minute.
  std::string http_address();
  HttpAnswer get(const std::string& path) { return http_get(http_address(), path); }
  bool answers(const std::string& path, int status) { return get(path).status == status; }
  std::optional<double> metric(const std::string& name, const Labels& labels = {}) {
    return sample_of(get("/metrics").body, name, labels);
  }
  JsonText status() { return JsonText(get("/status").body); }

 private:
  std::size_t memory_kib(const std::string& name) const;

  std::string folder_;
  std::string config_file_;
  std::string binary_;
  std::vector<std::string> environment_;
  std::string http_address_;  ///< of this start, once known
  int starts_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace sluiced::testing
