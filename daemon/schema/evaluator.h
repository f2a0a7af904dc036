// The fast path: does a document satisfy a program? Stops at the first thing that fails; says nothing about why (explain.cc
// does).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "json/decimal.h"
#include "schema/document_view.h"
#include "schema/equality.h"
#include "schema/program.h"
#include "schema/schema.h"
#include "schema/workspace.h"

namespace sluiced::schema {

/// Schemas entered and not left again. Documents are bounded in depth by their reader and compile() refuses references that go
/// round without a step into the document, so only a hostile pair of both comes here.
inline constexpr std::uint32_t nesting_max = 2048;

/// Schemas entered for one document, whatever it and the schema do to each other: references that branch again at every level grow
/// exponentially. A fraction of a second; a document of a million nodes passes through twenty schemas a node before it.
inline constexpr std::uint32_t steps_max = 20'000'000;

inline std::int64_t code_points(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
  return count;
}

/// Lives for one document. Recurses, at most nesting_max deep; allocates only where the workspace is not warm.
template <DocumentView View>
class Evaluator {
 public:
  using Node = typename View::Node;

  Evaluator(const Program& program, const View& view, Workspace<View>& workspace)
      : program_(program), blocks_(program.blocks.data()), code_(program.code.data()), view_(view), workspace_(workspace) {
    workspace_.clear();
  }

  Outcome run() {
    const bool valid = accepts(program_.root, view_.root());
    if (limited_) return Outcome::limit;
    return valid ? Outcome::valid : Outcome::invalid;
  }

 protected:
  /// Meaningless once limited_: whoever asked for the outcome looks at that first.
  bool accepts(BlockIndex index, Node node) {
    const Block& block = blocks_[index];
    const TypeMask type = type_within(block, node);
    if ((type & block.types) == 0) return false;
    return block.first == block.last || holds_all(block, type, node);
  }

  /// The node's type. Whether a number is whole is found out only where it is free, or where the block asks.
  TypeMask type_within(const Block& block, Node node) const {
    const TypeMask type = type_of(view_.kind(node));
    if (type != types::number) return type;
    if (view_.is_int64(node)) return types::integer;
    if ((block.types & types::number) != types::integer) return type;
    return json::is_integer(view_.number(node)) ? types::integer : types::fraction;
  }

  /// For what is no applicator.
  bool holds(const Instruction& instruction, Node node);
  /// For applicators.
  bool applies(const Instruction& instruction, Node node);

  bool finds(const Pattern& pattern, std::string_view text) {
    const Found found = limited_ ? Found::limit : pattern.find(text, budget_);
    if (found == Found::limit) give_up();
    return found == Found::yes;
  }

  /// As accepts(), asked once per container only.
  bool recalls(BlockIndex index, Node node) {
    if (!is_container(node)) return accepts(index, node);
    const std::uint64_t question = std::uint64_t{index} << 32U | view_.id(node);
    if (const std::optional<bool> known = workspace_.memo.find(question)) return *known;
    const bool answer = accepts(index, node);
    if (!limited_) workspace_.memo.keep(question, answer);
    return answer;
  }

  bool is_container(Node node) const { return view_.kind(node) >= json::Kind::array; }

  /// A character has one to four bytes, so most lengths need no counting.
  bool has_length(std::int64_t min, std::string_view text) const {
    const auto bytes = static_cast<std::int64_t>(text.size());
    return bytes >= min && ((bytes + 3) / 4 >= min || code_points(text) >= min);
  }

  // evaluator_tracking.h
  /// As accepts(), and flags the children of the node that something in the block has looked at.
  bool tracks(BlockIndex index, Node node, Flags<View>& evaluated);
  bool tracks_applicator(const Instruction& instruction, Node node, Flags<View>& evaluated);
  bool tracks_any_of(const Instruction& instruction, Node node, Flags<View>& evaluated);
  bool tracks_condition(const Condition& condition, Node node, Flags<View>& evaluated);
  bool tracks_dependents(const DependentPlan& plan, Node node, Flags<View>& evaluated);
  bool tracks_leftovers(const Leftovers& plan, Node node, Flags<View>& evaluated);
  void mark_members(const ObjectPlan& plan, Node node, Flags<View>& evaluated);
  bool tracks_contains(const Containment& containment, Node node, Flags<View>& evaluated);
  bool leftovers_hold(const Leftovers& plan, Node node, const Flags<View>& evaluated);

  /// How many items `contains` finds, looking no further than it must.
  std::int64_t count_contained(const Containment& containment, Node node, bool all);
  /// Flags the plan's names that the object has.
  void mark_present(const DependentPlan& plan, Node node, Flags<View>& present) const;
  bool has_required(const DependentPlan::Trigger& trigger, const Flags<View>& present) const {
    return std::all_of(trigger.required.begin(), trigger.required.end(), [&](std::uint32_t name) { return present[name]; });
  }

  bool enter() {
    if (depth_ < depth_max_ && steps_ < steps_max) {
      ++depth_;
      ++steps_;
      return true;
    }
    give_up();
    return false;
  }
  void leave() { --depth_; }
  void give_up() {
    limited_ = true;
    depth_max_ = 0;  // nothing is worth looking at any more
  }

  const Program& program_;
  const Block* const blocks_;
  const Instruction* const code_;
  const View view_;
  Workspace<View>& workspace_;
  std::uint32_t depth_ = 0;
  std::uint32_t depth_max_ = nesting_max;
  std::uint32_t steps_ = 0;
  bool limited_ = false;
  BacktrackingBudget budget_;

 private:
  bool holds_all(const Block& block, TypeMask type, Node node) {
    if (!enter()) return false;
    bool good = true;
    for (std::uint32_t i = block.first; i != block.last && good; ++i) {
      const Instruction& instruction = code_[i];
      if ((instruction.applies & type) != 0)
        good = is_applicator(instruction.op) ? applies(instruction, node) : holds(instruction, node);
    }
    leave();
    return good;
  }

  bool walk_object(const ObjectPlan& plan, Node node);
  bool walk_array(const ArrayPlan& plan, Node node);
  bool holds_contains(const Containment& containment, Node node);
  bool holds_names(BlockIndex block, Node node);
  bool holds_dependents(const DependentPlan& plan, Node node);
  bool holds_condition(const Condition& condition, Node node);
  bool any_of(const std::vector<BlockIndex>& blocks, Node node);
  bool one_of(const std::vector<BlockIndex>& blocks, Node node);

  /// The number against the instruction's bound: below, equal or above.
  std::strong_ordering against_bound(const Instruction& instruction, Node node) const {
    if (instruction.is_integer && view_.is_int64(node)) return view_.integer(node) <=> instruction.integer;
    return json::compare_numbers(view_.number(node), program_.numbers[instruction.operand]);
  }
  bool is_multiple(const Instruction& instruction, Node node) const {
    if (instruction.is_integer && view_.is_int64(node)) return view_.integer(node) % instruction.integer == 0;
    return json::is_multiple_of(view_.number(node), program_.numbers[instruction.operand]);
  }
  bool is_among(const ValueSet& values, Node node) const {
    if (view_.kind(node) == json::Kind::string)
      return values.strings.find(view_.string(node), view_.string_key(node)) != NameTable::none;
    if (values.others.empty()) return false;
    const TreeView schema(*values.tree);
    if (!values.hashed.empty()) return is_hashed(values, schema, node);
    for (const json::NodeIndex value : values.others)
      if (equals(view_, node, schema, schema.at(value))) return true;
    return false;
  }
  [[gnu::noinline]] bool is_hashed(const ValueSet& values, const TreeView& schema, Node node) const {
    const std::uint64_t hash = hash_of(view_, node);
    auto value = std::lower_bound(values.hashed.begin(), values.hashed.end(), hash,
                                  [](const ValueSet::Hashed& one, std::uint64_t wanted) { return one.hash < wanted; });
    for (; value != values.hashed.end() && value->hash == hash; ++value)
      if (equals(view_, node, schema, schema.at(value->value))) return true;
    return false;
  }
};

template <DocumentView View>
[[gnu::always_inline]] inline bool Evaluator<View>::holds(const Instruction& instruction, Node node) {
  switch (instruction.op) {
    case Op::min_items:
    case Op::min_properties: return view_.count(node) >= instruction.integer;
    case Op::max_items:
    case Op::max_properties: return view_.count(node) <= instruction.integer;
    case Op::one_of_values: return is_among(program_.values[instruction.operand], node);
    case Op::minimum: return against_bound(instruction, node) >= 0;
    case Op::maximum: return against_bound(instruction, node) <= 0;
    case Op::exclusive_minimum: return against_bound(instruction, node) > 0;
    case Op::exclusive_maximum: return against_bound(instruction, node) < 0;
    case Op::min_length: return has_length(instruction.integer, view_.string(node));
    case Op::max_length: return !has_length(instruction.integer + 1, view_.string(node));
    case Op::format: return conforms(static_cast<Format>(instruction.operand), view_.string(node));
    case Op::multiple_of: return is_multiple(instruction, node);
    case Op::pattern: return finds(program_.patterns[instruction.operand], view_.string(node));
    case Op::ref:
    case Op::object:
    case Op::array:
    case Op::dependents:
    case Op::property_names:
    case Op::contains:
    case Op::all_of:
    case Op::negation:
    case Op::any_of:
    case Op::one_of:
    case Op::condition:
    case Op::unique_items:
    case Op::unevaluated: break;
  }
  return false;
}

template <DocumentView View>
bool Evaluator<View>::applies(const Instruction& instruction, Node node) {
  switch (instruction.op) {
    case Op::ref: return instruction.is_remembered ? recalls(instruction.operand, node) : accepts(instruction.operand, node);
    case Op::object: return walk_object(program_.objects[instruction.operand], node);
    case Op::array: return walk_array(program_.arrays[instruction.operand], node);
    case Op::negation: return !accepts(instruction.operand, node);
    case Op::any_of: return any_of(program_.lists[instruction.operand], node);
    case Op::one_of: return one_of(program_.lists[instruction.operand], node);
    case Op::all_of:
      for (const BlockIndex block : program_.lists[instruction.operand])
        if (!accepts(block, node)) return false;
      return true;
    case Op::dependents: return holds_dependents(program_.dependents[instruction.operand], node);
    case Op::property_names: return holds_names(instruction.operand, node);
    case Op::contains: return holds_contains(program_.containments[instruction.operand], node);
    case Op::condition: return holds_condition(program_.conditions[instruction.operand], node);
    case Op::unique_items: return !equal_items_of(view_, node, workspace_);
    case Op::unevaluated: {
      Flags<View> evaluated(workspace_, is_container(node) ? view_.count(node) : 0);
      const Leftovers& plan = program_.leftovers[instruction.operand];
      return tracks(plan.others, node, evaluated) && leftovers_hold(plan, node, evaluated);
    }
    case Op::min_items:
    case Op::max_items:
    case Op::min_properties:
    case Op::max_properties:
    case Op::one_of_values:
    case Op::minimum:
    case Op::maximum:
    case Op::exclusive_minimum:
    case Op::exclusive_maximum:
    case Op::min_length:
    case Op::max_length:
    case Op::format:
    case Op::multiple_of:
    case Op::pattern: break;
  }
  return false;
}

template <DocumentView View>
bool Evaluator<View>::walk_object(const ObjectPlan& plan, Node node) {
  if (view_.count(node) < plan.required_count) return false;
  std::uint64_t seen = 0;
  for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
       member = view_.next_sibling(member)) {
    const std::string_view name = view_.name(member);
    bool declared = false;
    const std::uint32_t at = plan.table.find(name, view_.name_key(member));
    if (at != NameTable::none) {
      const ObjectPlan::Member& known = plan.members[at];
      seen |= known.required;
      declared = known.block != no_block;
      if (declared && !accepts(known.block, member)) return false;
    }
    for (const ObjectPlan::PatternMember& known : plan.patterns) {
      if (!finds(program_.patterns[known.pattern], name)) {
        if (limited_) return false;
        continue;
      }
      declared = true;
      if (!accepts(known.block, member)) return false;
    }
    if (!declared && plan.additional != no_block && !accepts(plan.additional, member)) return false;
  }
  return seen == plan.required;
}

template <DocumentView View>
bool Evaluator<View>::walk_array(const ArrayPlan& plan, Node node) {
  Node item = view_.first_child(node);
  const Node end = view_.end_of_children(node);
  for (std::size_t i = 0; i < plan.prefix.size() && item != end; ++i, item = view_.next_sibling(item))
    if (!accepts(plan.prefix[i], item)) return false;
  if (plan.rest == no_block) return true;
  for (; item != end; item = view_.next_sibling(item))
    if (!accepts(plan.rest, item)) return false;
  return true;
}

template <DocumentView View>
bool Evaluator<View>::holds_names(BlockIndex block, Node node) {
  for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
       member = view_.next_sibling(member))
    if (!view_.with_name(member, [&](Node name) { return accepts(block, name); })) return false;
  return true;
}

template <DocumentView View>
std::int64_t Evaluator<View>::count_contained(const Containment& containment, Node node, bool all) {
  std::int64_t found = 0;
  for (Node item = view_.first_child(node), end = view_.end_of_children(node); item != end; item = view_.next_sibling(item)) {
    if (!accepts(containment.block, item)) continue;
    ++found;
    if (!all && (containment.has_max ? found > containment.max : found >= containment.min)) break;
  }
  return found;
}

template <DocumentView View>
bool Evaluator<View>::holds_contains(const Containment& containment, Node node) {
  if (containment.min == 0 && !containment.has_max) return true;
  const std::int64_t found = count_contained(containment, node, false);
  return found >= containment.min && (!containment.has_max || found <= containment.max);
}

template <DocumentView View>
void Evaluator<View>::mark_present(const DependentPlan& plan, Node node, Flags<View>& present) const {
  for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
       member = view_.next_sibling(member))
    if (const std::uint32_t at = plan.table.find(view_.name(member), view_.name_key(member)); at != NameTable::none)
      present.set(at);
}

template <DocumentView View>
bool Evaluator<View>::holds_dependents(const DependentPlan& plan, Node node) {
  Flags<View> present(workspace_, plan.names.size());
  mark_present(plan, node, present);
  for (const DependentPlan::Trigger& trigger : plan.triggers) {
    if (!present[trigger.name]) continue;
    if (!has_required(trigger, present) || (trigger.block != no_block && !accepts(trigger.block, node))) return false;
  }
  return true;
}

template <DocumentView View>
bool Evaluator<View>::holds_condition(const Condition& condition, Node node) {
  if (condition.then == no_block && condition.otherwise == no_block) return true;
  const BlockIndex chosen = accepts(condition.test, node) ? condition.then : condition.otherwise;
  return chosen == no_block || accepts(chosen, node);
}

template <DocumentView View>
bool Evaluator<View>::any_of(const std::vector<BlockIndex>& blocks, Node node) {
  for (const BlockIndex block : blocks)
    if (accepts(block, node)) return true;
  return false;
}

template <DocumentView View>
bool Evaluator<View>::one_of(const std::vector<BlockIndex>& blocks, Node node) {
  bool found = false;
  for (const BlockIndex block : blocks) {
    if (!accepts(block, node)) continue;
    if (found) return false;
    found = true;
  }
  return found;
}

}  // namespace sluiced::schema

#include "schema/evaluator_tracking.h"
