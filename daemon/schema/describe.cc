#include "schema/describe.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/writer.h"
#include "schema/excerpt.h"

namespace sluiced::schema {
namespace {

constexpr std::size_t values_max = 24;
constexpr std::size_t values_bytes_max = 160;
constexpr std::size_t names_max = 4;
/// Schemas may refer in circles.
constexpr int references_max = 8;

std::string joined(const std::vector<std::string>& parts, std::string_view last_joint) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) text += i + 1 == parts.size() ? fmt::format(" {} ", last_joint) : ", ";
    text += parts[i];
  }
  return text;
}

/// An object that has these members, and no more is asked.
std::string describe_object(const ObjectPlan& plan) {
  if (!plan.patterns.empty() || plan.additional != no_block) return "";
  std::vector<std::string_view> names;
  for (const ObjectPlan::Member& member : plan.members) {
    if (member.required == 0 || member.block != no_block) return "";
    names.push_back(member.name);
  }
  if (names.empty() || names.size() > names_max) return "";
  return "an object with " + quoted_list(names);
}

/// `left`: so many schemas are looked at.
TypeMask types_open_to(const Program& program, BlockIndex index, int& left) {
  const Block& block = program.blocks[index];
  TypeMask mask = block.types;
  if (--left <= 0) return mask;
  for (const Instruction& instruction : program.instructions(block)) {
    if (instruction.op == Op::ref) mask &= types_open_to(program, instruction.operand, left);
    if (instruction.op == Op::unevaluated) mask &= types_open_to(program, program.leftovers[instruction.operand].others, left);
    if (instruction.op == Op::all_of)
      for (const BlockIndex part : program.lists[instruction.operand]) mask &= types_open_to(program, part, left);
  }
  return mask;
}

}  // namespace

std::string quoted_list(const std::vector<std::string_view>& names) {
  std::vector<std::string> parts;
  for (const std::string_view name : names) parts.push_back(fmt::format("'{}'", excerpt(name)));
  return joined(parts, "and");
}

std::string describe_values(const Program& program, BlockIndex block, std::string_view keyword) {
  const BlockOrigin& origin = program.block_origins[block];
  const json::Tree& tree = program.files[origin.file].document->tree;
  const json::NodeIndex value = json::find_member(tree, origin.node, keyword);
  if (value == json::no_node) return "";
  std::vector<json::NodeIndex> values;
  if (keyword == "const")
    values.push_back(value);
  else
    for (const json::NodeIndex one : json::children(tree, value)) values.push_back(one);
  if (values.empty() || values.size() > values_max) return "";
  std::vector<std::string> parts;
  std::size_t bytes = 0;
  for (const json::NodeIndex one : values) {
    if (tree[one].count != 0 || tree[one].text_length > values_bytes_max) return "";
    json::Writer writer;
    writer.value(tree, one);
    parts.push_back(writer.text());
    bytes += parts.back().size();
  }
  return bytes > values_bytes_max ? "" : joined(parts, "or");
}

BlockIndex behind_references(const Program& program, BlockIndex block) {
  for (int left = references_max; left != 0; --left) {
    const Instruction* const only = only_instruction(program, block);
    if (only == nullptr || only->op != Op::ref || program.blocks[block].types != types::all) break;
    block = only->operand;
  }
  return block;
}

const Instruction* only_instruction(const Program& program, BlockIndex block) {
  const auto instructions = program.instructions(program.blocks[block]);
  return instructions.size() == 1 ? &instructions.front() : nullptr;
}

TypeMask types_open_to(const Program& program, BlockIndex block) {
  int left = 64;
  return types_open_to(program, block, left);
}

std::string describe(const Program& program, BlockIndex index) {
  index = behind_references(program, index);
  const Block& block = program.blocks[index];
  if (block.first == block.last) return block.types == types::all ? "" : to_text(block.types);
  const Instruction* const only = only_instruction(program, index);
  if (only == nullptr) return "";
  switch (only->op) {
    case Op::one_of_values: return describe_values(program, index, program.origins[block.first].keyword);
    case Op::pattern: return "text that matches " + excerpt(program.patterns[only->operand].source());
    case Op::format: return std::string(to_text(static_cast<Format>(only->operand)));
    case Op::object: return describe_object(program.objects[only->operand]);
    default: return "";  // more than a few words
  }
}

}  // namespace sluiced::schema
