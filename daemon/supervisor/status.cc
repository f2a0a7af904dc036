#include "supervisor/status.h"

#include <fmt/format.h>

#include <algorithm>

namespace sluiced::supervisor {

std::string_view to_string(LoopState state) {
  switch (state) {
    case LoopState::starting: return "starting";
    case LoopState::running: return "running";
    case LoopState::draining: return "draining";
    case LoopState::stopped: return "stopped";
    case LoopState::backoff: return "backoff";
    case LoopState::failed: return "failed";
  }
  return "";
}

/// What an operator did stands first, then what the broker says of the dead-letter topic.
const HoldStatus* TopicStatus::hold() const {
  for (auto reason = all_hold_reasons.rbegin(); reason != all_hold_reasons.rend(); ++reason)
    if (holds[index_of(*reason)].held) return &holds[index_of(*reason)];
  return nullptr;
}

bool Status::healthy() const {
  return std::none_of(loops.begin(), loops.end(), [](const LoopStatus& loop) { return loop.stalled; });
}

bool Status::ready() const { return tried && !draining; }

bool Status::ready_strictly() const { return not_ready_because().empty(); }

std::string Status::not_ready_because() const {
  if (draining) return "draining";
  if (!tried) return "not every loop has joined its group or failed once";
  for (const LoopStatus& loop : loops) {
    if (loop.state != LoopState::running)
      return fmt::format("{}: {}{}", loop.client, to_string(loop.state), loop.why.empty() ? "" : ": " + loop.why);
    if (!loop.broker_reachable) return fmt::format("{}: no broker answers", loop.client);
    if (!loop.joined) return fmt::format("{}: its group is rebalancing", loop.client);
  }
  for (const TopicStatus& topic : topics)
    if (const HoldStatus* hold = topic.hold())
      return fmt::format("{} ({}): held {}", topic.topic, topic.group, sluiced::to_string(hold->reason));
  return "";
}

std::string Status::in_words() const {
  if (!enabled) return "disabled";
  const auto held = std::count_if(topics.begin(), topics.end(), [](const TopicStatus& topic) { return topic.hold() != nullptr; });
  std::string words = fmt::format("{} {}", topics.size(), topics.size() == 1 ? "topic" : "topics");
  if (held > 0) words += fmt::format(", {} on hold", held);
  words += "; loops:";
  const auto deaf = std::count_if(loops.begin(), loops.end(), [](const LoopStatus& loop) {
    return loop.state == LoopState::running && !loop.broker_reachable;
  });
  const char* separator = " ";
  for (const LoopState state : all_loop_states) {
    const auto count = std::count_if(loops.begin(), loops.end(), [&](const LoopStatus& loop) { return loop.state == state; });
    if (count == 0) continue;
    words += fmt::format("{}{} {}", separator, count, state == LoopState::backoff ? "in backoff" : to_string(state));
    separator = ", ";
  }
  if (deaf > 0) words += fmt::format("; no broker answers {} of them", deaf);
  return words;
}

}  // namespace sluiced::supervisor
