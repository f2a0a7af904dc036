#include "cli/letter_mask.h"

#include <algorithm>

#include "cli/letter_topics.h"
#include "config/schemas.h"
#include "json/reader.h"
#include "supervisor/settings.h"

namespace sluiced::cli {
namespace {

bool hides_something(const config::CompiledConfig& compiled) {
  const auto marks = [](const auto& named) { return named.second.marks_sensitive(); };
  return std::any_of(compiled.schemas.begin(), compiled.schemas.end(), marks) ||
         std::any_of(compiled.choices.begin(), compiled.choices.end(),
                     [&](const auto& table) { return std::any_of(table.second.begin(), table.second.end(), marks); });
}

}  // namespace

const gate::SchemaTable* LetterMask::table_of(std::string_view origin) {
  auto known = tables_.find(origin);
  if (known == tables_.end()) {
    known = tables_.emplace(std::string(origin), std::nullopt).first;
    const config::TopicConfig* const entry = entry_of(config_, origin);
    if (entry != nullptr)
      if (const auto compiled = config::compile_schemas(*entry); compiled && hides_something(*compiled))
        known->second = supervisor::schema_table(entry->name, *entry, *compiled);
  }
  return known->second ? &*known->second : nullptr;
}

std::optional<std::string> LetterMask::masked(const letters::Letter& letter, std::optional<std::string_view> value,
                                              std::span<const HeaderView> headers) {
  if (!value || value->empty() || !letter.origin) return std::nullopt;
  const gate::SchemaTable* const table = table_of(letter.origin->topic);
  if (table == nullptr) return std::nullopt;
  json::Tree tree;
  if (json::read(*value, file_limits, tree).code != json::ReadErrorCode::none) return "";
  const schema::Schema* const schema = table->choose(headers, tree);
  return schema == nullptr ? std::optional<std::string>("") : schema->masked(tree, scratch_);
}

}  // namespace sluiced::cli
