#include "config/schemas.h"

#include <optional>

#include "config/yaml_loader.h"

namespace sluiced::config {
namespace {

Result<schema::Schema, Fault> compile_file(YamlLoader& loader, const std::string& file, const schema::Options& options) {
  auto document = loader.load(file);
  if (!document) return failure(std::move(document).error());
  return schema::compile(std::move(document).value(), loader, options);
}

/// name: of the topic, or the pattern.
std::optional<Fault> compile_topic(YamlLoader& loader, const std::string& name, const TopicConfig& topic,
                                   CompiledConfig& compiled) {
  if (!topic.choice) {
    auto schema = compile_file(loader, topic.schema_file, topic.options);
    if (!schema) return std::move(schema).error();
    compiled.schemas.emplace(name, std::move(schema).value());
    return std::nullopt;
  }
  for (const auto& [key, file] : topic.choice->files) {
    auto schema = compile_file(loader, file, topic.options);
    if (!schema) return std::move(schema).error();
    compiled.choices[name].emplace(key, std::move(schema).value());
  }
  return std::nullopt;
}

}  // namespace

Result<CompiledConfig, Fault> compile_schemas(const Config& config) {
  CompiledConfig compiled;
  YamlLoader loader;
  for (const GroupConfig& group : config.groups) {
    for (const TopicConfig& topic : group.topics)
      if (auto fault = compile_topic(loader, topic.name, topic, compiled)) return failure(std::move(*fault));
    for (const MatchConfig& match : group.matches)
      if (auto fault = compile_topic(loader, match.entry.pattern, match.topic, compiled)) return failure(std::move(*fault));
  }
  return compiled;
}

Result<CompiledConfig, Fault> compile_schemas(const TopicConfig& topic) {
  CompiledConfig compiled;
  YamlLoader loader;
  if (auto fault = compile_topic(loader, topic.name, topic, compiled)) return failure(std::move(*fault));
  return compiled;
}

}  // namespace sluiced::config
