#include "supervisor/settings.h"

#include <fmt/format.h>

namespace sluiced::supervisor {
namespace {

gate::Mode mode_of(config::Mode mode) {
  switch (mode) {
    case config::Mode::observe: return gate::Mode::observe;
    case config::Mode::quarantine: return gate::Mode::quarantine;
  }
  return gate::Mode::quarantine;
}

gate::StartPosition start_of(const config::StartAt& start) {
  using From = config::StartAt::Kind;
  using To = gate::StartPosition::Kind;
  switch (start.kind) {
    case From::earliest: return {.kind = To::earliest};
    case From::latest: return {.kind = To::latest};
    case From::ago: return {.kind = To::ago, .ago = start.ago};
    case From::at: return {.kind = To::at, .at = start.at};
  }
  return {};
}

}  // namespace

std::vector<gate::LoopSettings> loop_settings(const config::Config& config, const config::CompiledConfig& compiled) {
  std::vector<gate::LoopSettings> loops;
  for (const config::GroupConfig& group : config.groups) {
    gate::LoopSettings loop{.group = group.name,
                            .client = fmt::format("{}/{}/0", config.kafka.client_id, group.name),
                            .topics = {},
                            .document_limits = config.document_limits,
                            .in_flight = config.in_flight,
                            .drain_timeout = config.supervision.drain_timeout};
    for (const config::TopicConfig& topic : group.topics)
      loop.topics.push_back({.name = topic.name,
                             .schema = compiled.schemas.at(topic.name),
                             .mode = mode_of(topic.mode),
                             .verdicts = topic.verdicts,
                             .start_at = start_of(topic.start_at),
                             .dead_letter_topic = topic.dead_letter_topic,
                             .create_dead_letter_topic = topic.create_dead_letter_topic});
    loops.push_back(std::move(loop));
  }
  return loops;
}

}  // namespace sluiced::supervisor
