#include <algorithm>
#include <string>

#include "schema/compiler.h"

namespace sluiced::schema {

void Compiler::add_object(Draft& draft) {
  constexpr std::array keywords{Keyword::properties, Keyword::pattern_properties, Keyword::additional_properties,
                                Keyword::required};
  const auto first = std::find_if(keywords.begin(), keywords.end(), [&](Keyword keyword) { return draft.values.has(keyword); });
  if (first == keywords.end()) return;
  std::vector<ObjectPlan> plans(1);
  std::vector<std::string_view> names;
  add_members(draft, plans.front(), names);
  add_required(draft, plans, names);
  for (ObjectPlan& plan : plans) {
    emit(draft, *first,
         {.op = Op::object, .applies = types::object, .operand = static_cast<std::uint32_t>(program_->objects.size())});
    program_->objects.push_back(std::move(plan));
  }
}

void Compiler::add_members(Draft& draft, ObjectPlan& plan, std::vector<std::string_view>& names) {
  if (draft.values.has(Keyword::properties)) {
    for (const json::NodeIndex schema : json::children(tree_, draft.values[Keyword::properties])) {
      const std::string_view name = tree_[schema].name();
      plan.members.push_back({name, child(draft, Keyword::properties, schema, name), 0});
      names.push_back(name);
    }
  }
  if (draft.values.has(Keyword::pattern_properties)) {
    for (const json::NodeIndex schema : json::children(tree_, draft.values[Keyword::pattern_properties])) {
      const std::string_view source = tree_[schema].name();
      const std::uint32_t pattern = pattern_index(source, tree_[schema].key_offset);
      plan.patterns.push_back({pattern, child(draft, Keyword::pattern_properties, schema, source), source});
    }
  }
  if (!draft.values.has(Keyword::additional_properties)) return;
  const json::Node& additional = tree_[draft.values[Keyword::additional_properties]];
  const BlockIndex block = child(draft, Keyword::additional_properties);
  plan.additional_offset = additional.key_offset;
  if (additional.kind != json::Kind::boolean || !additional.truth) plan.additional = block;
}

/// Gives each required name a bit in the first plan; names beyond its bits go into plans that require and nothing else.
void Compiler::add_required(Draft& draft, std::vector<ObjectPlan>& plans, std::vector<std::string_view>& names) {
  const NameTable declared(names);
  if (draft.values.has(Keyword::required)) {
    const json::NodeIndex value = draft.values[Keyword::required];
    for (const json::NodeIndex node : json::children(tree_, value)) {
      const std::string_view name = tree_[node].string();
      if (plans.back().required_count == ObjectPlan::required_max) plans.emplace_back();
      ObjectPlan& plan = plans.back();
      const std::uint64_t bit = std::uint64_t{1} << plan.required_count;
      ++plan.required_count;
      plan.required |= bit;
      plan.required_offset = tree_[value].key_offset;
      const std::uint32_t member = plans.size() == 1 ? declared.find(name) : NameTable::none;
      if (member != NameTable::none)
        plan.members[member].required = bit;
      else
        plan.members.push_back({name, no_block, bit});
    }
  }
  for (ObjectPlan& plan : plans) {
    names.clear();
    for (const ObjectPlan::Member& member : plan.members) names.push_back(member.name);
    plan.table = NameTable(names);
  }
}

void Compiler::add_array(Draft& draft) {
  ArrayPlan plan;
  const json::NodeIndex items = draft.values[Keyword::items];
  const bool items_by_place = items != json::no_node && tree_[items].kind == json::Kind::array;  // draft 7
  const Keyword prefix = items_by_place ? Keyword::items : Keyword::prefix_items;
  const Keyword rest = items_by_place ? Keyword::additional_items : Keyword::items;
  if (draft.values.has(prefix)) {
    plan.prefix_keyword = tree_[draft.values[prefix]].name();
    for (const json::NodeIndex schema : json::children(tree_, draft.values[prefix]))
      plan.prefix.push_back(child(draft, prefix, schema, std::to_string(plan.prefix.size())));
  }
  if (draft.values.has(rest)) {
    plan.rest = child(draft, rest);
    plan.rest_keyword = tree_[draft.values[rest]].name();
    plan.rest_offset = tree_[draft.values[rest]].key_offset;
  }
  // Says nothing without `items` by place, but must be a schema all the same.
  if (draft.values.has(Keyword::additional_items)) child(draft, Keyword::additional_items);
  if (plan.prefix.empty() && plan.rest == no_block) return;
  const Keyword origin = draft.values.has(prefix) ? prefix : rest;
  emit(draft, origin, {.op = Op::array, .applies = types::array, .operand = static_cast<std::uint32_t>(program_->arrays.size())});
  program_->arrays.push_back(std::move(plan));
}

}  // namespace sluiced::schema
