// What a job over dead letters prints.
#pragma once

#include <string>
#include <vector>

#include "cli/replay_job.h"

namespace sluiced::cli {

struct ReplayView {
  const ReplayOptions& options;
  const LetterTopic& letters;
  const ReplayResult& result;
  const std::map<std::string, ReplayTarget>& targets;
  std::map<std::string, std::vector<std::string>>
      readers;  ///< of the targets: the consumer groups, but our own; only of a dry run
  WallTime now;
};

std::string replay_text(const ReplayView& view);
std::string replay_json(const ReplayView& view);

}  // namespace sluiced::cli
