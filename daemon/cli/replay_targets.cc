#include "cli/replay_targets.h"

#include <algorithm>

#include "supervisor/settings.h"

namespace sluiced::cli {
namespace {

using gate::IoError;

/// Under which the compiled schemas of an entry are found: its topic, or the pattern that takes it.
std::string schema_key(const config::Config& config, const config::TopicConfig& entry) {
  for (const config::GroupConfig& group : config.groups)
    for (const config::MatchConfig& match : group.matches)
      if (&match.topic == &entry) return match.entry.pattern;
  return entry.name;
}

std::string forward_topic_of(const config::Config& config, const config::TopicConfig& entry, std::string_view origin) {
  if (!entry.forward_topic.empty()) return entry.forward_topic;
  for (const config::GroupConfig& group : config.groups)
    for (const config::MatchConfig& match : group.matches)
      if (&match.topic == &entry && match.entry.forward) return match.entry.forward->of(origin);
  return "";
}

}  // namespace

letters::Destination ReplayTarget::destination(const std::string& topic, WallTime now) const {
  const std::int64_t now_ms = now.time_since_epoch().count();
  letters::Destination to{.topic = topic, .partitions = partitions};
  const std::int64_t kept_for = retention_ms.value_or(-1);
  if (kept_for >= 0 && kept_for < now_ms) to.kept_from_ms = now_ms - kept_for;
  if (timestamp_before_max_ms < now_ms) to.kept_from_ms = std::max(to.kept_from_ms, now_ms - timestamp_before_max_ms);
  if (timestamp_after_max_ms < to.taken_until_ms - now_ms) to.taken_until_ms = now_ms + timestamp_after_max_ms;
  return to;
}

ReplayTargets::ReplayTargets(const LetterContext& context, LetterTopic letters, config::CompiledConfig compiled, Wishes wishes)
    : context_(context),
      letters_(std::move(letters)),
      compiled_(std::move(compiled)),
      wishes_(wishes),
      cluster_(context.settings) {}

std::optional<std::string> ReplayTargets::topic_of(const letters::Letter& letter) const {
  if (!letter.origin) return std::nullopt;
  const std::string_view origin = letter.origin->topic;
  if (!letters_.source.empty() && letters_.source != origin) return std::nullopt;
  const config::TopicConfig* const entry = entry_of(context_.config, origin);
  if (entry == nullptr) return std::nullopt;
  std::string to = wishes_.forward ? forward_topic_of(context_.config, *entry, origin) : std::string(origin);
  return to.empty() ? std::nullopt : std::optional(std::move(to));
}

Result<ReplayTarget*, IoError> ReplayTargets::find(const std::string& topic) {
  if (const auto known = targets_.find(topic); known != targets_.end()) return &known->second;
  const auto found = cluster_.look({topic}, context_.timeout);
  if (!found) return failure(found.error());
  const auto& answer = found->at(topic);
  if (!answer) return failure(answer.error());
  ReplayTarget target{.partitions = answer->partitions, .retention_ms = std::nullopt};
  if (answer->properties) {
    target.retention_ms = answer->properties->retention_ms;
    target.timestamp_before_max_ms = answer->properties->timestamp_before_max_ms;
    target.timestamp_after_max_ms = answer->properties->timestamp_after_max_ms;
    if (answer->properties->cleanup_policy.find("compact") != std::string::npos && !wishes_.onto_compacted)
      return failure(IoError{.kind = IoError::Kind::unsuitable,
                             .text = topic +
                                     " is compacted: a record sent again would take the place of newer ones with its key; "
                                     "--onto-compacted sends nevertheless"});
  }
  return &targets_.emplace(topic, target).first->second;
}

bool ReplayTargets::passes(std::string_view origin, std::optional<std::string_view> value, std::span<const HeaderView> headers) {
  const config::TopicConfig& entry = *entry_of(context_.config, origin);
  auto judge = judges_.find(origin);
  if (judge == judges_.end()) {
    const std::string key = schema_key(context_.config, entry);
    judge = judges_
                .emplace(std::string(origin),
                         gate::Judge(supervisor::schema_table(key, entry, compiled_), context_.config.document_limits))
                .first;
  }
  const VerdictCode code = judge->second.judge(value, headers);
  return code == VerdictCode::valid || entry.verdicts.action(code) == Action::pass;
}

}  // namespace sluiced::cli
