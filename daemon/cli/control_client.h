// The commands' end of the daemon's control socket: one JSON line there, one back (docs/control.md).
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/result.h"
#include "json/tree.h"

namespace CLI {
class App;
}

namespace sluiced::cli {

/// Which daemon is meant, and how long it may take.
struct ControlOptions {
  std::string config = "/etc/sluiced/sluiced.yaml";
  std::string socket = {};  ///< "": the one that the configuration names
  std::string timeout_text = "5s";
  Duration timeout{5'000};  ///< once parsed
};

/// -c, --socket and --timeout.
void add_control_options(CLI::App& command, ControlOptions& options);
/// Fills in `timeout`. Within a CLI11 callback: what is wrong is thrown as a usage error.
void parse_timeout(ControlOptions& options);

/// Why there is no answer: one line for standard error, and what to exit with.
struct ControlFailure {
  ExitCode code = ExitCode::unreachable;
  std::string line;
  bool timed_out = false;  ///< the daemon was reached and may still do it
};

/// What the daemon said: an object.
struct ControlAnswer {
  std::string text;  ///< as it came
  json::Tree tree;   ///< borrows from `text`
  /// "ok" is not there, as in the status, or true.
  bool ok() const;
  std::string member(std::string_view name) const;  ///< "" where it is no string
};

Result<std::unique_ptr<const ControlAnswer>, ControlFailure> ask_daemon(const ControlOptions& options,
                                                                        const std::string& request);

}  // namespace sluiced::cli
