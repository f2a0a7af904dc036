#include "schema/sensitive.h"

#include <algorithm>
#include <unordered_set>

#include "json/pointer.h"
#include "json/writer.h"
#include "schema/evaluator.h"

namespace sluiced::schema {
namespace {

constexpr std::string_view mark = "***";

bool marks(const Program& program, BlockIndex index) {
  const BlockOrigin& origin = program.block_origins[index];
  const json::Tree& tree = program.files[origin.file].document->tree;
  if (tree[origin.node].kind != json::Kind::object) return false;
  const json::NodeIndex found = json::find_member(tree, origin.node, "x-sensitive");
  // Whatever else somebody writes there, they did not mean "show it".
  return found != json::no_node && !(tree[found].kind == json::Kind::boolean && !tree[found].truth);
}

/// Goes wherever a schema could be applied, and asks what holds only for what is left over.
class SensitiveWalk : private Evaluator<TreeView> {
 public:
  using Evaluator<TreeView>::Evaluator;

  SensitivePlaces run() {
    walk(program_.root, view_.root());
    if (limited_) places_.values.push_back(view_.id(view_.root()));  // what was not reached is not known to be harmless
    std::sort(places_.values.begin(), places_.values.end());
    places_.values.erase(std::unique(places_.values.begin(), places_.values.end()), places_.values.end());
    std::sort(places_.names.begin(), places_.names.end());
    places_.names.erase(std::unique(places_.names.begin(), places_.names.end()), places_.names.end());
    return std::move(places_);
  }

 private:
  void walk(BlockIndex index, Node node);
  void walk_applicator(const Instruction& instruction, Node node);
  void walk_object(const ObjectPlan& plan, Node node);
  void walk_array(const ArrayPlan& plan, Node node);
  void walk_leftovers(const Leftovers& plan, Node node);
  /// Of a name: whether anything that is applied to it marks it. The name is no node of the document.
  bool marks_name(BlockIndex index);
  void walk_names(BlockIndex index, Node node);
  template <class Walk>
  void for_each_child(Node node, const Walk& walk_child) {
    const Node end = view_.end_of_children(node);
    std::size_t i = 0;
    for (Node child = view_.first_child(node); child != end; child = view_.next_sibling(child)) walk_child(child, i++);
  }

  std::unordered_set<std::uint64_t> walked_;  ///< block and node: references meet again and again
  std::unordered_set<BlockIndex> names_walked_;
  SensitivePlaces places_;
};

void SensitiveWalk::walk(BlockIndex index, Node node) {
  if (index == no_block || !walked_.insert(std::uint64_t{index} << 32U | view_.id(node)).second || !enter()) return;
  if (marks(program_, index)) places_.values.push_back(view_.id(node));
  for (const Instruction& instruction : program_.instructions(program_.blocks[index]))
    if (is_applicator(instruction.op)) walk_applicator(instruction, node);
  leave();
}

void SensitiveWalk::walk_applicator(const Instruction& instruction, Node node) {
  const bool is_object = view_.kind(node) == json::Kind::object;
  const bool is_array = view_.kind(node) == json::Kind::array;
  switch (instruction.op) {
    case Op::ref:
    case Op::negation: return walk(instruction.operand, node);
    case Op::object:
      if (is_object) walk_object(program_.objects[instruction.operand], node);
      return;
    case Op::array:
      if (is_array) walk_array(program_.arrays[instruction.operand], node);
      return;
    case Op::dependents:
      for (const DependentPlan::Trigger& trigger : program_.dependents[instruction.operand].triggers) walk(trigger.block, node);
      return;
    case Op::property_names:
      if (is_object) walk_names(instruction.operand, node);
      return;
    case Op::contains:
      if (is_array)
        for_each_child(node, [&](Node item, std::size_t) { walk(program_.containments[instruction.operand].block, item); });
      return;
    case Op::all_of:
    case Op::any_of:
    case Op::one_of:
      for (const BlockIndex block : program_.lists[instruction.operand]) walk(block, node);
      return;
    case Op::condition:
      for (const BlockIndex block : {program_.conditions[instruction.operand].test, program_.conditions[instruction.operand].then,
                                     program_.conditions[instruction.operand].otherwise})
        walk(block, node);
      return;
    case Op::unevaluated: return walk_leftovers(program_.leftovers[instruction.operand], node);
    default: return;
  }
}

void SensitiveWalk::walk_object(const ObjectPlan& plan, Node node) {
  for_each_child(node, [&](Node member, std::size_t) {
    const std::string_view name = view_.name(member);
    const std::uint32_t at = plan.table.find(name);
    bool declared = at != NameTable::none && plan.members[at].block != no_block;
    if (declared) walk(plan.members[at].block, member);
    for (const ObjectPlan::PatternMember& known : plan.patterns) {
      if (!finds(program_.patterns[known.pattern], name) && !limited_) continue;
      declared = true;
      walk(known.block, member);
    }
    if (!declared) walk(plan.additional, member);
  });
}

void SensitiveWalk::walk_array(const ArrayPlan& plan, Node node) {
  for_each_child(node, [&](Node item, std::size_t i) { walk(i < plan.prefix.size() ? plan.prefix[i] : plan.rest, item); });
}

/// Where the rest of the schema does not hold, nothing is known to be evaluated: then all of it may be left over.
void SensitiveWalk::walk_leftovers(const Leftovers& plan, Node node) {
  walk(plan.others, node);
  if (!is_container(node)) return;
  const BlockIndex block = view_.kind(node) == json::Kind::object ? plan.properties : plan.items;
  if (block == no_block) return;
  Flags<TreeView> evaluated(workspace_, view_.count(node));
  const bool known = tracks(plan.others, node, evaluated);
  for_each_child(node, [&](Node child, std::size_t i) {
    if (!known || !evaluated[i]) walk(block, child);
  });
}

bool SensitiveWalk::marks_name(BlockIndex index) {
  if (index == no_block || !names_walked_.insert(index).second) return false;
  if (marks(program_, index)) return true;
  for (const Instruction& instruction : program_.instructions(program_.blocks[index])) {
    if (instruction.op == Op::ref || instruction.op == Op::negation)
      if (marks_name(instruction.operand)) return true;
    if (instruction.op == Op::all_of || instruction.op == Op::any_of || instruction.op == Op::one_of)
      for (const BlockIndex block : program_.lists[instruction.operand])
        if (marks_name(block)) return true;
    if (instruction.op == Op::unevaluated && marks_name(program_.leftovers[instruction.operand].others)) return true;
    if (instruction.op == Op::condition) {
      const Condition& condition = program_.conditions[instruction.operand];
      if (marks_name(condition.test) || marks_name(condition.then) || marks_name(condition.otherwise)) return true;
    }
  }
  return false;
}

void SensitiveWalk::walk_names(BlockIndex index, Node node) {
  names_walked_.clear();
  if (!marks_name(index)) return;
  for_each_child(node, [&](Node member, std::size_t) { places_.names.push_back(view_.id(member)); });
}

bool holds(const std::vector<json::NodeIndex>& sorted, json::NodeIndex node) {
  return std::binary_search(sorted.begin(), sorted.end(), node);
}

class MaskedWriter {
 public:
  MaskedWriter(const json::Tree& tree, const SensitivePlaces& places) : tree_(tree), places_(places) {}

  std::string run() {
    write(0);
    return writer_.text();
  }

 private:
  /// The reader bounds the depth.
  void write(json::NodeIndex node) {
    if (holds(places_.values, node)) return writer_.string(mark);
    if (tree_[node].kind == json::Kind::array) {
      writer_.begin_array();
      for (const json::NodeIndex item : json::children(tree_, node)) write(item);
      return writer_.end_array();
    }
    if (tree_[node].kind != json::Kind::object) return writer_.value(tree_, node);
    writer_.begin_object();
    for (const json::NodeIndex member : json::children(tree_, node)) {
      if (holds(places_.names, member))
        writer_.key(std::string(mark) + std::to_string(++names_));
      else
        writer_.key(tree_[member].name());
      write(member);
    }
    writer_.end_object();
  }

  const json::Tree& tree_;
  const SensitivePlaces& places_;
  json::Writer writer_;
  std::size_t names_ = 0;
};

/// no_node: there is none.
json::NodeIndex child_of(const json::Tree& tree, json::NodeIndex node, const std::string& token) {
  if (node == json::no_node) return node;
  if (tree[node].kind == json::Kind::object) return json::find_member(tree, node, token);
  std::string pointer;
  json::append_token(pointer, token);
  return json::resolve_pointer(tree, node, pointer);
}

}  // namespace

bool marks_sensitive(const Program& program) {
  for (BlockIndex index = 0; index < program.blocks.size(); ++index)
    if (marks(program, index)) return true;
  return false;
}

SensitivePlaces find_sensitive(const Program& program, const TreeView& document, Workspace<TreeView>& workspace) {
  return SensitiveWalk(program, document, workspace).run();
}

std::string masked_pointer(const json::Tree& document, const SensitivePlaces& places, std::string_view pointer) {
  const auto tokens = json::pointer_tokens(pointer);
  if (!tokens) return std::string(pointer);
  std::string masked;
  json::NodeIndex node = 0;
  bool hidden = holds(places.values, node);
  for (const std::string& token : *tokens) {
    node = child_of(document, node, token);
    const bool is_name = node != json::no_node && holds(places.names, node);
    json::append_token(masked, hidden || is_name ? "*" : token);
    hidden = hidden || (node != json::no_node && holds(places.values, node));
  }
  return masked;
}

std::string masked_document(const json::Tree& document, const SensitivePlaces& places) {
  return MaskedWriter(document, places).run();
}

}  // namespace sluiced::schema
