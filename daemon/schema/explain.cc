#include "schema/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/pointer.h"
#include "schema/evaluator.h"

namespace sluiced::schema {
namespace {

/// A step into a path, taken back at the end of the scope.
class Step {
 public:
  explicit Step(std::string& path) : path_(path), length_(path.size()) {}
  Step(std::string& path, std::string_view token) : Step(path) { json::append_token(path, token); }
  Step(std::string& path, std::string_view keyword, std::string_view token) : Step(path, keyword) {
    json::append_token(path, token);
  }
  Step(std::string& path, std::string_view keyword, std::size_t index) : Step(path, keyword) { json::append_index(path, index); }
  ~Step() { path_.resize(length_); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  std::string& path_;
  std::size_t length_;
};

/// Every alternative is gone into to find the closest; alternatives within alternatives multiply.
constexpr std::uint32_t closest_depth_max = 4;

class Explainer : private Evaluator<TreeView> {
 public:
  Explainer(const Program& program, const TreeView& document, Workspace<TreeView>& workspace, ExplanationPaths& paths,
            std::size_t at_most)
      : Evaluator(program, document, workspace), keyword_path_(paths.keyword), instance_path_(paths.instance), at_most_(at_most) {
    keyword_path_.clear();
    instance_path_.clear();
  }

  std::vector<Violation> run() {
    explain(program_.root, view_.root());
    if (limited_ && found_.empty()) add_limit();
    return std::move(found_);
  }

 private:
  bool full() const { return found_.size() >= at_most_ || limited_; }

  // None of these is put into another: explain() recurses, and its frame would hold all of theirs.
  void explain(BlockIndex index, Node node);
  [[gnu::noinline]] void explain_applicator(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_object(const ObjectPlan& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_member(const ObjectPlan& plan, BlockIndex index, Node member);
  [[gnu::noinline]] void explain_array(const ArrayPlan& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_dependents(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_names(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_contains(const Containment& containment, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_unique_items(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_leftovers(const Leftovers& plan, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_any_of(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_one_of(const Instruction& instruction, BlockIndex index, Node node);
  [[gnu::noinline]] void explain_condition(const Condition& condition, Node node);
  [[gnu::noinline]] void explain_closest(const std::vector<BlockIndex>& blocks, std::string_view keyword, Node node);

  bool is_false(BlockIndex index) const { return program_.blocks[index].types == types::none; }
  const Origin& origin(const Instruction& instruction) const {
    return program_.origins[static_cast<std::size_t>(&instruction - program_.code.data())];
  }
  [[gnu::noinline]] void add(BlockIndex index, const Origin& origin, Node node, std::string message);
  [[gnu::noinline]] void add_type(BlockIndex index, Node node);
  void add_limit();

  std::string& keyword_path_;
  std::string& instance_path_;
  std::size_t at_most_;
  std::uint32_t closest_depth_ = 0;
  std::vector<Violation> found_;
};

void Explainer::explain(BlockIndex index, Node node) {
  if (full() || !enter()) return;
  const Block& block = program_.blocks[index];
  const TypeMask type = type_within(block, node);
  if ((type & block.types) == 0) add_type(index, node);
  for (const Instruction& instruction : program_.instructions(block)) {
    if (full()) break;
    if ((instruction.applies & type) == 0) continue;
    if (is_applicator(instruction.op))
      explain_applicator(instruction, index, node);
    else if (!holds(instruction, node))
      add(index, origin(instruction), node, message_of(program_, instruction, view_, node));
  }
  leave();
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
    case Op::all_of: {
      const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        const Step step(keyword_path_, "allOf", i);
        explain(blocks[i], node);
      }
      return;
    }
    case Op::negation:
      if (accepts(instruction.operand, node)) add(index, origin(instruction), node, "matches what the schema rules out");
      return;
    case Op::any_of: return explain_any_of(instruction, index, node);
    case Op::one_of: return explain_one_of(instruction, index, node);
    case Op::condition: return explain_condition(program_.conditions[instruction.operand], node);
    case Op::unique_items: return explain_unique_items(instruction, index, node);
    case Op::unevaluated: return explain_leftovers(program_.leftovers[instruction.operand], index, node);
    default: return;  // no applicator
  }
}

void Explainer::explain_object(const ObjectPlan& plan, BlockIndex index, Node node) {
  std::uint64_t seen = 0;
  const Node end = view_.end_of_children(node);
  for (Node member = view_.first_child(node); member != end; member = view_.next_sibling(member)) {
    const std::uint32_t at = plan.table.find(view_.name(member));
    if (at != NameTable::none) seen |= plan.members[at].required;
  }
  for (const ObjectPlan::Member& known : plan.members)
    if ((known.required & ~seen) != 0)
      add(index, {"required", plan.required_offset}, node, fmt::format("missing required member '{}'", known.name));
  for (Node member = view_.first_child(node); member != end && !full(); member = view_.next_sibling(member)) {
    const Step step(instance_path_, view_.name(member));
    explain_member(plan, index, member);
  }
}

void Explainer::explain_member(const ObjectPlan& plan, BlockIndex index, Node member) {
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
    return add(index, {"additionalProperties", plan.additional_offset}, member, "member is not allowed here");
  const Step step(keyword_path_, "additionalProperties");
  explain(plan.additional, member);
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

/// Said of the member, in the terms of the keyword that its name fails.
void Explainer::explain_names(const Instruction& instruction, BlockIndex index, Node node) {
  const Node end = view_.end_of_children(node);
  for (Node member = view_.first_child(node); member != end && !full(); member = view_.next_sibling(member)) {
    const Step place(instance_path_, view_.name(member));
    const bool good = view_.with_name(member, [&](Node name) { return accepts(instruction.operand, name); });
    if (!good) add(index, origin(instruction), member, "a member of this name is not allowed here");
  }
}

void Explainer::explain_contains(const Containment& containment, BlockIndex index, Node node) {
  const std::int64_t found = count_contained(containment, node, true);
  if (found < containment.min)
    add(index, {containment.min_keyword, containment.min_offset}, node,
        found == 0 ? "no item is as the schema asks for"
                   : fmt::format("{} of the items as the schema asks for, at least {}", found, containment.min));
  if (containment.has_max && found > containment.max)
    add(index, {"maxContains", containment.max_offset}, node,
        fmt::format("{} of the items as the schema counts them, at most {}", found, containment.max));
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

void Explainer::explain_any_of(const Instruction& instruction, BlockIndex index, Node node) {
  const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
  for (const BlockIndex block : blocks)
    if (accepts(block, node)) return;
  add(index, origin(instruction), node, fmt::format("matches none of the {} alternatives", blocks.size()));
  explain_closest(blocks, "anyOf", node);
}

void Explainer::explain_one_of(const Instruction& instruction, BlockIndex index, Node node) {
  const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
  const auto matching = std::count_if(blocks.begin(), blocks.end(), [&](BlockIndex block) { return accepts(block, node); });
  if (matching == 1) return;
  if (matching > 1)
    return add(index, origin(instruction), node,
               fmt::format("matches {} of the {} alternatives, where it must match exactly one", matching, blocks.size()));
  add(index, origin(instruction), node, fmt::format("matches none of the {} alternatives", blocks.size()));
  explain_closest(blocks, "oneOf", node);
}

void Explainer::explain_condition(const Condition& condition, Node node) {
  const bool holds_test = accepts(condition.test, node);
  const BlockIndex chosen = holds_test ? condition.then : condition.otherwise;
  if (chosen == no_block) return;
  const Step step(keyword_path_, holds_test ? "then" : "else");
  explain(chosen, node);
}

/// Adds what is wrong within the alternative that was probably meant: the one with the fewest complaints about the value itself
/// (rather than about something inside it), then with the fewest complaints.
void Explainer::explain_closest(const std::vector<BlockIndex>& blocks, std::string_view keyword, Node node) {
  if (full() || closest_depth_ == closest_depth_max) return;
  ++closest_depth_;
  std::vector<Violation> outer = std::move(found_);
  std::vector<Violation> closest;
  std::pair<std::ptrdiff_t, std::size_t> best;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    found_.clear();
    const Step step(keyword_path_, keyword, i);
    explain(blocks[i], node);
    const auto here = std::count_if(found_.begin(), found_.end(),
                                    [&](const Violation& violation) { return violation.instance_location == instance_path_; });
    const std::pair score(here, found_.size());
    if (i != 0 && !(score < best)) continue;
    best = score;
    closest = std::move(found_);
  }
  --closest_depth_;
  found_ = std::move(outer);
  for (Violation& violation : closest)
    if (!full()) found_.push_back(std::move(violation));
}

void Explainer::add(BlockIndex index, const Origin& origin, Node node, std::string message) {
  if (full()) return;
  const BlockOrigin& block = program_.block_origins[index];
  Violation violation;
  violation.keyword = origin.keyword;
  violation.keyword_location = keyword_path_;
  violation.absolute_keyword_location = fmt::format("{}#{}", program_.uris[block.resource], block.pointer);
  if (!origin.keyword.empty()) {
    json::append_token(violation.keyword_location, origin.keyword);
    json::append_token(violation.absolute_keyword_location, origin.keyword);
  }
  violation.instance_location = instance_path_;
  violation.message = std::move(message);
  violation.instance_offset = view_.offset(node);
  violation.place = program_.place(block.file, origin.offset);
  found_.push_back(std::move(violation));
}

void Explainer::add_type(BlockIndex index, Node node) {
  const BlockOrigin& block = program_.block_origins[index];
  const TypeMask types = program_.blocks[index].types;
  if (types == types::none) return add(index, {"", block.offset}, node, "nothing is allowed here");
  add(index, {"type", block.type_offset}, node,
      fmt::format("expected {}, found {}", to_text(types), json::to_string(view_.kind(node))));
}

void Explainer::add_limit() {
  limited_ = false;
  add(program_.root, {"", program_.block_origins[program_.root].offset}, view_.root(), "too costly to be judged");
}

}  // namespace

std::vector<Violation> explain_document(const Program& program, const TreeView& document, Workspace<TreeView>& workspace,
                                        ExplanationPaths& paths, std::size_t at_most) {
  return Explainer(program, document, workspace, paths, at_most).run();
}

}  // namespace sluiced::schema
