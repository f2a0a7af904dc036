#include "supervisor/settings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <map>

namespace sluiced::supervisor {
namespace {

gate::Mode mode_of(config::Mode mode) {
  switch (mode) {
    case config::Mode::observe: return gate::Mode::observe;
    case config::Mode::quarantine: return gate::Mode::quarantine;
    case config::Mode::forward: return gate::Mode::forward;
  }
  return gate::Mode::quarantine;
}

gate::Oversize oversize_of(config::TopicConfig::Oversize oversize) {
  switch (oversize) {
    case config::TopicConfig::Oversize::automatic: return gate::Oversize::automatic;
    case config::TopicConfig::Oversize::hold: return gate::Oversize::hold;
    case config::TopicConfig::Oversize::reference: return gate::Oversize::reference;
  }
  return gate::Oversize::automatic;
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

gate::OnLostOffsets on_lost_offsets_of(config::TopicConfig::OnLostOffsets on_lost_offsets) {
  switch (on_lost_offsets) {
    case config::TopicConfig::OnLostOffsets::continue_reading: return gate::OnLostOffsets::continue_reading;
    case config::TopicConfig::OnLostOffsets::hold: return gate::OnLostOffsets::hold;
  }
  return gate::OnLostOffsets::continue_reading;
}

gate::BreakerSettings breaker_of(const config::TopicConfig::BreakerConfig& breaker) {
  using From = config::TopicConfig::BreakerConfig::Armed;
  using To = gate::BreakerSettings::Armed;
  const To armed = breaker.armed == From::off ? To::off : breaker.armed == From::always ? To::always : To::after_change;
  return {.armed = armed, .ratio = breaker.ratio, .min_records = breaker.min_records};
}

std::optional<gate::TopicCreation> creation_of(const std::optional<config::CreateTopic>& create) {
  if (!create) return std::nullopt;
  return gate::TopicCreation{.partitions = create->partitions, .replication = create->replication};
}

gate::TopicSettings topic_settings(const std::string& name, const config::TopicConfig& topic,
                                   const config::CompiledConfig& compiled) {
  return {.name = topic.name,
          .schema = schema_table(name, topic, compiled),
          .mode = mode_of(topic.mode),
          .verdicts = topic.verdicts,
          .start_at = start_of(topic.start_at),
          .dead_letter_topic = topic.dead_letter_topic,
          .create_dead_letter_topic = topic.create_dead_letter_topic,
          .dead_letter_retention = topic.dead_letter_retention,
          .oversize = oversize_of(topic.oversize),
          .header_profiles = topic.header_profiles,
          .redact = topic.redact,
          .forward_topic = topic.forward_topic,
          .create = creation_of(topic.create),
          .on_lost_offsets = on_lost_offsets_of(topic.on_lost_offsets),
          .breaker = breaker_of(topic.breaker)};
}

/// As seen from a group: all entries, and of the topics that are never matched those that it could otherwise take.
MatchRules rules_for(const config::Config& config, const config::GroupConfig& own) {
  MatchRules rules;
  if (own.matches.empty()) return rules;
  std::map<std::size_t, const MatchEntry*> entries;
  const auto never = [&](const std::string& topic) {
    for (const config::MatchConfig& match : own.matches)
      if (!topic.empty() && glob_matches(match.entry.pattern, topic)) rules.never.insert(topic);
  };
  for (const config::GroupConfig& group : config.groups) {
    for (const config::MatchConfig& match : group.matches) {
      entries[match.number] = &match.entry;
      never(match.topic.forward_topic);
    }
    for (const config::TopicConfig& topic : group.topics) {
      never(topic.name);
      never(topic.dead_letter_topic);
      never(topic.forward_topic);
    }
  }
  for (const auto& [number, entry] : entries) rules.entries.push_back(*entry);
  return rules;
}

gate::LoopSettings loop_settings(const config::Config& config, const config::CompiledConfig& compiled,
                                 const config::GroupConfig& group, std::uint32_t instance) {
  gate::LoopSettings loop{.group = group.name,
                          .instance = instance,
                          .client = fmt::format("{}/{}/{}", config.kafka.client_id, group.name, instance),
                          .static_member = {},
                          .topics = {},
                          .document_limits = config.document_limits,
                          .in_flight = config.in_flight,
                          .drain_timeout = config.supervision.drain_timeout};
  const std::string replica = fmt::format("{}-{}-{}", group.name, node_name(config), instance);
  if (group.static_membership) loop.static_member = replica;
  if (group.delivery == config::GroupConfig::Delivery::exactly_once)
    loop.transactions = gate::TransactionSettings{
        .id = replica, .commit_interval = group.commit_interval, .commit_records = group.commit_records};
  for (const config::TopicConfig& topic : group.topics) loop.topics.push_back(topic_settings(topic.name, topic, compiled));
  loop.rules = rules_for(config, group);
  for (const config::MatchConfig& match : group.matches)
    loop.matches.push_back({.entry = match.number, .topic = topic_settings(match.entry.pattern, match.topic, compiled)});
  return loop;
}

}  // namespace

gate::SchemaTable schema_table(const std::string& name, const config::TopicConfig& topic,
                               const config::CompiledConfig& compiled) {
  if (!topic.choice) return compiled.schemas.at(name);
  const config::SchemaChoice& choice = *topic.choice;
  return {{.header = choice.header, .field = choice.field, .from = choice.from}, compiled.choices.at(name)};
}

std::string node_name(const config::Config& config) {
  if (!config.kafka.node.empty()) return config.kafka.node;
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? std::string(name) : std::string("localhost");
}

Plan make_plan(const config::Config& config, const config::CompiledConfig& compiled, const FactoryOfGroup& factory) {
  Plan plan{
      .loops = {},
      .settings = {.backoff = config.supervision.backoff,
                   .backoff_reset_after = config.supervision.backoff_reset_after,
                   .drain_timeout = config.supervision.drain_timeout,
                   .stall_timeout = config.supervision.stall_timeout},
      .enabled = config.kafka.enabled,
      .config_sha256 = config.sha256,
      .log_level = config.log.level,
      .start = {.http_listen = config.http.listen, .control_socket = config.control.socket, .log_format = config.log.format}};
  if (!config.kafka.enabled) return plan;
  for (const config::GroupConfig& group : config.groups) {
    const std::shared_ptr<const ClientFactory> clients = factory(group);
    for (std::uint32_t instance = 0; instance < group.instances; ++instance)
      plan.loops.push_back({.settings = loop_settings(config, compiled, group, instance), .clients = clients});
  }
  return plan;
}

}  // namespace sluiced::supervisor
