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

class Explainer : private Evaluator<TreeView> {
 public:
  Explainer(const Program& program, const TreeView& document, ExplanationPaths& paths, std::size_t at_most)
      : Evaluator(program, document), keyword_path_(paths.keyword), instance_path_(paths.instance), at_most_(at_most) {
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

  void explain(BlockIndex index, Node node);
  void explain_applicator(const Instruction& instruction, BlockIndex index, Node node);
  void explain_object(const ObjectPlan& plan, BlockIndex index, Node node);
  void explain_member(const ObjectPlan& plan, BlockIndex index, Node member);
  void explain_array(const ArrayPlan& plan, BlockIndex index, Node node);
  void explain_any_of(const Instruction& instruction, BlockIndex index, Node node);
  void explain_one_of(const Instruction& instruction, BlockIndex index, Node node);
  void explain_condition(const Condition& condition, Node node);
  void explain_closest(const std::vector<BlockIndex>& blocks, std::string_view keyword, Node node);

  bool is_false(BlockIndex index) const { return program_.blocks[index].types == types::none; }
  const Origin& origin(const Instruction& instruction) const {
    return program_.origins[static_cast<std::size_t>(&instruction - program_.code.data())];
  }
  void add(BlockIndex index, const Origin& origin, Node node, std::string message);
  void add_type(BlockIndex index, Node node);
  void add_limit();

  std::string& keyword_path_;
  std::string& instance_path_;
  std::size_t at_most_;
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
  if (instruction.op == Op::ref) {
    const Step step(keyword_path_, "$ref");
    explain(instruction.operand, node);
  } else if (instruction.op == Op::object) {
    explain_object(program_.objects[instruction.operand], index, node);
  } else if (instruction.op == Op::array) {
    explain_array(program_.arrays[instruction.operand], index, node);
  } else if (instruction.op == Op::all_of) {
    const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const Step step(keyword_path_, "allOf", i);
      explain(blocks[i], node);
    }
  } else if (instruction.op == Op::negation) {
    if (accepts(instruction.operand, node)) add(index, origin(instruction), node, "matches what the schema rules out");
  } else if (instruction.op == Op::any_of) {
    explain_any_of(instruction, index, node);
  } else if (instruction.op == Op::one_of) {
    explain_one_of(instruction, index, node);
  } else if (instruction.op == Op::condition) {
    explain_condition(program_.conditions[instruction.operand], node);
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
    if (!program_.patterns[known.pattern].matches(name)) continue;
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
  if (full()) return;
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
  violation.absolute_keyword_location = fmt::format("{}#{}", program_.uri, block.pointer);
  if (!origin.keyword.empty()) {
    json::append_token(violation.keyword_location, origin.keyword);
    json::append_token(violation.absolute_keyword_location, origin.keyword);
  }
  violation.instance_location = instance_path_;
  violation.message = std::move(message);
  violation.instance_offset = view_.offset(node);
  violation.place = program_.place(origin.offset);
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
  add(program_.root, {"", program_.block_origins[program_.root].offset}, view_.root(), "nested too deeply to be judged");
}

}  // namespace

std::vector<Violation> explain_document(const Program& program, const TreeView& document, ExplanationPaths& paths,
                                        std::size_t at_most) {
  return Explainer(program, document, paths, at_most).run();
}

}  // namespace sluiced::schema
