// The letters of a batch through a program of the user's: one line each in, one line for each that is to be sent out.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/units.h"
#include "cli/filter.h"
#include "cli/replay_job.h"

namespace sluiced::cli {
namespace {

using letters::Fate;

/// By id. The error is one line.
Result<std::map<std::string, letters::Edited>, std::string> read_lines(const std::string& command, std::string_view output) {
  std::map<std::string, letters::Edited> lines;
  std::size_t number = 0;
  while (!output.empty()) {
    const std::size_t end = std::min(output.find('\n'), output.size());
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(std::min(end + 1, output.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto edited = letters::read_envelope(line);
    if (!edited)
      return failure(
          fmt::format("'{}': line {} of what it printed is no letter on one line: {}", command, number, edited.error()));
    std::string id = edited->id;
    if (!lines.emplace(id, std::move(*edited)).second)
      return failure(fmt::format("'{}': line {} of what it printed: {} stands there twice", command, number, quoted_excerpt(id)));
  }
  return lines;
}

}  // namespace

ReplayJob::Trouble ReplayJob::filter() {
  std::string input;
  for (const Candidate& candidate : batch_)
    if (candidate.fate == Fate::send) input += letters::envelope(candidate.record, candidate.headers, candidate.letter) + '\n';
  if (input.empty()) return std::nullopt;
  const auto output = run_filter(options_.through, input, {.stop = options_.stop});
  if (!output) return Stopped{ExitCode::not_well, output.error()};
  auto lines = read_lines(options_.through, *output);
  if (!lines) return Stopped{ExitCode::not_well, lines.error()};
  edited_.clear();
  edited_.reserve(lines->size());  // what is sent is borrowed from here
  for (Candidate& candidate : batch_) {
    if (candidate.fate != Fate::send) continue;
    const auto line = lines->find(letters::coordinates(candidate.fetched.record()));
    if (line == lines->end()) {
      candidate.fate = Fate::no_line;
      continue;
    }
    const letters::Edited& edited = edited_.emplace_back(std::move(line->second));
    candidate.record.key = edited.key;
    candidate.record.value = edited.value;
    candidate.headers.clear();
    for (const Header& header : edited.headers)
      candidate.headers.push_back({header.name, header.value ? std::optional<std::string_view>(*header.value) : std::nullopt});
    lines->erase(line);
  }
  if (!lines->empty())
    return Stopped{ExitCode::not_well, fmt::format("'{}' printed a line for {}, which it was not given", options_.through,
                                                   quoted_excerpt(lines->begin()->first))};
  return std::nullopt;
}

}  // namespace sluiced::cli
