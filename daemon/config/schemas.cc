#include "config/schemas.h"

#include "config/yaml_loader.h"

namespace sluiced::config {
namespace {

Result<schema::Schema, Fault> compile_file(YamlLoader& loader, const std::string& file, const schema::Options& options) {
  auto document = loader.load(file);
  if (!document) return failure(std::move(document).error());
  return schema::compile(std::move(document).value(), loader, options);
}

}  // namespace

Result<CompiledConfig, Fault> compile_schemas(const Config& config) {
  CompiledConfig compiled;
  YamlLoader loader;
  for (const GroupConfig& group : config.groups) {
    for (const TopicConfig& topic : group.topics) {
      for (const auto& [key, file] : topic.choice ? topic.choice->files : std::map<std::string, std::string>()) {
        auto schema = compile_file(loader, file, topic.options);
        if (!schema) return failure(std::move(schema).error());
        compiled.choices[topic.name].emplace(key, std::move(schema).value());
      }
      if (topic.choice) continue;
      auto schema = compile_file(loader, topic.schema_file, topic.options);
      if (!schema) return failure(std::move(schema).error());
      compiled.schemas.emplace(topic.name, std::move(schema).value());
    }
  }
  return compiled;
}

}  // namespace sluiced::config
