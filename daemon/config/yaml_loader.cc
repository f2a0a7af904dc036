#include "config/yaml_loader.h"

#include "config/file.h"
#include "config/yaml.h"

namespace sluiced::config {

Result<std::shared_ptr<const json::Document>, Fault> YamlLoader::load(const std::string& file) {
  if (!file.ends_with(".yaml") && !file.ends_with(".yml")) return json_.load(file);
  auto bytes = read_text_file(file);
  if (!bytes) return failure(Fault{{file, 0, 0}, bytes.error()});
  auto yaml = read_yaml(file, std::move(bytes).value(), nullptr);
  if (!yaml) return failure(std::move(yaml).error());
  return std::move(yaml->document);
}

}  // namespace sluiced::config
