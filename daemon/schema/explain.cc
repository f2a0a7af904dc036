#include "schema/explain.h"

#include <fmt/format.h>

#include <utility>

#include "base/nearest.h"
#include "schema/describe.h"
#include "schema/explainer.h"
#include "schema/flat_walk.h"

namespace sluiced::schema {

std::vector<Violation> Explainer::run() {
  explain(program_.root, view_.root());
  // Where it was lost, nothing need hang on it: then validate() says valid.
  if (limited_ && found_.empty() && !FlatWalk<TreeView>(program_, view_, workspace_).run()) add_limit();
  return std::move(found_);
}

void Explainer::explain(BlockIndex index, Node node) {
  if (full() || !enter()) return;
  const std::size_t first = found_.size();
  const Block& block = program_.blocks[index];
  const TypeMask type = type_within(block, node);
  const bool is_of_wrong_type = (type & block.types) == 0;
  if (is_of_wrong_type) add_type(index, node);
  for (const Instruction& instruction : program_.instructions(block)) {
    if (full()) break;
    if ((instruction.applies & type) == 0) continue;
    if (is_applicator(instruction.op))
      explain_applicator(instruction, index, node);
    else if (!holds(instruction, node) && !(is_of_wrong_type && is_implied(instruction)))
      add(index, origin(instruction), node, message_of(program_, index, instruction, view_, node));
  }
  leave();
  if (reach_ == Reach::all) add_group(index, first);
}

void Explainer::explain_applicator(const Instruction& instruction, BlockIndex index, Node node) {
  switch (instruction.op) {
    case Op::ref: {
      if (instruction.is_remembered && recalls(instruction.operand, node)) return;
      const Step step(keyword_path_, origin(instruction).keyword);
      return explain(instruction.operand, node);
    }
    case Op::object: return explain_object(program_.objects[instruction.operand], index, node);
    case Op::array: return explain_array(program_.arrays[instruction.operand], index, node);
    case Op::dependents: return explain_dependents(instruction, index, node);
    case Op::property_names: return explain_names(instruction, index, node);
    case Op::contains: return explain_contains(program_.containments[instruction.operand], index, node);
    case Op::all_of: return explain_all_of(instruction, node);
    case Op::negation: return explain_negation(instruction, index, node);
    case Op::any_of: return explain_any_of(instruction, index, node);
    case Op::one_of: return explain_one_of(instruction, index, node);
    case Op::condition: return explain_condition(program_.conditions[instruction.operand], node);
    case Op::unique_items: return explain_unique_items(instruction, index, node);
    case Op::unevaluated: return explain_leftovers(program_.leftovers[instruction.operand], index, node);
    default: return;  // no applicator
  }
}

void Explainer::explain_object(const ObjectPlan& plan, BlockIndex index, Node node) {
  if (plan.required != 0) explain_required(plan, index, node);
  const Node end = view_.end_of_children(node);
  for (Node member = view_.first_child(node); member != end && !full(); member = view_.next_sibling(member)) {
    const Step step(instance_path_, view_.name(member));
    explain_member(plan, index, node, member);
  }
}

void Explainer::explain_required(const ObjectPlan& plan, BlockIndex index, Node node) {
  std::uint64_t seen = 0;
  const Node end = view_.end_of_children(node);
  for (Node member = view_.first_child(node); member != end; member = view_.next_sibling(member)) {
    const std::uint32_t at = plan.table.find(view_.name(member));
    if (at != NameTable::none) seen |= plan.members[at].required;
  }
  for (const ObjectPlan::Member& known : plan.members)
    if ((known.required & ~seen) != 0)
      add(index, {"required", plan.required_offset}, node, fmt::format("missing required member '{}'", known.name));
}

void Explainer::explain_member(const ObjectPlan& plan, BlockIndex index, Node node, Node member) {
  const std::string_view name = view_.name(member);
  bool declared = false;
  if (const std::uint32_t at = plan.table.find(name); at != NameTable::none && plan.members[at].block != no_block) {
    declared = true;
    const Step step(keyword_path_, "properties", name);
    explain(plan.members[at].block, member);
  }
  for (const ObjectPlan::PatternMember& known : plan.patterns) {
    if (!finds(program_.patterns[known.pattern], name)) continue;
    declared = true;
    const Step step(keyword_path_, "patternProperties", known.source);
    explain(known.block, member);
  }
  if (declared || plan.additional == no_block) return;
  if (is_false(plan.additional))
    return add(index, {"additionalProperties", plan.additional_offset}, member, stray_member(plan, node, name));
  const Step step(keyword_path_, "additionalProperties");
  explain(plan.additional, member);
}

/// A misspelt name is a common fault; the one that was meant is not there beside it.
std::string Explainer::stray_member(const ObjectPlan& plan, Node node, std::string_view name) {
  constexpr std::size_t guesses_max = 8;  // each looks at every name
  if (found_.size() >= guesses_max) return "member is not allowed here";
  std::vector<std::string_view> declared;
  for (const ObjectPlan::Member& known : plan.members)
    if (known.block != no_block) declared.push_back(known.name);
  const std::string_view near = nearest(name, declared);
  if (near.empty() || has_member(node, near)) return "member is not allowed here";
  return fmt::format("member is not allowed here; did you mean '{}'?", near);
}

void Explainer::explain_array(const ArrayPlan& plan, BlockIndex index, Node node) {
  const Node end = view_.end_of_children(node);
  std::size_t i = 0;
  for (Node item = view_.first_child(node); item != end && !full(); item = view_.next_sibling(item), ++i) {
    const Step instance(instance_path_, std::to_string(i));
    if (i < plan.prefix.size()) {
      const Step step(keyword_path_, plan.prefix_keyword, i);
      explain(plan.prefix[i], item);
    } else if (plan.rest == no_block) {
      return;
    } else if (is_false(plan.rest)) {
      add(index, {plan.rest_keyword, plan.rest_offset}, item, "item is not allowed here");
    } else {
      const Step step(keyword_path_, plan.rest_keyword);
      explain(plan.rest, item);
    }
  }
}

void Explainer::explain_dependents(const Instruction& instruction, BlockIndex index, Node node) {
  const DependentPlan& plan = program_.dependents[instruction.operand];
  Flags<TreeView> present(workspace_, plan.names.size());
  mark_present(plan, node, present);
  for (const DependentPlan::Trigger& trigger : plan.triggers) {
    if (!present[trigger.name]) continue;
    for (const std::uint32_t name : trigger.required)
      if (!present[name])
        add(index, origin(instruction), node,
            fmt::format("missing member '{}', which '{}' asks for", plan.names[name], plan.names[trigger.name]));
    if (trigger.block == no_block) continue;
    const Step step(keyword_path_, origin(instruction).keyword, plan.names[trigger.name]);
    explain(trigger.block, node);
  }
}

/// Said of the member, whose name fails a schema of its own.
void Explainer::explain_names(const Instruction& instruction, BlockIndex index, Node node) {
  const Node end = view_.end_of_children(node);
  for (Node member = view_.first_child(node); member != end && !full(); member = view_.next_sibling(member)) {
    const Step place(instance_path_, view_.name(member));
    std::string why;
    const bool good = view_.with_name(member, [&](Node name) {
      const bool accepted = accepts(instruction.operand, name);
      if (!accepted) why = why_name_fails(instruction.operand, name);
      return accepted;
    });
    if (!good) add(index, origin(instruction), member, "a member of this name is not allowed here" + why);
  }
}

std::string Explainer::why_name_fails(BlockIndex block, Node name) {
  if (is_false(block)) return "";
  std::vector<Violation> outer = std::move(found_);
  found_.clear();
  const Reach reach = std::exchange(reach_, Reach::closest);
  const Reason reason = std::exchange(reason_, {});
  const std::size_t bytes = bytes_;
  explain(block, name);
  reach_ = reach;
  reason_ = reason;
  bytes_ = bytes;
  std::string why = found_.empty() || found_.front().message.empty() ? "" : ": " + found_.front().message;
  found_ = std::move(outer);
  return why;
}

void Explainer::explain_contains(const Containment& containment, BlockIndex index, Node node) {
  const std::int64_t found = count_contained(containment, node, true);
  const std::uint32_t items = view_.count(node);
  std::string what = describe(program_, containment.block);
  if (!what.empty()) what = fmt::format(" ({})", what);
  if (found < containment.min) {
    const std::string asked = containment.min == 1 ? "" : fmt::format(", at least {}", containment.min);
    add(index, {containment.min_keyword, containment.min_offset}, node,
        items == 0   ? fmt::format("no items, at least {} must match 'contains'{}", containment.min, what)
        : items == 1 ? fmt::format("the only item {} 'contains'{}{}", found == 0 ? "does not match" : "matches", what, asked)
        : found == 0 ? fmt::format("none of the {} items matches 'contains'{}{}", items, what, asked)
                     : fmt::format("{} of {} items match 'contains'{}{}", found, items, what, asked));
  }
  if (containment.has_max && found > containment.max)
    add(index, {"maxContains", containment.max_offset}, node,
        fmt::format("{} of {} items match 'contains'{}, at most {}", found, items, what, containment.max));
}

void Explainer::explain_unique_items(const Instruction& instruction, BlockIndex index, Node node) {
  if (const auto pair = equal_items_of(view_, node, workspace_))
    add(index, origin(instruction), node, fmt::format("items {} and {} are equal", pair->first, pair->second));
}

/// Silent where the rest of the schema has complained: what is left over hangs on what holds.
void Explainer::explain_leftovers(const Leftovers& plan, BlockIndex index, Node node) {
  const std::size_t before = found_.size();
  explain(plan.others, node);
  if (found_.size() != before || full() || !is_container(node)) return;
  Flags<TreeView> evaluated(workspace_, view_.count(node));
  if (!tracks(plan.others, node, evaluated)) return;
  const bool is_object = view_.kind(node) == json::Kind::object;
  const BlockIndex block = is_object ? plan.properties : plan.items;
  if (block == no_block) return;
  const Origin origin =
      is_object ? Origin{"unevaluatedProperties", plan.properties_offset} : Origin{"unevaluatedItems", plan.items_offset};
  const Node end = view_.end_of_children(node);
  std::size_t i = 0;
  for (Node child = view_.first_child(node); child != end && !full(); child = view_.next_sibling(child), ++i) {
    if (evaluated[i]) continue;
    const Step place(instance_path_, is_object ? std::string(view_.name(child)) : std::to_string(i));
    if (is_false(block)) {
      add(index, origin, child, is_object ? "member is not allowed here" : "item is not allowed here");
      continue;
    }
    const Step step(keyword_path_, origin.keyword);
    explain(block, child);
  }
}

void Explainer::add(BlockIndex index, const Origin& origin, Node node, std::string message) {
  if (full()) return;
  message += reason_text();
  // The same place may be reached through several references, and say the same again.
  if (reach_ == Reach::closest)
    for (const Violation& known : found_)
      if (known.instance_location == instance_path_ && known.keyword == origin.keyword && known.message.starts_with(message))
        return;
  const BlockOrigin& block = program_.block_origins[index];
  Violation violation;
  violation.keyword = origin.keyword;
  violation.keyword_location = keyword_path_;
  if (!origin.keyword.empty()) json::append_token(violation.keyword_location, origin.keyword);
  violation.absolute_keyword_location = absolute_location(program_, block, origin.keyword);
  violation.instance_location = instance_path_;
  violation.message = std::move(message);
  violation.instance_offset = view_.offset(node);
  violation.place = program_.place(block.file, origin.offset);
  bytes_ += violation.keyword_location.size() + violation.absolute_keyword_location.size() + instance_path_.size() +
            violation.message.size();
  found_.push_back(std::move(violation));
}

void Explainer::add_type(BlockIndex index, Node node) {
  const BlockOrigin& block = program_.block_origins[index];
  const TypeMask types = program_.blocks[index].types;
  if (types == types::none) return add(index, {"", block.offset}, node, "nothing is allowed here");
  add(index, {"type", block.type_offset}, node, type_message(types, view_, node));
}

void Explainer::add_limit() {
  limited_ = false;
  add(program_.root, {"", program_.block_origins[program_.root].offset}, view_.root(), "too costly to be judged");
}

std::vector<Violation> explain_document(const Program& program, const TreeView& document, Workspace<TreeView>& workspace,
                                        ExplanationPaths& paths, std::size_t at_most) {
  return Explainer(program, document, workspace, paths, Explainer::Reach::closest, at_most).run();
}

}  // namespace sluiced::schema
