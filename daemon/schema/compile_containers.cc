#include <algorithm>
#include <string>
#include <unordered_map>

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
    for (const json::NodeIndex schema : json::children(draft.tree, draft.values[Keyword::properties])) {
      const std::string_view name = draft.tree[schema].name();
      plan.members.push_back({name, child(draft, Keyword::properties, schema, name), 0});
      names.push_back(name);
    }
  }
  if (draft.values.has(Keyword::pattern_properties)) {
    for (const json::NodeIndex schema : json::children(draft.tree, draft.values[Keyword::pattern_properties])) {
      const std::string_view source = draft.tree[schema].name();
      const std::uint32_t pattern = pattern_index(draft.file, source, draft.tree[schema].key_offset);
      plan.patterns.push_back({pattern, child(draft, Keyword::pattern_properties, schema, source), source});
    }
  }
  if (!draft.values.has(Keyword::additional_properties)) return;
  const json::Node& additional = draft.tree[draft.values[Keyword::additional_properties]];
  const BlockIndex block = child(draft, Keyword::additional_properties);
  plan.additional_offset = additional.key_offset;
  plan.evaluates_all = true;
  if (additional.kind != json::Kind::boolean || !additional.truth) plan.additional = block;
}

/// Gives each required name a bit in the first plan; names beyond its bits go into plans that require and nothing else.
void Compiler::add_required(Draft& draft, std::vector<ObjectPlan>& plans, std::vector<std::string_view>& names) {
  const NameTable declared(names);
  if (draft.values.has(Keyword::required)) {
    const json::NodeIndex value = draft.values[Keyword::required];
    for (const json::NodeIndex node : json::children(draft.tree, value)) {
      const std::string_view name = draft.tree[node].string();
      if (plans.back().required_count == ObjectPlan::required_max) plans.emplace_back();
      ObjectPlan& plan = plans.back();
      const std::uint64_t bit = std::uint64_t{1} << plan.required_count;
      ++plan.required_count;
      plan.required |= bit;
      plan.required_offset = draft.tree[value].key_offset;
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
  const bool items_by_place = items != json::no_node && draft.tree[items].kind == json::Kind::array;  // before 2020-12
  const Keyword prefix = items_by_place ? Keyword::items : Keyword::prefix_items;
  const Keyword rest = items_by_place ? Keyword::additional_items : Keyword::items;
  if (draft.values.has(prefix)) {
    plan.prefix_keyword = draft.tree[draft.values[prefix]].name();
    for (const json::NodeIndex schema : json::children(draft.tree, draft.values[prefix]))
      plan.prefix.push_back(child(draft, prefix, schema, std::to_string(plan.prefix.size())));
  }
  if (draft.values.has(rest)) {
    plan.rest = child(draft, rest);
    plan.rest_keyword = draft.tree[draft.values[rest]].name();
    plan.rest_offset = draft.tree[draft.values[rest]].key_offset;
  }
  // Says nothing without `items` by place, but must be a schema all the same.
  if (draft.values.has(Keyword::additional_items)) child(draft, Keyword::additional_items);
  if (plan.prefix.empty() && plan.rest == no_block) return;
  const Keyword origin = draft.values.has(prefix) ? prefix : rest;
  emit(draft, origin, {.op = Op::array, .applies = types::array, .operand = static_cast<std::uint32_t>(program_->arrays.size())});
  program_->arrays.push_back(std::move(plan));
}

void Compiler::add_dependents(Draft& draft) {
  for (const Keyword keyword : {Keyword::dependent_required, Keyword::dependent_schemas, Keyword::dependencies}) {
    if (!draft.values.has(keyword)) continue;
    DependentPlan plan;
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    const auto number_of = [&](std::string_view name) {
      const auto [known, is_new] = numbers.try_emplace(name, static_cast<std::uint32_t>(plan.names.size()));
      if (is_new) plan.names.push_back(name);
      return known->second;
    };
    for (const json::NodeIndex value : json::children(draft.tree, draft.values[keyword])) {
      DependentPlan::Trigger trigger{number_of(draft.tree[value].name()), {}, no_block};
      if (draft.tree[value].kind == json::Kind::array) {
        for (const json::NodeIndex name : json::children(draft.tree, value))
          trigger.required.push_back(number_of(draft.tree[name].string()));
      } else {
        trigger.block = child(draft, keyword, value, draft.tree[value].name());
        step_in_place(draft, keyword, trigger.block);
      }
      plan.triggers.push_back(std::move(trigger));
    }
    if (plan.triggers.empty()) continue;
    plan.table = NameTable(plan.names);
    emit(draft, keyword,
         {.op = Op::dependents, .applies = types::object, .operand = static_cast<std::uint32_t>(program_->dependents.size())});
    program_->dependents.push_back(std::move(plan));
  }
}

void Compiler::add_names(Draft& draft) {
  if (!draft.values.has(Keyword::property_names)) return;
  emit(draft, Keyword::property_names,
       {.op = Op::property_names, .applies = types::object, .operand = child(draft, Keyword::property_names)});
}

/// `minContains` and `maxContains` say nothing without `contains`.
void Compiler::add_contains(Draft& draft) {
  if (!draft.values.has(Keyword::contains)) return;
  const bool has_min = draft.values.has(Keyword::min_contains);
  const json::Node& min = draft.tree[draft.values[has_min ? Keyword::min_contains : Keyword::contains]];
  Containment containment;
  containment.block = child(draft, Keyword::contains);
  containment.min_keyword = min.name();
  containment.min_offset = min.key_offset;
  if (has_min) containment.min = to_count(min);
  if (draft.values.has(Keyword::max_contains)) {
    const json::Node& max = draft.tree[draft.values[Keyword::max_contains]];
    containment.max = to_count(max);
    containment.has_max = true;
    containment.max_offset = max.key_offset;
  }
  containment.evaluates = resources_[draft.place.resource].language.dialect >= Dialect::draft2020_12;
  emit(draft, Keyword::contains,
       {.op = Op::contains, .applies = types::array, .operand = static_cast<std::uint32_t>(program_->containments.size())});
  program_->containments.push_back(containment);
}

void Compiler::add_unique_items(Draft& draft) {
  if (!draft.values.has(Keyword::unique_items) || !draft.tree[draft.values[Keyword::unique_items]].truth) return;
  emit(draft, Keyword::unique_items, {.op = Op::unique_items, .applies = types::array});
}

/// The schema's own block is this one instruction; `draft` has become the block of all else in it.
void Compiler::add_leftovers(Draft& draft, BlockIndex outer) {
  Leftovers plan;
  plan.others = draft.index;
  draft.code.clear();
  draft.types = types::all;
  Keyword keyword = Keyword::unevaluated_properties;
  if (draft.values.has(keyword)) {
    plan.properties = child(draft, keyword);
    plan.properties_offset = draft.tree[draft.values[keyword]].key_offset;
  }
  if (draft.values.has(Keyword::unevaluated_items)) {
    if (plan.properties == no_block) keyword = Keyword::unevaluated_items;
    plan.items = child(draft, Keyword::unevaluated_items);
    plan.items_offset = draft.tree[draft.values[Keyword::unevaluated_items]].key_offset;
  }
  draft.index = outer;
  step_in_place(draft, keyword, plan.others);
  emit(draft, keyword, {.op = Op::unevaluated, .operand = static_cast<std::uint32_t>(program_->leftovers.size())});
  program_->leftovers.push_back(plan);
  finish(draft);
}

}  // namespace sluiced::schema
