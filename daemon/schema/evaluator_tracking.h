// The evaluator's account of what was looked at, for `unevaluatedProperties` and `unevaluatedItems`. Only within their reach does
// anything here run: the rest of a program is judged by evaluator.h alone.
//
// A flag per child of the node in question. Every alternative that holds counts, so here nothing stops at the first; what a failed
// one has looked at does not count.
#pragma once

#include "schema/evaluator.h"

namespace sluiced::schema {

template <DocumentView View>
bool Evaluator<View>::tracks(BlockIndex index, Node node, Flags<View>& evaluated) {
  const Block& block = blocks_[index];
  const TypeMask type = type_within(block, node);
  if ((type & block.types) == 0) return false;
  if (!enter()) return false;
  bool good = true;
  for (std::uint32_t i = block.first; i != block.last && good; ++i) {
    const Instruction& instruction = code_[i];
    if ((instruction.applies & type) != 0)
      good = is_applicator(instruction.op) ? tracks_applicator(instruction, node, evaluated) : holds(instruction, node);
  }
  leave();
  return good;
}

template <DocumentView View>
bool Evaluator<View>::tracks_applicator(const Instruction& instruction, Node node, Flags<View>& evaluated) {
  switch (instruction.op) {
    case Op::ref: return tracks(instruction.operand, node, evaluated);
    case Op::object: mark_members(program_.objects[instruction.operand], node, evaluated); return applies(instruction, node);
    case Op::array: {
      const ArrayPlan& plan = program_.arrays[instruction.operand];
      evaluated.set_first(plan.rest != no_block ? evaluated.count() : plan.prefix.size());
      return applies(instruction, node);
    }
    case Op::contains: return tracks_contains(program_.containments[instruction.operand], node, evaluated);
    case Op::dependents: return tracks_dependents(program_.dependents[instruction.operand], node, evaluated);
    case Op::all_of:
      for (const BlockIndex block : program_.lists[instruction.operand])
        if (!tracks(block, node, evaluated)) return false;
      return true;
    case Op::any_of:
    case Op::one_of: return tracks_any_of(instruction, node, evaluated);
    case Op::condition: return tracks_condition(program_.conditions[instruction.operand], node, evaluated);
    case Op::unevaluated: return tracks_leftovers(program_.leftovers[instruction.operand], node, evaluated);
    default: return applies(instruction, node);  // looks at no child, or not on the schema's behalf
  }
}

template <DocumentView View>
bool Evaluator<View>::tracks_any_of(const Instruction& instruction, Node node, Flags<View>& evaluated) {
  std::uint32_t holding = 0;
  for (const BlockIndex block : program_.lists[instruction.operand]) {
    Flags<View> own(workspace_, evaluated.count());
    if (!tracks(block, node, own)) continue;
    evaluated.merge(own);
    ++holding;
  }
  return instruction.op == Op::one_of ? holding == 1 : holding != 0;
}

template <DocumentView View>
bool Evaluator<View>::tracks_condition(const Condition& condition, Node node, Flags<View>& evaluated) {
  BlockIndex chosen = condition.otherwise;
  {
    Flags<View> own(workspace_, evaluated.count());
    if (tracks(condition.test, node, own)) {
      evaluated.merge(own);
      chosen = condition.then;
    }
  }
  return chosen == no_block || tracks(chosen, node, evaluated);
}

template <DocumentView View>
bool Evaluator<View>::tracks_dependents(const DependentPlan& plan, Node node, Flags<View>& evaluated) {
  Flags<View> present(workspace_, plan.names.size());
  mark_present(plan, node, present);
  for (const DependentPlan::Trigger& trigger : plan.triggers) {
    if (!present[trigger.name]) continue;
    if (!has_required(trigger, present) || (trigger.block != no_block && !tracks(trigger.block, node, evaluated))) return false;
  }
  return true;
}

/// What stands further in keeps its own account: it does not see what its surroundings have looked at.
template <DocumentView View>
bool Evaluator<View>::tracks_leftovers(const Leftovers& plan, Node node, Flags<View>& evaluated) {
  Flags<View> own(workspace_, evaluated.count());
  if (!tracks(plan.others, node, own) || !leftovers_hold(plan, node, own)) return false;
  evaluated.merge(own);
  if (is_container(node) && (view_.kind(node) == json::Kind::object ? plan.properties : plan.items) != no_block)
    evaluated.set_all();
  return true;
}

template <DocumentView View>
bool Evaluator<View>::leftovers_hold(const Leftovers& plan, Node node, const Flags<View>& evaluated) {
  if (!is_container(node)) return true;
  const BlockIndex block = view_.kind(node) == json::Kind::object ? plan.properties : plan.items;
  if (block == no_block) return true;
  std::size_t i = 0;
  for (Node child = view_.first_child(node), end = view_.end_of_children(node); child != end; child = view_.next_sibling(child))
    if (!evaluated[i++] && !accepts(block, child)) return false;
  return true;
}

template <DocumentView View>
void Evaluator<View>::mark_members(const ObjectPlan& plan, Node node, Flags<View>& evaluated) {
  if (plan.evaluates_all) return evaluated.set_all();
  std::size_t i = 0;
  for (Node member = view_.first_child(node), end = view_.end_of_children(node); member != end;
       member = view_.next_sibling(member), ++i) {
    const std::string_view name = view_.name(member);
    const std::uint32_t at = plan.table.find(name, view_.name_key(member));
    bool known = at != NameTable::none && plan.members[at].block != no_block;
    for (std::size_t p = 0; p < plan.patterns.size() && !known; ++p)
      known = finds(program_.patterns[plan.patterns[p].pattern], name);
    if (known) evaluated.set(i);
  }
}

template <DocumentView View>
bool Evaluator<View>::tracks_contains(const Containment& containment, Node node, Flags<View>& evaluated) {
  std::int64_t found = 0;
  std::size_t i = 0;
  for (Node item = view_.first_child(node), end = view_.end_of_children(node); item != end;
       item = view_.next_sibling(item), ++i) {
    if (!accepts(containment.block, item)) continue;
    ++found;
    if (containment.evaluates) evaluated.set(i);
  }
  return found >= containment.min && (!containment.has_max || found <= containment.max);
}

}  // namespace sluiced::schema
