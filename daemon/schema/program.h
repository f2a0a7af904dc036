// What a schema is compiled to. Private to this folder.
//
// A program is blocks of instructions. A block is one (sub)schema: a type mask, looked at first, and a run of instructions that
// must all hold for one node of the document. Sub-schemas are blocks of their own, named by their index; so is what `$ref` points
// at, which makes a `$ref` a jump. validate() reads `blocks`, `code` and the tables; what only explain() needs stands apart.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "json/tree.h"
#include "schema/dialect.h"
#include "schema/format.h"
#include "schema/name_table.h"
#include "schema/pattern.h"
#include "schema/types.h"

namespace sluiced::schema {

using BlockIndex = std::uint32_t;
inline constexpr BlockIndex no_block = 0xffffffff;

/// Cheap and likely to fail first: a block's instructions are sorted by this order. The last group are the applicators.
enum class Op : std::uint8_t {
  min_items,       ///< count
  max_items,       ///< count
  min_properties,  ///< count
  max_properties,  ///< count
  one_of_values,   ///< operand: values (const, enum)
  minimum,         ///< integer or operand: numbers
  maximum,
  exclusive_minimum,
  exclusive_maximum,
  min_length,  ///< count, in code points
  max_length,
  format,  ///< operand: Format
  multiple_of,
  pattern,         ///< operand: patterns
  ref,             ///< operand: block
  object,          ///< operand: objects
  array,           ///< operand: arrays
  dependents,      ///< operand: dependents
  property_names,  ///< operand: block
  contains,        ///< operand: containments
  all_of,          ///< operand: lists
  negation,        ///< operand: block
  any_of,          ///< operand: lists
  one_of,          ///< operand: lists
  condition,       ///< operand: conditions
  unique_items,
  unevaluated,  ///< operand: leftovers
};

constexpr bool is_applicator(Op op) { return op >= Op::ref; }

struct Instruction {
  Op op = Op::min_items;
  TypeMask applies = types::all;  ///< to nodes of these types; others pass
  bool is_integer = false;        ///< of a number's bound: it is `integer`, exactly
  bool is_remembered = false;     ///< of a reference: its outcome is kept, since the same may be asked again and again
  std::uint32_t operand = 0;
  std::int64_t integer = 0;  ///< a bound or a count
};

struct Block {
  std::uint32_t first = 0;
  std::uint32_t last = 0;       ///< one past the last instruction
  TypeMask types = types::all;  ///< none: the schema `false`
};

/// `const` and `enum`: strings in a table, a few others compared one by one, many found by their hashes first.
struct ValueSet {
  struct Hashed {
    std::uint64_t hash = 0;
    json::NodeIndex value = 0;
  };
  static constexpr std::size_t few = 8;

  NameTable strings;
  const json::Tree* tree = nullptr;  ///< where the others stand
  std::vector<json::NodeIndex> others;
  std::vector<Hashed> hashed;  ///< the others once more, by their hashes; none where they are few
  std::uint32_t size = 0;
};

/// One walk over an object: `properties`, `patternProperties`, `additionalProperties`, `required`.
struct ObjectPlan {
  struct Member {
    std::string_view name;
    BlockIndex block = no_block;  ///< no_block: named by `required` only
    std::uint64_t required = 0;   ///< its bit, 0 where it is not required
  };
  struct PatternMember {
    std::uint32_t pattern = 0;
    BlockIndex block = no_block;
    std::string_view source;
  };
  NameTable table;  ///< of members' names
  std::vector<Member> members;
  std::vector<PatternMember> patterns;
  BlockIndex additional = no_block;  ///< for members that neither name nor pattern declares
  bool evaluates_all = false;        ///< has an `additionalProperties`, be it `true`
  std::uint64_t required = 0;        ///< all bits
  std::uint32_t required_count = 0;
  std::uint32_t required_offset = 0;  ///< where the keywords stand
  std::uint32_t additional_offset = 0;

  /// So many names a plan can require; more of them go into plans of their own.
  static constexpr std::size_t required_max = 64;
};

/// One walk over an array: a block per leading item, then one for all the rest.
struct ArrayPlan {
  std::vector<BlockIndex> prefix;
  BlockIndex rest = no_block;
  std::string_view prefix_keyword;
  std::string_view rest_keyword;
  std::uint32_t rest_offset = 0;
};

/// `dependentRequired`, `dependentSchemas`, `dependencies`: what a member's presence asks for.
struct DependentPlan {
  struct Trigger {
    std::uint32_t name = 0;               ///< in `names`
    std::vector<std::uint32_t> required;  ///< in `names`
    BlockIndex block = no_block;
  };
  NameTable table;  ///< of `names`
  std::vector<std::string_view> names;
  std::vector<Trigger> triggers;
};

struct Containment {
  BlockIndex block = no_block;
  std::int64_t min = 1;
  std::int64_t max = 0;
  bool has_max = false;
  bool evaluates = false;        ///< what it finds counts as evaluated: not so in 2019-09
  std::uint32_t min_offset = 0;  ///< where `minContains` stands, or `contains`
  std::uint32_t max_offset = 0;
  std::string_view min_keyword;
};

/// `unevaluatedProperties` and `unevaluatedItems`: for what nothing else in the schema has looked at. All else in the schema is a
/// block of its own, so that only this instruction keeps account of what was looked at.
struct Leftovers {
  BlockIndex others = no_block;
  BlockIndex properties = no_block;
  BlockIndex items = no_block;
  std::uint32_t properties_offset = 0;
  std::uint32_t items_offset = 0;
};

/// Without `then` and `otherwise` it asserts nothing, but what the test looked at counts as evaluated.
struct Condition {
  BlockIndex test = no_block;
  BlockIndex then = no_block;
  BlockIndex otherwise = no_block;
};

/// Where an instruction comes from.
struct Origin {
  std::string_view keyword;  ///< as written
  std::uint32_t offset = 0;  ///< of the keyword, in the schema's file
};

/// Where a block comes from.
struct BlockOrigin {
  std::string pointer;            ///< from the root of its resource
  std::uint32_t resource = 0;     ///< whose URI stands in Program::uris
  std::uint32_t file = 0;         ///< in Program::files
  std::uint32_t offset = 0;       ///< of the schema's value
  std::uint32_t type_offset = 0;  ///< of its `type`, where it has one
  json::NodeIndex node = 0;       ///< the schema's value, in the file's tree
};

struct SchemaFile {
  std::shared_ptr<const json::Document> document;
  std::vector<std::uint32_t> line_starts;  ///< offsets, ascending; the first is 0
};

struct FlatProgram;  ///< schema/flat_program.h

struct Program {
  std::vector<Block> blocks;
  std::vector<Instruction> code;
  BlockIndex root = 0;
  std::shared_ptr<const FlatProgram> flat;  ///< made of all that follows, for documents that are judged while they are read

  std::vector<std::string_view> numbers;  ///< as the schema writes them
  std::vector<ValueSet> values;
  std::vector<Pattern> patterns;
  std::vector<ObjectPlan> objects;
  std::vector<ArrayPlan> arrays;
  std::vector<std::vector<BlockIndex>> lists;
  std::vector<Condition> conditions;
  std::vector<DependentPlan> dependents;
  std::vector<Containment> containments;
  std::vector<Leftovers> leftovers;

  std::vector<Origin> origins;             ///< of code
  std::vector<BlockOrigin> block_origins;  ///< of blocks
  std::vector<SchemaFile> files;
  std::vector<std::string> uris;    ///< what absolute keyword locations begin with, by resource
  std::vector<Language> languages;  ///< by resource
  std::vector<Fault> warnings;
  bool marks_sensitive = false;  ///< some schema of it says `x-sensitive`
  std::string name;
  std::string sha256;

  std::span<const Instruction> instructions(const Block& block) const {
    return std::span(code).subspan(block.first, block.last - block.first);
  }
  Place place(std::uint32_t file, std::uint32_t offset) const;
};

}  // namespace sluiced::schema
