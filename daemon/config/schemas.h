// The schemas a configuration names, compiled.
#pragma once

#include <map>
#include <string>

#include "base/fault.h"
#include "base/result.h"
#include "config/config.h"
#include "schema/schema.h"

namespace sluiced::config {

/// Immutable; a Schema is cheap to copy and may be shared by threads.
struct CompiledConfig {
  std::map<std::string, schema::Schema> schemas;  ///< by topic, or pattern: of every entry that has one for all records
  std::map<std::string, std::map<std::string, schema::Schema, std::less<>>> choices;  ///< of every other: by what records name
};

/// Compiles every schema (JSON or YAML), or says what is wrong with the first that does not compile, at its place in the
/// schema's file.
Result<CompiledConfig, Fault> compile_schemas(const Config& config);
/// Those of one entry alone, under its name; "" for a pattern's.
Result<CompiledConfig, Fault> compile_schemas(const TopicConfig& topic);

}  // namespace sluiced::config
