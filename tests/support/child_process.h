// A child process that runs on while the test does other things: its output goes to files, it is signalled by pid and waited
// for with a deadline. What still runs when it goes out of scope is killed. For a program that is only run to its end see
// process.h.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sluiced::testing {

/// Asks every few milliseconds until `done` or the deadline; says whether it is done.
bool within(std::chrono::seconds deadline, const std::function<bool()>& done);

std::string file_text(const std::string& file);

class ChildProcess {
 public:
  /// arguments[0]: the program, a path. Output is appended to the files; one file may take both. environment: "NAME=value", on top
  /// of this process's own. Throws std::runtime_error.
  ChildProcess(const std::vector<std::string>& arguments, const std::string& output_file, const std::string& error_file,
               const std::vector<std::string>& environment = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// As a shell tells it: the exit code, or 128 + the signal that ended it. nullopt: still running.
  std::optional<int> exit_code();
  std::optional<int> await_exit(std::chrono::seconds deadline);

 private:
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
};

}  // namespace sluiced::testing
