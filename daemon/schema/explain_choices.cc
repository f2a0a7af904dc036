// What is wrong where a schema gives a choice: alternatives, conditions, negations.
#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <utility>

#include "schema/describe.h"
#include "schema/excerpt.h"
#include "schema/explainer.h"

namespace sluiced::schema {
namespace {

/// Every alternative is gone into to find the closest; alternatives within alternatives multiply.
constexpr std::uint32_t closest_depth_max = 4;

/// So many violations of an alternative are counted.
constexpr std::size_t counted_max = 32;

}  // namespace

void Explainer::explain_all_of(const Instruction& instruction, Node node) {
  const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Step step(keyword_path_, "allOf", i);
    explain(blocks[i], node);
  }
}

void Explainer::explain_any_of(const Instruction& instruction, BlockIndex index, Node node) {
  for (const BlockIndex block : program_.lists[instruction.operand])
    if (accepts(block, node)) return;
  explain_alternatives(instruction, index, node);
}

void Explainer::explain_one_of(const Instruction& instruction, BlockIndex index, Node node) {
  const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
  std::vector<std::string> matching;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (accepts(blocks[i], node)) matching.push_back(std::to_string(i + 1));
  if (matching.size() == 1) return;
  if (matching.empty()) return explain_alternatives(instruction, index, node);
  constexpr std::size_t named_max = 4;
  const std::size_t count = matching.size();
  matching.resize(std::min(count, named_max));
  add(index, origin(instruction), node,
      fmt::format("matches {} of the {} alternatives ({}{}), where it must match exactly one", count, blocks.size(),
                  fmt::join(matching, ", "), count > named_max ? ", …" : ""));
}

/// All of which fail.
void Explainer::explain_alternatives(const Instruction& instruction, BlockIndex index, Node node) {
  const std::vector<BlockIndex>& blocks = program_.lists[instruction.operand];
  const std::string_view keyword = origin(instruction).keyword;
  TypeMask open = types::none;
  for (const BlockIndex block : blocks) open |= types_open_to(program_, block);
  const bool is_of_no_type = (type_of(view_.kind(node)) & open) == 0 && open != types::none;
  std::string message = fmt::format("matches none of the {} alternatives", blocks.size());
  if (blocks.size() == 1) message = "does not match the only alternative";
  if (is_of_no_type) message += ": " + type_message(open, view_, node);
  const std::size_t first = found_.size();
  add(index, origin(instruction), node, std::move(message));
  if (found_.size() == first) return;
  if (reach_ == Reach::closest) {
    // That no alternative is for this type is all there is to say.
    if (!is_of_no_type) explain_closest(blocks, keyword, node);
    return;
  }
  for (std::size_t i = 0; i < blocks.size() && !full(); ++i) {
    const Step step(keyword_path_, keyword, i);
    explain(blocks[i], node);
  }
  if (found_.size() > first + 1) groups_.push_back({first, found_.size(), true, "", "", ""});
}

/// An alternative for another type is the farthest; then one for another value of a member that tells alternatives apart (`const`,
/// `enum`); then one with more complaints about the value itself, rather than about something inside it; then one with more
/// complaints.
struct Explainer::Distance {
  std::size_t other_type = 0;
  std::size_t other_choice = 0;
  std::size_t here = 0;
  std::size_t all = 0;
  auto operator<=>(const Distance&) const = default;
};

Explainer::Distance Explainer::distance() const {
  Distance distance;
  distance.all = found_.size();
  for (const Violation& violation : found_) {
    const std::string_view place = violation.instance_location;
    const bool is_here = place.size() == instance_path_.size();
    const bool is_near = is_here || place.find('/', instance_path_.size() + 1) == std::string_view::npos;
    if (is_here) ++distance.here;
    if (is_here && (violation.keyword == "type" || violation.keyword.empty())) ++distance.other_type;
    if (is_near && (violation.keyword == "const" || violation.keyword == "enum")) ++distance.other_choice;
  }
  return distance;
}

/// Adds what is wrong within the alternative that was probably meant, and its number to what was said last.
void Explainer::explain_closest(const std::vector<BlockIndex>& blocks, std::string_view keyword, Node node) {
  if (full() || closest_depth_ == closest_depth_max) return;
  ++closest_depth_;
  const std::size_t at_most = std::exchange(at_most_, std::max(at_most_, counted_max));
  std::vector<Violation> outer = std::move(found_);
  std::vector<Violation> closest;
  Distance least;
  std::size_t number = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    found_.clear();
    const Step step(keyword_path_, keyword, i);
    explain(blocks[i], node);
    const Distance here = distance();
    if (i != 0 && !(here < least)) continue;
    least = here;
    number = i + 1;
    closest = std::move(found_);
  }
  --closest_depth_;
  at_most_ = at_most;
  found_ = std::move(outer);
  if (blocks.size() > 1) found_.back().message += fmt::format("; number {} comes closest", number);
  for (Violation& violation : closest)
    if (!full()) found_.push_back(std::move(violation));
}

void Explainer::explain_negation(const Instruction& instruction, BlockIndex index, Node node) {
  if (accepts(instruction.operand, node)) add(index, origin(instruction), node, ruled_out(instruction.operand, node));
}

std::string Explainer::ruled_out(BlockIndex block, Node node) {
  block = behind_references(program_, block);
  // Of alternatives, the one that holds.
  if (const Instruction* const only = only_instruction(program_, block); only != nullptr && only->op == Op::any_of)
    for (const BlockIndex alternative : program_.lists[only->operand])
      if (accepts(alternative, node)) {
        block = alternative;
        break;
      }
  const std::string what = describe(program_, block);
  if (!what.empty()) return fmt::format("must not be {}", what);
  const Instruction* const only = only_instruction(program_, block);
  const bool is_list = only != nullptr && only->op == Op::one_of_values;
  return is_list ? "is one of the values that the schema rules out" : "matches what the schema rules out";
}

/// `else` under `else` is a ladder: what the first of them says is enough.
void Explainer::explain_condition(const Condition& condition, Node node) {
  const bool holds_test = accepts(condition.test, node);
  const BlockIndex chosen = holds_test ? condition.then : condition.otherwise;
  if (chosen == no_block) return;
  const Reason outer = reason_;
  if (holds_test || outer.condition == nullptr || outer.node != node)
    reason_ = {&condition, node, instance_path_.size(), holds_test};
  const Step step(keyword_path_, holds_test ? "then" : "else");
  explain(chosen, node);
  reason_ = outer;
}

/// Why a branch of a condition counts: `, where 'kind' is "card"`. Said of the value that the condition is about, and of its
/// members; what stands further in is explained well enough by itself.
std::string Explainer::reason_text() const {
  if (reason_.condition == nullptr) return "";
  if (instance_path_.size() != reason_.path_length && instance_path_.find('/', reason_.path_length + 1) != std::string::npos)
    return "";
  const Node node = reason_.node;
  std::string brief = reason_.holds ? " ('then' counts: 'if' matches)" : " ('else' counts: 'if' does not match)";
  // What follows may say which value of a member chose the branch.
  if (program_.marks_sensitive) return brief;
  const BlockIndex test = behind_references(program_, reason_.condition->test);
  const Instruction* const only = only_instruction(program_, test);
  if (only == nullptr || only->op != Op::object || view_.kind(node) != json::Kind::object) return brief;
  const ObjectPlan& plan = program_.objects[only->operand];
  if (plan.members.size() != 1 || !plan.patterns.empty() || plan.additional != no_block) return brief;
  const ObjectPlan::Member& member = plan.members.front();
  const std::string name = excerpt(member.name);
  if (!has_member(node, member.name)) return fmt::format(", where there is no '{}'", name);
  if (member.block == no_block) return fmt::format(", where there is '{}'", name);
  const std::string what = describe(program_, member.block);
  return what.empty() ? brief : fmt::format(", where '{}' is {}{}", name, reason_.holds ? "" : "not ", what);
}

bool Explainer::has_member(Node object, std::string_view name) const {
  const Node end = view_.end_of_children(object);
  for (Node member = view_.first_child(object); member != end; member = view_.next_sibling(member))
    if (view_.name(member) == name) return true;
  return false;
}

}  // namespace sluiced::schema
