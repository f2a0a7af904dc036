#include "config/schemas.h"

#include "config/yaml_loader.h"

namespace sluiced::config {

Result<CompiledConfig, Fault> compile_schemas(const Config& config) {
  CompiledConfig compiled;
  YamlLoader loader;
  for (const GroupConfig& group : config.groups) {
    for (const TopicConfig& topic : group.topics) {
      auto document = loader.load(topic.schema_file);
      if (!document) return failure(std::move(document).error());
      auto schema = schema::compile(std::move(document).value(), loader, topic.options);
      if (!schema) return failure(std::move(schema).error());
      compiled.schemas.emplace(topic.name, std::move(schema).value());
    }
  }
  return compiled;
}

}  // namespace sluiced::config
