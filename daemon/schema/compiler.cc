#include "schema/compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"
#include "json/pointer.h"
#include "schema/flat_program.h"
#include "schema/meta_check.h"
#include "schema/recursion.h"
#include "schema/sensitive.h"

namespace sluiced::schema {
namespace {

/// Dynamic scopes multiply what they pass through: a hostile schema must not fill the memory.
constexpr std::size_t blocks_max = 2'000'000;

std::vector<std::uint32_t> line_starts_of(std::string_view bytes) {
  std::vector<std::uint32_t> starts{0};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\n') starts.push_back(static_cast<std::uint32_t>(i + 1));
  return starts;
}

}  // namespace

Compiler::Compiler(std::shared_ptr<const json::Document> document, Loader& loader, const Options& options)
    : options_(options), resources_(std::move(document), loader, options), program_(std::make_shared<Program>()), scopes_(1) {}

std::shared_ptr<const Program> Compiler::run() {
  known_scopes_.emplace(std::vector<std::pair<std::string, const json::Node*>>(), 0);
  program_->root = block_of({0, 0}, 0, "");
  while (!waiting_.empty()) {
    const Waiting next = waiting_.back();
    waiting_.pop_back();
    compile_block(next.place, next.scope, next.block);
  }
  refuse_circles(program_->blocks.size(), steps_);
  mark_explosive_references(*program_);
  describe();
  program_->flat = std::make_shared<const FlatProgram>(flatten(*program_));
  return program_;
}

void Compiler::describe() {
  program_->name = resources_[0].shown;
  program_->marks_sensitive = marks_sensitive(*program_);
  Sha256 hash;
  for (const auto& file : resources_.files()) hash.update(file->bytes);
  program_->sha256 = hash.hex();
  for (ResourceIndex i = 0; i < resources_.size(); ++i) {
    program_->uris.push_back(resources_[i].uri);
    program_->languages.push_back(resources_[i].language);
  }
}

Compiler::ScopeIndex Compiler::entered(ScopeIndex scope, ResourceIndex resource) {
  const auto& anchors = resources_[resource].dynamic_anchors;
  const bool adds = std::any_of(anchors.begin(), anchors.end(),
                                [&](const auto& anchor) { return scopes_[scope].find(anchor.first) == scopes_[scope].end(); });
  if (!adds) return scope;
  Scope inner = scopes_[scope];
  for (const auto& [name, node] : anchors) inner.try_emplace(name, SchemaPlace{resource, node});
  std::vector<std::pair<std::string, const json::Node*>> key;
  for (const auto& [name, place] : inner) key.emplace_back(name, &file_of(place).tree[place.node]);
  const auto [known, is_new] = known_scopes_.try_emplace(std::move(key), static_cast<ScopeIndex>(scopes_.size()));
  if (is_new) scopes_.push_back(std::move(inner));
  return known->second;
}

BlockIndex Compiler::block_of(SchemaPlace place, ScopeIndex scope, const std::string& pointer) {
  scope = entered(scope, place.resource);
  const BlockKey key = key_of(place, scope);
  const auto known = blocks_.find(key);
  if (known != blocks_.end()) return known->second;
  const BlockIndex index = new_block(place, pointer);
  blocks_.emplace(key, index);
  compile_block(place, scope, index);
  return index;
}

/// As block_of, but compiled once all that is under way is done.
BlockIndex Compiler::later_block_of(SchemaPlace place, ScopeIndex scope, const std::string& pointer) {
  scope = entered(scope, place.resource);
  const auto [known, is_new] = blocks_.try_emplace(key_of(place, scope), no_block);
  if (!is_new) return known->second;
  const BlockIndex index = new_block(place, pointer);
  known->second = index;
  waiting_.push_back({place, scope, index});
  return index;
}

BlockIndex Compiler::new_block(SchemaPlace place, const std::string& pointer) {
  const auto index = static_cast<BlockIndex>(program_->blocks.size());
  const std::uint32_t offset = file_of(place).tree[place.node].offset;
  if (index == blocks_max) refuse(file_of(place), offset, "the schema unfolds into more parts than can be kept");
  program_->blocks.emplace_back();
  program_->block_origins.push_back({pointer, place.resource, file_number(place), offset, offset, place.node});
  return index;
}

std::uint32_t Compiler::file_number(SchemaPlace place) {
  const auto& document = resources_[place.resource].document;
  const auto [known, is_new] = file_numbers_.try_emplace(document.get(), static_cast<std::uint32_t>(program_->files.size()));
  if (is_new) program_->files.push_back({document, line_starts_of(document->bytes)});
  return known->second;
}

void Compiler::compile_block(SchemaPlace place, ScopeIndex scope, BlockIndex index) {
  const json::Node& schema = file_of(place).tree[place.node];
  switch (schema.kind) {
    case json::Kind::boolean:
      if (!schema.truth) program_->blocks[index].types = types::none;
      return;
    case json::Kind::object: compile_object_schema(place, scope, index); return;
    case json::Kind::null:
    case json::Kind::number:
    case json::Kind::string:
    case json::Kind::array: break;
  }
  refuse(file_of(place), schema.offset,
         fmt::format("a schema must be an object or a boolean, this is {} {}", schema.kind == json::Kind::array ? "an" : "a",
                     to_string(schema.kind)));
}

void Compiler::compile_object_schema(SchemaPlace place, ScopeIndex scope, BlockIndex index) {
  const json::Document& file = file_of(place);
  Draft draft{index, place, scope, program_->block_origins[index].pointer, file, file.tree, read_keywords(place), types::all, {}};
  const bool leaves_over = draft.values.has(Keyword::unevaluated_properties) || draft.values.has(Keyword::unevaluated_items);
  if (leaves_over) draft.index = new_block(place, draft.pointer);
  add_type(draft);
  add_values(draft);
  add_numbers(draft);
  add_counts(draft);
  add_strings(draft);
  add_content(draft);
  add_references(draft);
  add_object(draft);
  add_array(draft);
  add_dependents(draft);
  add_names(draft);
  add_contains(draft);
  add_unique_items(draft);
  add_lists(draft);
  add_negation(draft);
  add_condition(draft);
  check_unused(draft);
  finish(draft);
  if (leaves_over) add_leftovers(draft, index);
}

KeywordValues Compiler::read_keywords(SchemaPlace place) {
  const json::Document& file = file_of(place);
  const Language& language = resources_[place.resource].language;
  KeywordValues values;
  // Where a `$ref` stands alone, what is beside it is not even looked at.
  const json::NodeIndex ref = json::find_member(file.tree, place.node, "$ref");
  if (ref != json::no_node && has_lonely_references(language.dialect)) {
    check_shape(file, *find_keyword("$ref", language), ref);
    values.set(Keyword::ref, ref);
    return values;
  }
  for (const json::NodeIndex value : json::children(file.tree, place.node)) {
    const KeywordInfo* const info = find_keyword(file.tree[value].name(), language);
    if (info == nullptr) {
      suspect(file, value, language);
      continue;
    }
    check_shape(file, *info, value);
    values.set(info->keyword, value);
  }
  return values;
}

void Compiler::suspect(const json::Document& file, json::NodeIndex member, const Language& language) {
  std::string suspicion = suspicion_of(file.tree[member].name(), language);
  if (suspicion.empty() || !suspected_.insert(&file.tree[member]).second) return;
  const auto [line, column] = file.line_column(file.tree[member].key_offset);
  program_->warnings.push_back({{file.file, line, column}, std::move(suspicion)});
}

/// Leaves out what the types make moot, puts the rest into the order of Op, and appends it to the program.
void Compiler::finish(Draft& draft) {
  const auto moot = [&](const auto& entry) { return (entry.first.applies & draft.types) == 0; };
  draft.code.erase(std::remove_if(draft.code.begin(), draft.code.end(), moot), draft.code.end());
  std::stable_sort(draft.code.begin(), draft.code.end(), [](const auto& a, const auto& b) { return a.first.op < b.first.op; });
  Block& block = program_->blocks[draft.index];
  block.types = draft.types;
  block.first = static_cast<std::uint32_t>(program_->code.size());
  for (const auto& [instruction, origin] : draft.code) {
    program_->code.push_back(instruction);
    program_->origins.push_back(origin);
  }
  block.last = static_cast<std::uint32_t>(program_->code.size());
}

void Compiler::emit(Draft& draft, Keyword keyword, Instruction instruction) const {
  const json::Node& value = draft.tree[draft.values[keyword]];
  draft.code.emplace_back(instruction, Origin{value.name(), value.key_offset});
}

/// The block of a keyword whose value is a schema.
BlockIndex Compiler::child(const Draft& draft, Keyword keyword) {
  const json::NodeIndex value = draft.values[keyword];
  std::string pointer = draft.pointer;
  json::append_token(pointer, draft.tree[value].name());
  return child_at(draft, value, pointer);
}

/// The block of a schema within a keyword's value.
BlockIndex Compiler::child(const Draft& draft, Keyword keyword, json::NodeIndex value, std::string_view token) {
  std::string pointer = draft.pointer;
  json::append_token(pointer, draft.tree[draft.values[keyword]].name());
  json::append_token(pointer, token);
  return child_at(draft, value, pointer);
}

BlockIndex Compiler::child_at(const Draft& draft, json::NodeIndex value, const std::string& pointer) {
  const ResourceIndex resource = resources_.resource_of(draft.tree[value], draft.place.resource);
  return block_of({resource, value}, draft.scope, resource == draft.place.resource ? pointer : "");
}

Result<Schema, Fault> compile(std::shared_ptr<const json::Document> document, Loader& loader, const Options& options) {
  try {
    Compiler compiler(std::move(document), loader, options);
    std::shared_ptr<const Program> program = compiler.run();
    check_against_meta_schemas(compiler.resources(), loader, options);
    return Schema(std::move(program));
  } catch (Refusal& refusal) {
    return failure(std::move(refusal.fault));
  }
}

}  // namespace sluiced::schema
