#include "schema/compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"
#include "json/pointer.h"
#include "schema/dialect.h"

namespace sluiced::schema {

Compiler::Compiler(std::shared_ptr<const json::Document> document, const Options& options)
    : document_(std::move(document)),
      tree_(document_->tree),
      options_(options),
      resolver_(tree_),
      program_(std::make_shared<Program>()) {}

std::shared_ptr<const Program> Compiler::run() {
  program_->document = document_;
  program_->sha256 = sha256_hex(document_->bytes);
  fill_line_starts();
  read_root();
  program_->root = block_of(0, "");
  while (!waiting_.empty()) {
    const auto [schema, index] = waiting_.back();
    waiting_.pop_back();
    compile_block(schema, index);
  }
  refuse_circles(program_->blocks.size(), steps_);
  return program_;
}

/// What holds for the whole file; in draft 7 even beside a `$ref`.
void Compiler::read_root() {
  program_->name = document_->file;
  if (!options_.default_dialect.empty()) {
    const Result<Dialect> dialect = dialect_of(options_.default_dialect);
    if (!dialect) throw Refusal{0, fmt::format("the default dialect: {}", dialect.error())};
    dialect_ = *dialect;
  }
  const json::NodeIndex uri = tree_.root().kind == json::Kind::object ? json::find_member(tree_, 0, "$schema") : json::no_node;
  if (uri != json::no_node && tree_[uri].kind == json::Kind::string) {
    const Result<Dialect> dialect = dialect_of(tree_[uri].string());
    if (!dialect) throw Refusal{tree_[uri].offset, dialect.error()};
    dialect_ = *dialect;
  }
  const json::NodeIndex id = tree_.root().kind == json::Kind::object ? json::find_member(tree_, 0, "$id") : json::no_node;
  if (id != json::no_node && tree_[id].kind == json::Kind::string && tree_[id].text_length != 0)
    program_->name = tree_[id].string();
  program_->uri = program_->name;
  if (program_->uri.ends_with('#')) program_->uri.pop_back();
}

void Compiler::fill_line_starts() {
  program_->line_starts.push_back(0);
  for (std::size_t i = 0; i < document_->bytes.size(); ++i)
    if (document_->bytes[i] == '\n') program_->line_starts.push_back(static_cast<std::uint32_t>(i + 1));
}

BlockIndex Compiler::block_of(json::NodeIndex schema, const std::string& pointer) {
  const auto known = blocks_.find(schema);
  if (known != blocks_.end()) return known->second;
  const BlockIndex index = new_block(schema, pointer);
  compile_block(schema, index);
  return index;
}

BlockIndex Compiler::new_block(json::NodeIndex schema, const std::string& pointer) {
  const auto index = static_cast<BlockIndex>(program_->blocks.size());
  program_->blocks.emplace_back();
  program_->block_origins.push_back({pointer, tree_[schema].offset, tree_[schema].offset});
  blocks_.emplace(schema, index);
  return index;
}

void Compiler::compile_block(json::NodeIndex schema, BlockIndex index) {
  switch (tree_[schema].kind) {
    case json::Kind::boolean:
      if (!tree_[schema].truth) program_->blocks[index].types = types::none;
      return;
    case json::Kind::object: compile_object_schema(schema, index); return;
    case json::Kind::null:
    case json::Kind::number:
    case json::Kind::string:
    case json::Kind::array: break;
  }
  throw Refusal{tree_[schema].offset,
                fmt::format("a schema must be an object or a boolean, this is {} {}",
                            tree_[schema].kind == json::Kind::array ? "an" : "a", to_string(tree_[schema].kind))};
}

void Compiler::compile_object_schema(json::NodeIndex schema, BlockIndex index) {
  Draft draft{index, program_->block_origins[index].pointer, read_keywords(schema), types::all, {}};
  add_type(draft);
  add_values(draft);
  add_numbers(draft);
  add_counts(draft);
  add_strings(draft);
  add_reference(draft);
  add_object(draft);
  add_array(draft);
  add_lists(draft);
  add_negation(draft);
  add_condition(draft);
  check_definitions(draft);
  finish(draft);
}

KeywordValues Compiler::read_keywords(json::NodeIndex schema) const {
  KeywordValues values;
  // In draft 7 a `$ref` stands alone: what is beside it is not even looked at.
  if (const json::NodeIndex ref = json::find_member(tree_, schema, "$ref"); dialect_ == Dialect::draft7 && ref != json::no_node) {
    check_shape(tree_, *find_keyword("$ref", dialect_), ref);
    values.set(Keyword::ref, ref);
    return values;
  }
  for (const json::NodeIndex value : json::children(tree_, schema)) {
    const std::string_view name = tree_[value].name();
    if (name.starts_with("x-")) continue;
    const std::optional<KeywordInfo> info = find_keyword(name, dialect_);
    if (!info) throw Refusal{tree_[value].key_offset, refusal_of(name, dialect_)};
    check_shape(tree_, *info, value);
    values.set(info->keyword, value);
  }
  check_identity(schema, values);
  return values;
}

/// `$id` and `$schema` make a schema a resource of its own; that is built for the root only.
void Compiler::check_identity(json::NodeIndex schema, const KeywordValues& values) const {
  if (values.has(Keyword::id)) {
    const json::Node& id = tree_[values[Keyword::id]];
    if (schema != 0) throw Refusal{id.key_offset, "'$id' below the root is not supported yet"};
    const std::size_t fragment = id.string().find('#');
    if (fragment != std::string_view::npos && fragment + 1 != id.text_length)
      throw Refusal{id.offset, "an '$id' with a fragment is not supported yet"};
  }
  if (values.has(Keyword::schema) && schema != 0) {
    const json::Node& uri = tree_[values[Keyword::schema]];
    const Result<Dialect> dialect = dialect_of(uri.string());
    if (!dialect) throw Refusal{uri.offset, dialect.error()};
    if (*dialect != dialect_) throw Refusal{uri.offset, "another '$schema' below the root is not supported yet"};
  }
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
  draft.code.emplace_back(instruction, origin_of(draft.values[keyword]));
}

/// The block of a keyword whose value is a schema.
BlockIndex Compiler::child(const Draft& draft, Keyword keyword) {
  const json::NodeIndex value = draft.values[keyword];
  std::string pointer = draft.pointer;
  json::append_token(pointer, tree_[value].name());
  return block_of(value, pointer);
}

/// The block of a schema within a keyword's value.
BlockIndex Compiler::child(const Draft& draft, Keyword keyword, json::NodeIndex value, std::string_view token) {
  std::string pointer = draft.pointer;
  json::append_token(pointer, tree_[draft.values[keyword]].name());
  json::append_token(pointer, token);
  return block_of(value, pointer);
}

Result<Schema, Fault> compile(std::shared_ptr<const json::Document> document, Loader& /*loader*/, const Options& options) {
  try {
    return Schema(Compiler(document, options).run());
  } catch (Refusal& refusal) {
    const auto [line, column] = document->line_column(refusal.offset);
    return failure(Fault{{document->file, line, column}, std::move(refusal.message)});
  }
}

}  // namespace sluiced::schema
