// Schemas written in YAML or JSON: the loader that the schema engine is given wherever there is a configuration.
#pragma once

#include <memory>
#include <string>

#include "base/fault.h"
#include "base/result.h"
#include "schema/schema.h"

namespace sluiced::config {

/// `.yaml` and `.yml` are read as YAML (without `${…}`), everything else as JSON. Stateless; any thread.
class YamlLoader final : public schema::Loader {
 public:
  Result<std::shared_ptr<const json::Document>, Fault> load(const std::string& file) override;

 private:
  schema::FileLoader json_;
};

}  // namespace sluiced::config
