// A program of the user's that lines go through: `--through ./fix.jq`.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sluiced::cli {

/// Runs `sh -c command` with `input` on its standard input, and gives what it printed; its complaints go to our standard error. The
/// error is one clause: it could not be run, or did not end with exit code 0. That it does not read all of its input is no error.
Result<std::string, std::string> run_filter(const std::string& command, std::string_view input);

}  // namespace sluiced::cli
