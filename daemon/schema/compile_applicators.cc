#include <string>

#include "schema/compiler.h"

namespace sluiced::schema {

void Compiler::step_in_place(const Draft& draft, Keyword keyword, BlockIndex to) {
  const bool is_reference = keyword == Keyword::ref || keyword == Keyword::dynamic_ref || keyword == Keyword::recursive_ref;
  steps_.push_back({draft.index, to, &draft.file, draft.tree[draft.values[keyword]].key_offset, is_reference});
}

void Compiler::add_references(Draft& draft) {
  for (const Keyword keyword : {Keyword::ref, Keyword::dynamic_ref, Keyword::recursive_ref}) {
    if (!draft.values.has(keyword)) continue;
    Resources::Target target = resources_.resolve(draft.place.resource, draft.values[keyword]);
    const Resource& resource = resources_[target.place.resource];
    // A dynamic reference is one where what it names at first sight is a dynamic anchor: then the outermost of that name counts.
    const auto anchor = resource.dynamic_anchors.find(target.anchor);
    if (keyword != Keyword::ref && anchor != resource.dynamic_anchors.end() && anchor->second == target.place.node) {
      const auto outermost = scopes_[draft.scope].find(target.anchor);
      if (outermost != scopes_[draft.scope].end() && outermost->second != target.place) {
        target.place = outermost->second;
        target.pointer = resources_.pointer_to(target.place);
      }
    }
    const BlockIndex block = later_block_of(target.place, draft.scope, target.pointer);
    step_in_place(draft, keyword, block);
    emit(draft, keyword, {.op = Op::ref, .operand = block});
  }
}

void Compiler::add_lists(Draft& draft) {
  constexpr std::array<std::pair<Keyword, Op>, 3> ops{
      {{Keyword::all_of, Op::all_of}, {Keyword::any_of, Op::any_of}, {Keyword::one_of, Op::one_of}}};
  for (const auto& [keyword, op] : ops) {
    if (!draft.values.has(keyword)) continue;
    std::vector<BlockIndex> list;
    for (const json::NodeIndex schema : json::children(draft.tree, draft.values[keyword])) {
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
  if (condition.test == no_block) return;
  emit(draft, Keyword::if_, {.op = Op::condition, .operand = static_cast<std::uint32_t>(program_->conditions.size())});
  program_->conditions.push_back(condition);
}

/// Compiled whether or not anything evaluates them: a fault in them is a fault of the file.
void Compiler::check_unused(const Draft& draft) {
  if (draft.values.has(Keyword::content_schema)) child(draft, Keyword::content_schema);
  for (const Keyword keyword : {Keyword::defs, Keyword::definitions}) {
    if (!draft.values.has(keyword)) continue;
    for (const json::NodeIndex schema : json::children(draft.tree, draft.values[keyword]))
      child(draft, keyword, schema, draft.tree[schema].name());
  }
}

}  // namespace sluiced::schema
