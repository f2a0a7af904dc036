// From a schema's tree to a Program. Private to this folder; compile() in schema.h is the way in.
//
// One block per schema object or boolean. What stands directly within a schema is compiled on the way down (as deep as the file
// nests, which its reader bounds); targets of `$ref` wait in a list, so that a chain of references costs no stack.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/fault.h"
#include "schema/keywords.h"
#include "schema/program.h"
#include "schema/resolver.h"
#include "schema/schema.h"

namespace sluiced::schema {

/// Thrown within the compiler by whatever finds the first fault; compile() turns it into a result.
struct Refusal {
  std::uint32_t offset;  ///< in the schema's file
  std::string message;
};

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
void check_shape(const json::Tree& tree, const KeywordInfo& info, json::NodeIndex value);

/// A step from one schema to another that stays at the same place in the document.
struct InPlaceStep {
  BlockIndex from;
  BlockIndex to;
  std::uint32_t offset;  ///< of the keyword
  bool is_reference;
};

/// Throws Refusal where such steps lead in a circle: evaluating would never end.
void refuse_circles(std::size_t block_count, const std::vector<InPlaceStep>& steps);

class Compiler {
 public:
  Compiler(std::shared_ptr<const json::Document> document, const Options& options);

  /// Once. Throws Refusal.
  std::shared_ptr<const Program> run();

 private:
  /// The block being put together: its instructions in the order of keywords, each with its origin.
  struct Draft {
    BlockIndex index;
    std::string pointer;
    KeywordValues values;
    TypeMask types = types::all;
    std::vector<std::pair<Instruction, Origin>> code;
  };

  void read_root();
  void fill_line_starts();

  /// The block of a schema, compiled now where it is new; `pointer` says where it stands.
  BlockIndex block_of(json::NodeIndex schema, const std::string& pointer);
  BlockIndex new_block(json::NodeIndex schema, const std::string& pointer);
  void compile_block(json::NodeIndex schema, BlockIndex index);
  void compile_object_schema(json::NodeIndex schema, BlockIndex index);
  KeywordValues read_keywords(json::NodeIndex schema) const;
  void check_identity(json::NodeIndex schema, const KeywordValues& values) const;
  void finish(Draft& draft);

  // compile_values.cc: keywords about the value itself.
  void add_type(Draft& draft);
  void add_values(Draft& draft);
  void add_numbers(Draft& draft);
  void add_counts(Draft& draft);
  void add_strings(Draft& draft);
  std::uint32_t pattern_index(std::string_view pattern, std::uint32_t offset);
  bool asserts(std::string_view format) const;

  // compile_containers.cc: keywords about what is within.
  void add_object(Draft& draft);
  void add_members(Draft& draft, ObjectPlan& plan, std::vector<std::string_view>& names);
  void add_required(Draft& draft, std::vector<ObjectPlan>& plans, std::vector<std::string_view>& names);
  void add_array(Draft& draft);

  // compile_applicators.cc: keywords that apply further schemas to the same value.
  void add_reference(Draft& draft);
  void add_lists(Draft& draft);
  void add_negation(Draft& draft);
  void add_condition(Draft& draft);
  void check_definitions(const Draft& draft);

  BlockIndex child(const Draft& draft, Keyword keyword);
  BlockIndex child(const Draft& draft, Keyword keyword, json::NodeIndex value, std::string_view token);
  void step_in_place(const Draft& draft, Keyword keyword, BlockIndex to);
  void emit(Draft& draft, Keyword keyword, Instruction instruction) const;
  Origin origin_of(json::NodeIndex value) const { return {tree_[value].name(), tree_[value].key_offset}; }

  std::shared_ptr<const json::Document> document_;
  const json::Tree& tree_;
  const Options& options_;
  Dialect dialect_ = Dialect::draft2020_12;
  Resolver resolver_;
  std::shared_ptr<Program> program_;
  std::unordered_map<json::NodeIndex, BlockIndex> blocks_;
  std::unordered_map<std::string_view, std::uint32_t> patterns_;
  std::vector<std::pair<json::NodeIndex, BlockIndex>> waiting_;
  std::vector<InPlaceStep> steps_;
};

}  // namespace sluiced::schema
