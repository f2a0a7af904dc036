// What `sluiced dlt summary` prints: text for a person, or JSON with the same facts. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "letters/summary.h"

namespace sluiced::cli {

/// Of one dead-letter topic.
struct TopicReport {
  std::string topic;
  std::string source;                         ///< "" where the configuration knows none
  bool present = true;                        ///< false: it is not there yet
  const letters::Summary* summary = nullptr;  ///< where it is present
  std::optional<std::int64_t> retention_ms;   ///< -1: for ever; nullopt: not known
  std::set<std::string> schemas_now;          ///< hashes of the source's schemas as the files are; empty: not known
};

struct ReportView {
  WallTime now{};
  bool up_to_now = true;  ///< nothing was left out for being too young: whether it is still happening can be told
  std::size_t rows_max = 20;
  bool colour = false;
  std::string config = {};  ///< the file, for the command to go on with; "": the one that is read without -c
};

/// A block for each topic that holds something, and a line for those that do not.
std::string summary_text(const std::vector<TopicReport>& topics, const ReportView& view);
/// One object on one line.
std::string summary_json(const std::vector<TopicReport>& topics, const ReportView& view);

/// When the first of those that are open may go; nullopt: none is open, none goes, or it is not known.
std::optional<WallTime> first_expiry(const TopicReport& topic);

/// The rule in the schema by its last two tokens, and the place: "amount/type > /lines/*/amount", "- > byte 17".
std::string rule_text(const letters::Summary::Group& group);
/// The second half of it.
std::string place_text(const letters::Summary::Group& group);

}  // namespace sluiced::cli
