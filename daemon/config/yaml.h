// YAML as the same tree that JSON is read into, every value knowing its byte offset: so the schema engine takes either.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "base/fault.h"
#include "base/interpolate.h"
#include "base/result.h"
#include "json/tree.h"

namespace sluiced::config {

struct YamlDocument {
  std::shared_ptr<const json::Document> document;
  /// Plain scalars that became a number or a boolean, as they were written: a host name of digits only is still a name.
  std::unordered_map<json::NodeIndex, std::string> written;

  Place place(std::uint32_t offset) const;
};

/// One document of YAML 1.2 core; keys are text, whatever they look like. Refused: a key twice, a key that is no scalar, merge
/// keys, what read_yaml_events() refuses. An empty text is null. With `variables`, `${NAME}` is replaced in values (never in
/// keys), after parsing and before typing; null: no replacing, as for payload schemas.
Result<YamlDocument, Fault> read_yaml(std::string name, std::string bytes, const VariableLookup* variables);

}  // namespace sluiced::config
