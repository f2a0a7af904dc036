#include <string>

#include "schema/compiler.h"

namespace sluiced::schema {

void Compiler::step_in_place(const Draft& draft, Keyword keyword, BlockIndex to) {
  steps_.push_back({draft.index, to, tree_[draft.values[keyword]].key_offset, keyword == Keyword::ref});
}

void Compiler::add_reference(Draft& draft) {
  const json::NodeIndex value = draft.values[Keyword::ref];
  if (value == json::no_node) return;
  const Result<Resolver::Target> target = resolver_.resolve(tree_[value].string());
  if (!target) throw Refusal{tree_[value].offset, target.error()};
  const auto known = blocks_.find(target->node);
  BlockIndex block = known == blocks_.end() ? no_block : known->second;
  if (block == no_block) {
    block = new_block(target->node, target->pointer);
    waiting_.emplace_back(target->node, block);
  }
  step_in_place(draft, Keyword::ref, block);
  emit(draft, Keyword::ref, {.op = Op::ref, .operand = block});
}

void Compiler::add_lists(Draft& draft) {
  constexpr std::array<std::pair<Keyword, Op>, 3> ops{
      {{Keyword::all_of, Op::all_of}, {Keyword::any_of, Op::any_of}, {Keyword::one_of, Op::one_of}}};
  for (const auto& [keyword, op] : ops) {
    if (!draft.values.has(keyword)) continue;
    std::vector<BlockIndex> list;
    for (const json::NodeIndex schema : json::children(tree_, draft.values[keyword])) {
      list.push_back(child(draft, keyword, schema, std::to_string(list.size())));
      step_in_place(draft, keyword, list.back());
    }
    emit(draft, keyword, {.op = op, .operand = static_cast<std::uint32_t>(program_->lists.size())});
    program_->lists.push_back(std::move(list));
  }
}

void Compiler::add_negation(Draft& draft) {
  if (!draft.values.has(Keyword::negation)) return;
  const BlockIndex block = child(draft, Keyword::negation);
  step_in_place(draft, Keyword::negation, block);
  emit(draft, Keyword::negation, {.op = Op::negation, .operand = block});
}

void Compiler::add_condition(Draft& draft) {
  Condition condition;
  const auto part = [&](Keyword keyword) {
    if (!draft.values.has(keyword)) return no_block;
    const BlockIndex block = child(draft, keyword);
    step_in_place(draft, keyword, block);
    return block;
  };
  condition.test = part(Keyword::if_);
  condition.then = part(Keyword::then);
  condition.otherwise = part(Keyword::else_);
  if (condition.test == no_block || (condition.then == no_block && condition.otherwise == no_block)) return;
  emit(draft, Keyword::if_, {.op = Op::condition, .operand = static_cast<std::uint32_t>(program_->conditions.size())});
  program_->conditions.push_back(condition);
}

/// Compiled whether or not anything refers to them: a fault in them is a fault of the file.
void Compiler::check_definitions(const Draft& draft) {
  for (const Keyword keyword : {Keyword::defs, Keyword::definitions}) {
    if (!draft.values.has(keyword)) continue;
    for (const json::NodeIndex schema : json::children(tree_, draft.values[keyword]))
      child(draft, keyword, schema, tree_[schema].name());
  }
}

}  // namespace sluiced::schema
