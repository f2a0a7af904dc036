// The exit codes of every command, after sysexits.h; others rely on them (docs/architecture.md).
#pragma once

namespace sluiced {

enum class ExitCode : int {
  ok = 0,
  not_well = 1,        ///< what was asked about is not well: a document fails, a loop is held
  usage = 64,          ///< EX_USAGE: the command line is wrong
  input_refused = 65,  ///< EX_DATAERR: a line of the input is bad
  unreachable = 69,    ///< EX_UNAVAILABLE: broker or daemon does not answer (commands only, never `run`)
  internal = 70,       ///< EX_SOFTWARE: a fault of ours
  configuration = 78,  ///< EX_CONFIG: what the files say is wrong
};

constexpr int to_int(ExitCode code) { return static_cast<int>(code); }

}  // namespace sluiced
