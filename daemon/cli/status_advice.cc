// What to do next, for each trouble that a status shows.
#include <fmt/format.h>

#include <algorithm>

#include "cli/status_report.h"
#include "cli/table.h"

namespace sluiced::cli {
namespace {

std::string advice_on_loop(const LoopView& loop) {
  if (loop.stalled)
    return fmt::format("{}: its thread has not come round for {}: keep the log, then restart the daemon", loop.client,
                       age_text(loop.last_progress));
  if (loop.state == "failed")
    return fmt::format("{}: {}: it stays away until that is mended and `sluiced reload` says so", loop.client, loop.why);
  if (loop.state == "starting" && loop.broker_reachable && !loop.why.empty())
    return fmt::format("{}: {}: it goes on by itself once that is mended; `sluiced topics plan` shows what is missing",
                       loop.client, loop.why);
  if (loop.state != "backoff") return "";
  std::string line = fmt::format("{}: {}: it comes back by itself{}", loop.client, loop.why,
                                 loop.back_in ? " in " + age_text(*loop.back_in) : "");
  if (loop.why.find("Inconsistent group protocol") != std::string::npos)
    line += "; another consumer is in this group and shares out partitions otherwise: stop it, or give ours a group of its own";
  return line;
}

/// For the sake of a topic that is written to.
std::string advice_on_outlet(const TopicView& topic, const std::string& written, bool letters) {
  if (topic.held.ends_with("_denied"))
    return fmt::format("grant the daemon's principal Write and Describe on topic {}; it then goes on by itself", written);
  if (topic.held == "dlt_missing")
    return fmt::format("create topic {}, or let the daemon: dead_letter.create: true and Create on it; it then goes on by itself",
                       written);
  if (topic.held.ends_with("_missing")) return fmt::format("create topic {}; it then goes on by itself", written);
  if (topic.held.ends_with("_unsuitable"))
    return fmt::format("mend topic {}{}{}; it then goes on by itself", written,
                       topic.held_why.empty() ? "" : ": " + topic.held_why,
                       letters ? "; `sluiced topics plan` shows what it should be" : "");
  return fmt::format("look at the brokers that lead topic {}; it goes on by itself when they answer", written);
}

/// Every reason that a daemon of this version gives; of another's nothing is known but its name.
std::string advice_on_hold(const TopicView& topic) {
  if (topic.held == "by_hand") return fmt::format("`sluiced release {}` when it may go on", topic.topic);
  if (topic.held == "verdict" && topic.stopped_at)
    return fmt::format("{0}/{1}/{2} is {3}{4}: `sluiced skip {0}/{1}/{2} --reason …`, or mend its schema or verdicts and reload",
                       topic.topic, topic.stopped_at->partition, topic.stopped_at->offset, topic.stopped_at->code,
                       topic.held_why.empty() ? "" : " (" + topic.held_why + ")");
  if (topic.held == "verdict") return "the log names the record: `sluiced skip` it, or mend its schema or verdicts and reload";
  if (topic.held == "breaker")
    return fmt::format(
        "{}: is the schema wrong? Mend it and `sluiced reload`: the topic tries it and goes on by itself. Are the records? "
        "`sluiced release {}` lets them into {}",
        topic.held_why.empty() ? "too many records fail" : topic.held_why, topic.topic, topic.dead_letter_topic);
  if (topic.held == "offsets_lost")
    return fmt::format("{}: `sluiced release {}` goes on where the log begins",
                       topic.held_why.empty() ? "the broker has deleted what was not read yet" : topic.held_why, topic.topic);
  if (topic.held == "poison" && topic.stopped_at)
    return fmt::format(
        "a fault of ours at {0}/{1}/{2}{3}: report it; `sluiced skip {0}/{1}/{2} --reason …` dead-letters the record, "
        "`sluiced release {0}` tries it once more",
        topic.topic, topic.stopped_at->partition, topic.stopped_at->offset,
        topic.held_why.empty() ? "" : " (" + topic.held_why + ")");
  if (topic.held == "poison")
    return fmt::format("a fault of ours; the log names the record: `sluiced skip` it, or `sluiced release {}` tries it once more",
                       topic.topic);
  const bool letters = topic.held.starts_with("dlt_");
  if (letters || topic.held.starts_with("forward_"))
    return advice_on_outlet(topic, letters ? topic.dead_letter_topic : topic.forward_topic, letters);
  return fmt::format("on hold for {}", topic.held);
}

}  // namespace

std::vector<std::string> advice(const StatusView& status, const std::vector<const TopicView*>& topics) {
  std::vector<std::string> lines;
  if (status.draining) return {"nothing: the daemon is on its way out"};
  if (!status.reload_ok)
    lines.emplace_back("mend the file as said above, then `sluiced reload`; until then all goes on as before");
  const auto of_shown = [&](const LoopView& loop) {
    return std::any_of(topics.begin(), topics.end(), [&](const TopicView* topic) { return topic->group == loop.group; });
  };
  const auto deaf =
      std::count_if(status.loops.begin(), status.loops.end(), [](const LoopView& loop) { return loop.without_broker(); });
  if (deaf > 0)
    lines.push_back(fmt::format("{}: look at kafka.brokers in {} and at the network from here; it goes on by itself",
                                deaf == static_cast<std::ptrdiff_t>(status.loops.size())
                                    ? "no broker answers"
                                    : fmt::format("no broker answers {} of {} loops", deaf, status.loops.size()),
                                status.config_file));
  for (const LoopView& loop : status.loops)
    if (std::string line = advice_on_loop(loop); !line.empty() && of_shown(loop)) lines.push_back(std::move(line));
  for (const TopicView* topic : topics)
    if (!topic->held.empty())
      lines.push_back(fmt::format("{} (held {}): {}", topic->topic, age_text(topic->held_for), advice_on_hold(*topic)));
  if (lines.empty() && !status.ready_strictly) {
    const bool shown_well = std::all_of(topics.begin(), topics.end(), [&](const TopicView* topic) {
      return state_of(status, *topic).of == TopicState::Class::ok;
    });
    const bool elsewhere = shown_well && topics.size() < status.topics.size();
    lines.push_back(fmt::format("{}: {}", elsewhere ? "nothing about what is shown here" : "wait", status.not_ready_because));
  }
  return lines;
}

}  // namespace sluiced::cli
