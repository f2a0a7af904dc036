#include "schema/flatten_facts.h"

#include <algorithm>
#include <string>

#include "json/decimal.h"

namespace sluiced::schema {
namespace {

constexpr std::uint32_t depth_most = 64;

Settled open(const Instruction& instruction, Conjunction& left) {
  left.checks.push_back(instruction);
  return Settled::open;
}

/// A number of the schema, as tokens are compared.
bool is_number(const json::Node& node, std::int64_t integer) {
  return node.kind == json::Kind::number && json::compare_numbers(node.string(), std::to_string(integer)) == 0;
}

}  // namespace

TypeMask Known::type() const {
  switch (kind) {
    case Kind::text:
    case Kind::other_text: return types::string;
    case Kind::integer: return types::integer;
    case Kind::truth:
    case Kind::lie: return types::boolean;
    case Kind::null: return types::null;
    case Kind::nothing:
    case Kind::absent: break;
  }
  return types::all;
}

const Known* Facts::member(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.first == name; });
  return found == members.end() ? nullptr : &found->second;
}

void Facts::learn(std::string_view name, const Known& known) {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.first == name; });
  if (found == members.end())
    members.emplace_back(name, known);
  else
    found->second = known;
}

void Conjunction::append(const Conjunction& other) {
  checks.insert(checks.end(), other.checks.begin(), other.checks.end());
  objects.insert(objects.end(), other.objects.begin(), other.objects.end());
  arrays.insert(arrays.end(), other.arrays.begin(), other.arrays.end());
}

Settled Settler::settle_all(const std::vector<BlockIndex>& blocks, const Facts& facts, Conjunction& left) {
  bool holds = true;
  for (const BlockIndex block : blocks) {
    const Settled settled = settle(block, facts, left);
    if (settled == Settled::fails) return settled;
    holds &= settled == Settled::holds;
  }
  return holds ? Settled::holds : Settled::open;
}

Settled Settler::settle(BlockIndex index, const Facts& facts, Conjunction& left) {
  const Block& block = program_.blocks[index];
  if ((block.types & facts.type) == 0) return Settled::fails;
  if (depth_ == depth_most || !spend(1)) return open({.op = Op::ref, .operand = index}, left);
  ++depth_;
  bool holds = true;
  bool fails = false;
  for (const Instruction& instruction : program_.instructions(block)) {
    if ((instruction.applies & facts.type) == 0) continue;
    const Settled settled = settle(instruction, facts, left);
    holds &= settled == Settled::holds;
    fails |= settled == Settled::fails;
    if (fails) break;
  }
  --depth_;
  return fails ? Settled::fails : holds ? Settled::holds : Settled::open;
}

Settled Settler::settle(const Instruction& instruction, const Facts& facts, Conjunction& left) {
  switch (instruction.op) {
    case Op::ref: return settle(instruction.operand, facts, left);
    case Op::all_of: return settle_all(program_.lists[instruction.operand], facts, left);
    case Op::any_of: return settle_any(instruction, facts, left);
    case Op::one_of: return settle_one(instruction, facts, left);
    case Op::condition: return settle_condition(instruction, facts, left);
    case Op::object: return settle_object(instruction, facts, left);
    case Op::one_of_values: return settle_values(instruction, facts, left);
    case Op::array: left.arrays.push_back(instruction.operand); return Settled::open;
    case Op::negation: {
      Conjunction unused;
      switch (settle(instruction.operand, facts, unused)) {
        case Settled::holds: return Settled::fails;
        case Settled::fails: return Settled::holds;
        case Settled::open: break;
      }
      return open(instruction, left);
    }
    case Op::unevaluated: {
      const Leftovers& plan = program_.leftovers[instruction.operand];
      const bool keeps_account =
          (facts.type == types::object && plan.properties != no_block) || (facts.type == types::array && plan.items != no_block);
      return keeps_account ? open(instruction, left) : settle(plan.others, facts, left);
    }
    default: return open(instruction, left);
  }
}

Settled Settler::settle_values(const Instruction& instruction, const Facts& facts, Conjunction& left) {
  const ValueSet& values = program_.values[instruction.operand];
  const auto any_other = [&](const auto& matches) {
    return std::any_of(values.others.begin(), values.others.end(),
                       [&](json::NodeIndex node) { return matches((*values.tree)[node]); });
  };
  switch (facts.value.kind) {
    case Known::Kind::text: return values.strings.find(facts.value.text) != NameTable::none ? Settled::holds : Settled::fails;
    case Known::Kind::integer:
      return any_other([&](const json::Node& node) { return is_number(node, facts.value.integer); }) ? Settled::holds
                                                                                                     : Settled::fails;
    case Known::Kind::truth:
    case Known::Kind::lie: {
      const bool truth = facts.value.kind == Known::Kind::truth;
      const auto is_it = [&](const json::Node& node) { return node.kind == json::Kind::boolean && node.truth == truth; };
      return any_other(is_it) ? Settled::holds : Settled::fails;
    }
    case Known::Kind::null:
      return any_other([](const json::Node& node) { return node.kind == json::Kind::null; }) ? Settled::holds : Settled::fails;
    case Known::Kind::other_text:
    case Known::Kind::nothing:
    case Known::Kind::absent: break;
  }
  if (facts.type == types::string && values.strings.empty()) return Settled::fails;
  if (facts.type != types::string && !any_other([&](const json::Node& node) { return (type_of(node.kind) & facts.type) != 0; }))
    return Settled::fails;
  if (facts.value.kind == Known::Kind::other_text) {
    bool all_listed = true;
    values.strings.for_each([&](std::string_view text) { all_listed &= facts.value.listed->find(text) != NameTable::none; });
    if (all_listed) return Settled::fails;
  }
  return open(instruction, left);
}

Settled Settler::settle_any(const Instruction& instruction, const Facts& facts, Conjunction& left) {
  Conjunction only;
  std::size_t count = 0;
  for (const BlockIndex block : program_.lists[instruction.operand]) {
    Conjunction of_one;
    const Settled settled = settle(block, facts, of_one);
    if (settled == Settled::holds) return settled;
    if (settled == Settled::open && ++count == 1) only = std::move(of_one);
  }
  if (count == 0) return Settled::fails;
  if (count > 1) return open(instruction, left);
  left.append(only);
  return Settled::open;
}

Settled Settler::settle_one(const Instruction& instruction, const Facts& facts, Conjunction& left) {
  Conjunction only;
  std::size_t open_count = 0;
  std::size_t holding = 0;
  for (const BlockIndex block : program_.lists[instruction.operand]) {
    Conjunction of_one;
    const Settled settled = settle(block, facts, of_one);
    if (settled == Settled::holds && ++holding == 2) return Settled::fails;
    if (settled == Settled::open && ++open_count == 1) only = std::move(of_one);
  }
  if (open_count + holding == 0) return Settled::fails;
  if (open_count == 0) return Settled::holds;
  if (open_count + holding > 1) return open(instruction, left);
  left.append(only);
  return Settled::open;
}

Settled Settler::settle_condition(const Instruction& instruction, const Facts& facts, Conjunction& left) {
  const Condition& condition = program_.conditions[instruction.operand];
  const auto part = [&](BlockIndex block) { return block == no_block ? Settled::holds : settle(block, facts, left); };
  Conjunction unused;
  switch (settle(condition.test, facts, unused)) {
    case Settled::holds: return part(condition.then);
    case Settled::fails: return part(condition.otherwise);
    case Settled::open: break;
  }
  const auto is_nothing = [&](BlockIndex block) {
    Conjunction of_one;
    return block == no_block || settle(block, facts, of_one) == Settled::holds;
  };
  if (is_nothing(condition.then) && is_nothing(condition.otherwise)) return Settled::holds;
  return open(instruction, left);
}

Settled Settler::settle_member(const ObjectPlan::Member& member, const Facts& facts) {
  const Known* const known = facts.member(member.name);
  if (known == nullptr) {
    const bool is_nothing = member.required == 0 && (member.block == no_block || is_trivial(member.block));
    return is_nothing ? Settled::holds : Settled::open;
  }
  if (known->kind == Known::Kind::absent) return member.required != 0 ? Settled::fails : Settled::holds;
  if (member.block == no_block || is_trivial(member.block)) return Settled::holds;
  if (known->kind == Known::Kind::nothing) return Settled::open;
  Conjunction unused;
  return settle(member.block, {.type = known->type(), .value = *known}, unused);
}

Settled Settler::settle_object(const Instruction& instruction, const Facts& facts, Conjunction& left) {
  const ObjectPlan& plan = program_.objects[instruction.operand];
  for (const auto& [name, known] : facts.members) {
    const std::uint32_t at = plan.table.find(name);
    const bool is_declared = at != NameTable::none && plan.members[at].block != no_block;
    const bool is_ruled_out = plan.patterns.empty() && plan.additional != no_block && !is_declared &&
                              known.kind != Known::Kind::absent && program_.blocks[plan.additional].types == types::none;
    if (is_ruled_out || (at != NameTable::none && settle_member(plan.members[at], facts) == Settled::fails))
      return Settled::fails;
  }
  const auto holds = [&](const ObjectPlan::Member& member) { return settle_member(member, facts) == Settled::holds; };
  if (plan.patterns.empty() && plan.additional == no_block && std::all_of(plan.members.begin(), plan.members.end(), holds))
    return Settled::holds;
  left.objects.push_back(instruction.operand);
  return Settled::open;
}

}  // namespace sluiced::schema
