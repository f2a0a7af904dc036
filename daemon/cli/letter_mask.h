// What of a letter's value may be shown: not the places that the schema of its topic, as the configuration has it now, marks x-sensitive.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/config.h"
#include "gate/schema_table.h"
#include "letters/letter.h"

namespace sluiced::cli {

/// One thread. The configuration must outlive it.
class LetterMask {
 public:
  explicit LetterMask(const config::Config& config) : config_(config) {}

  /// nullopt: the value may be shown as it is. "" where it cannot be looked into, and its topic has something to hide.
  std::optional<std::string> masked(const letters::Letter& letter, std::optional<std::string_view> value,
                                    std::span<const HeaderView> headers);

 private:
  /// nullptr: no topic of the configuration, or its schemas do not compile, or mark nothing.
  const gate::SchemaTable* table_of(std::string_view origin);

  const config::Config& config_;
  std::map<std::string, std::optional<gate::SchemaTable>, std::less<>> tables_;  ///< by origin; nullopt: nothing to hide
  schema::Scratch scratch_;
};

}  // namespace sluiced::cli
