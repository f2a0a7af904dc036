// A program of the user's that lines go through: `--through ./fix.jq`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sluiced::cli {

struct FilterBounds {
  /// Several times what a batch of letters is handed over as; a filter that never ends must not take all memory.
  std::size_t output_bytes_max = std::size_t{256} << 20;
  int stop = -1;  ///< a descriptor: once it can be read, the filter is ended with all that it has started; negative: none
};

/// Runs `sh -c command` with `input` on its standard input, and gives what it printed; its complaints go to our standard error. The
/// error is one clause: it could not be run, did not end with exit code 0, printed too much, or was to stop. That it does not read all
/// of its input is no error.
Result<std::string, std::string> run_filter(const std::string& command, std::string_view input, const FilterBounds& bounds = {});

}  // namespace sluiced::cli
