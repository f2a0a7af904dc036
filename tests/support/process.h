// Runs a program to its end, as a shell does: arguments, input, folder, environment in; exit code and both outputs back.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluiced::testing {

/// All members have initializers, so that a test names only what it is about.
struct RunOptions {
  std::string input = {};                         ///< what standard input holds
  std::string directory = {};                     ///< to run in; "": here
  std::vector<std::string> environment = {};      ///< "NAME=value"; of ours only what a program needs to run at all is handed on
  std::vector<int> closed = {};                   ///< which of 0, 1, 2 are closed
  std::optional<std::size_t> hang_up_after = {};  ///< so many bytes of output are read, then the pipe is closed
  std::string output_to = {};                     ///< a file for standard output, such as /dev/full
  std::chrono::seconds deadline{30};
};

struct Finished {
  int exit_code = -1;  ///< 128 + the signal, as a shell tells it
  std::string out;
  std::string err;
};

/// Throws std::runtime_error where the program cannot be started or does not end before the deadline (it is killed then).
Finished run_program(const std::vector<std::string>& arguments, const RunOptions& options = {});

/// The daemon's binary of this build, with a subcommand and its arguments.
Finished sluiced(const std::vector<std::string>& arguments, const RunOptions& options = {});

/// A folder of its own, gone with its files at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  /// Makes the folders on the way; gives the path.
  std::string write(std::string_view name, std::string_view text) const;
  std::string make_folder(std::string_view name) const;

 private:
  std::string path_;
};

std::size_t count_lines(std::string_view text);

}  // namespace sluiced::testing
