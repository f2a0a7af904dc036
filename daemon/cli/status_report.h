// What `sluiced status` prints for people: a pure function of the status. Whatever names and errors hold, it is lines of plain text.
#pragma once

#include <string>
#include <vector>

#include "cli/status_view.h"

namespace sluiced::cli {

struct StatusReportOptions {
  std::vector<std::string> topics;  ///< those to show; empty: all
  bool all = false;                 ///< fold nothing
  bool colour = false;
};

std::string status_report(const StatusView& status, const StatusReportOptions& options);

/// A topic's state in two words, "running" or "HELD dlt_denied": that of the topic, else of the worst loop of its group.
struct TopicState {
  enum class Class : std::uint8_t { ok, starting, stopped, no_broker, backoff, held, stalled, failed };  ///< the worst last
  Class of = Class::ok;
  std::string words;
};
TopicState state_of(const StatusView& status, const TopicView& topic);

/// What a person should do next: a line for each trouble, the daemon's first.
std::vector<std::string> advice(const StatusView& status, const std::vector<const TopicView*>& topics);

}  // namespace sluiced::cli
