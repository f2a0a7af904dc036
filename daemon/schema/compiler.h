// From a schema's tree to a Program. Private to this folder; compile() in schema.h is the way in.
//
// One block per schema object or boolean, and per dynamic scope that it is reached in: what `$dynamicRef` leads to hangs on the
// schemas passed on the way, and only on them, so it is settled here, once for every way that differs, and is a plain jump
// afterwards. What stands directly within a schema is compiled on the way down (as deep as the file nests, which its reader
// bounds); targets of references wait in a list, so that a chain of them costs no stack.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/fault.h"
#include "schema/format.h"
#include "schema/keywords.h"
#include "schema/program.h"
#include "schema/resources.h"
#include "schema/schema.h"

namespace sluiced::schema {

/// The keywords of one schema object, each value checked for its shape.
class KeywordValues {
 public:
  KeywordValues() { values_.fill(json::no_node); }
  bool has(Keyword keyword) const { return (*this)[keyword] != json::no_node; }
  json::NodeIndex operator[](Keyword keyword) const { return values_[static_cast<std::size_t>(keyword)]; }
  void set(Keyword keyword, json::NodeIndex value) { values_[static_cast<std::size_t>(keyword)] = value; }

 private:
  std::array<json::NodeIndex, keyword_count> values_{};
};

/// Throws Refusal where the value has not the keyword's shape.
void check_shape(const json::Document& document, const KeywordInfo& info, json::NodeIndex value);

/// A whole number that is not negative, also where it is written "2.0" or "1e2". Beyond 2^32 all are that.
std::int64_t to_count(const json::Node& number);

/// A step from one schema to another that stays at the same place in the document.
struct InPlaceStep {
  BlockIndex from;
  BlockIndex to;
  const json::Document* file;
  std::uint32_t offset;  ///< of the keyword
  bool is_reference;
};

/// Throws Refusal where such steps lead in a circle: evaluating would never end.
void refuse_circles(std::size_t block_count, const std::vector<InPlaceStep>& steps);

class Compiler {
 public:
  Compiler(std::shared_ptr<const json::Document> document, Loader& loader, const Options& options);

  /// Once. Throws Refusal.
  std::shared_ptr<const Program> run();
  const Resources& resources() const { return resources_; }

 private:
  /// For each name of a dynamic anchor the outermost schema that has it, on the way to a block.
  using Scope = std::map<std::string, SchemaPlace, std::less<>>;
  using ScopeIndex = std::uint32_t;

  /// The block being put together: its instructions in the order of keywords, each with its origin.
  struct Draft {
    BlockIndex index;
    SchemaPlace place;
    ScopeIndex scope;
    std::string pointer;
    const json::Document& file;
    const json::Tree& tree;
    KeywordValues values;
    TypeMask types = types::all;
    std::vector<std::pair<Instruction, Origin>> code;
  };
  struct Waiting {
    SchemaPlace place;
    ScopeIndex scope;
    BlockIndex block;
  };
  struct BlockKey {
    const json::Node* schema;
    ScopeIndex scope;
    bool operator==(const BlockKey&) const = default;
  };
  struct BlockKeyHash {
    std::size_t operator()(const BlockKey& key) const { return std::hash<const json::Node*>()(key.schema) * 31 + key.scope; }
  };

  void describe();
  const json::Document& file_of(SchemaPlace place) const { return *resources_[place.resource].document; }
  BlockKey key_of(SchemaPlace place, ScopeIndex scope) const { return {&file_of(place).tree[place.node], scope}; }

  /// The scope within a resource that is entered from `scope`.
  ScopeIndex entered(ScopeIndex scope, ResourceIndex resource);
  /// The block of a schema, compiled now where it is new; `pointer` says where it stands in its resource.
  BlockIndex block_of(SchemaPlace place, ScopeIndex scope, const std::string& pointer);
  BlockIndex later_block_of(SchemaPlace place, ScopeIndex scope, const std::string& pointer);
  BlockIndex new_block(SchemaPlace place, const std::string& pointer);
  std::uint32_t file_number(SchemaPlace place);
  void compile_block(SchemaPlace place, ScopeIndex scope, BlockIndex index);
  void compile_object_schema(SchemaPlace place, ScopeIndex scope, BlockIndex index);
  KeywordValues read_keywords(SchemaPlace place);
  void suspect(const json::Document& file, json::NodeIndex member, const Language& language);
  void finish(Draft& draft);

  // compile_values.cc: keywords about the value itself.
  void add_type(Draft& draft);
  void add_values(Draft& draft);
  void add_numbers(Draft& draft);
  void add_counts(Draft& draft);
  void add_strings(Draft& draft);
  void add_content(Draft& draft);
  std::uint32_t pattern_index(const json::Document& file, std::string_view pattern, std::uint32_t offset);
  std::optional<Format> asserted_format(const Draft& draft, const json::Node& value) const;

  // compile_containers.cc: keywords about what is within.
  void add_object(Draft& draft);
  void add_members(Draft& draft, ObjectPlan& plan, std::vector<std::string_view>& names);
  void add_required(Draft& draft, std::vector<ObjectPlan>& plans, std::vector<std::string_view>& names);
  void add_array(Draft& draft);
  void add_dependents(Draft& draft);
  void add_names(Draft& draft);
  void add_contains(Draft& draft);
  void add_unique_items(Draft& draft);
  void add_leftovers(Draft& draft, BlockIndex outer);

  // compile_applicators.cc: keywords that apply further schemas to the same value.
  void add_references(Draft& draft);
  void add_lists(Draft& draft);
  void add_negation(Draft& draft);
  void add_condition(Draft& draft);
  void check_unused(const Draft& draft);

  BlockIndex child(const Draft& draft, Keyword keyword);
  BlockIndex child(const Draft& draft, Keyword keyword, json::NodeIndex value, std::string_view token);
  BlockIndex child_at(const Draft& draft, json::NodeIndex value, const std::string& pointer);
  void step_in_place(const Draft& draft, Keyword keyword, BlockIndex to);
  void emit(Draft& draft, Keyword keyword, Instruction instruction) const;

  const Options& options_;
  Resources resources_;
  std::shared_ptr<Program> program_;
  std::vector<Scope> scopes_;
  std::map<std::vector<std::pair<std::string, const json::Node*>>, ScopeIndex> known_scopes_;
  std::unordered_map<BlockKey, BlockIndex, BlockKeyHash> blocks_;
  std::unordered_map<const json::Document*, std::uint32_t> file_numbers_;
  std::unordered_map<std::string_view, std::uint32_t> patterns_;
  std::set<const json::Node*> suspected_;
  std::vector<Waiting> waiting_;
  std::vector<InPlaceStep> steps_;
};

}  // namespace sluiced::schema
