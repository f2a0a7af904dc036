#include "cli/publish_plan.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "base/nearest.h"
#include "base/units.h"
#include "config/schemas.h"
#include "config/yaml_loader.h"
#include "json/pointer.h"
#include "supervisor/settings.h"

namespace sluiced::cli {
namespace {

/// A transaction that is left open keeps readers of committed data waiting for so long, and a longer one is not to be had.
constexpr Duration transaction_timeout = std::chrono::minutes(5);

Fault unknown_topic(const config::Config& config, const std::string& topic) {
  std::vector<std::string_view> names;
  for (const config::GroupConfig& group : config.groups)
    for (const config::TopicConfig& one : group.topics) names.push_back(one.name);
  const std::string_view near = nearest(topic, names);
  return {{.file = config.file},
          fmt::format("topics: there is no {}{} (--schema FILE says what else to judge its records by)", quoted_excerpt(topic),
                      near.empty() ? "" : fmt::format(", did you mean '{}'?", near))};
}

/// Compiles what this one topic needs: another's broken schema is another's affair.
Result<gate::SchemaTable, Fault> table_of(const config::Config& config, config::TopicConfig topic, const std::string& name) {
  topic.name = name;
  config::Config only;
  only.file = config.file;
  only.groups.emplace_back().topics.push_back(std::move(topic));
  const auto compiled = config::compile_schemas(only);
  if (!compiled) return failure(compiled.error());
  return supervisor::schema_table(name, only.groups.front().topics.front(), *compiled);
}

/// The file given, read as the topic's own would be. URL prefixes are mapped alike for all topics.
config::TopicConfig with_schema(const config::Config& config, const config::TopicConfig* entry, const std::string& file) {
  config::TopicConfig topic;
  if (entry != nullptr) {
    topic = *entry;
    topic.choice.reset();
  } else if (!config.groups.front().topics.empty()) {
    topic.options.references = config.groups.front().topics.front().options.references;
  } else {
    topic.options.references = config.groups.front().matches.front().topic.options.references;
  }
  topic.schema_file = file;
  return topic;
}

Header header_of(const std::string& text) {
  const std::size_t sign = text.find('=');
  return {.name = text.substr(0, sign), .value = text.substr(sign + 1)};
}

/// Of this run alone: nobody else's transaction is ended by it.
std::string transactional_id(const std::string& client_id) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return fmt::format("{}-publish-{}-{}", client_id, getpid(), std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace

std::string header_complaint(const std::string& text) {
  const std::size_t sign = text.find('=');
  return sign == std::string::npos || sign == 0 ? fmt::format("expected NAME=VALUE, found {}", quoted_excerpt(text)) : "";
}

std::string pointer_complaint(const std::string& text) {
  if (json::pointer_tokens(text)) return "";
  return fmt::format("expected a JSON Pointer such as /user_id, found {}", quoted_excerpt(text));
}

Result<RecordRules, Fault> record_rules(const PublishOptions& options, const config::Config& config) {
  const config::TopicConfig* const entry = entry_of(config, options.topic);
  if (entry == nullptr && options.schema.empty()) return failure(unknown_topic(config, options.topic));
  auto schemas = table_of(config, options.schema.empty() ? *entry : with_schema(config, entry, options.schema), options.topic);
  if (!schemas) return failure(schemas.error());
  RecordRules rules{.topic = options.topic,
                    .schemas = std::move(*schemas),
                    .limits = config.document_limits,
                    .key = options.key,
                    .key_field = options.key_field,
                    .partition = options.partition.value_or(gate::any_partition)};
  if (entry != nullptr) rules.verdicts = entry->verdicts;
  for (const std::string& header : options.headers) rules.headers.push_back(header_of(header));
  return rules;
}

kafka::ClientSettings publish_settings(const PublishOptions& options, kafka::ClientSettings settings) {
  if (options.transaction) {
    settings.transactional_id = transactional_id(settings.client_id);
    settings.transaction_timeout = transaction_timeout;
  }
  settings.client_id += "/publish";
  if (!options.partitioner.empty()) settings.producer_properties["partitioner"] = options.partitioner;
  if (!options.compression.empty()) settings.producer_properties["compression.type"] = options.compression;
  return settings;
}

}  // namespace sluiced::cli
