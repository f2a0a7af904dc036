#include "schema/keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.h"

namespace sluiced::schema {
namespace {

constexpr std::array<KeywordInfo, 42> both{{
    {"$schema", Keyword::schema, Shape::text},
    {"$id", Keyword::id, Shape::text},
    {"$ref", Keyword::ref, Shape::text},
    {"$defs", Keyword::defs, Shape::schema_map},
    {"definitions", Keyword::definitions, Shape::schema_map},
    {"type", Keyword::type, Shape::type_names},
    {"const", Keyword::constant, Shape::any},
    {"enum", Keyword::enumeration, Shape::array},
    {"minimum", Keyword::minimum, Shape::number},
    {"maximum", Keyword::maximum, Shape::number},
    {"exclusiveMinimum", Keyword::exclusive_minimum, Shape::number},
    {"exclusiveMaximum", Keyword::exclusive_maximum, Shape::number},
    {"multipleOf", Keyword::multiple_of, Shape::positive_number},
    {"minLength", Keyword::min_length, Shape::count},
    {"maxLength", Keyword::max_length, Shape::count},
    {"pattern", Keyword::pattern, Shape::text},
    {"format", Keyword::format, Shape::text},
    {"properties", Keyword::properties, Shape::schema_map},
    {"required", Keyword::required, Shape::names},
    {"additionalProperties", Keyword::additional_properties, Shape::schema},
    {"patternProperties", Keyword::pattern_properties, Shape::schema_map},
    {"minProperties", Keyword::min_properties, Shape::count},
    {"maxProperties", Keyword::max_properties, Shape::count},
    {"minItems", Keyword::min_items, Shape::count},
    {"maxItems", Keyword::max_items, Shape::count},
    {"allOf", Keyword::all_of, Shape::schemas},
    {"anyOf", Keyword::any_of, Shape::schemas},
    {"oneOf", Keyword::one_of, Shape::schemas},
    {"not", Keyword::negation, Shape::schema},
    {"if", Keyword::if_, Shape::schema},
    {"then", Keyword::then, Shape::schema},
    {"else", Keyword::else_, Shape::schema},
    {"$comment", Keyword::annotation_text, Shape::text},
    {"title", Keyword::annotation_text, Shape::text},
    {"description", Keyword::annotation_text, Shape::text},
    {"contentEncoding", Keyword::annotation_text, Shape::text},
    {"contentMediaType", Keyword::annotation_text, Shape::text},
    {"deprecated", Keyword::annotation_flag, Shape::flag},
    {"readOnly", Keyword::annotation_flag, Shape::flag},
    {"writeOnly", Keyword::annotation_flag, Shape::flag},
    {"examples", Keyword::annotation_array, Shape::array},
    {"default", Keyword::annotation_any, Shape::any},
}};

constexpr std::array<KeywordInfo, 2> draft7_only{{
    {"items", Keyword::items, Shape::items_draft7},
    {"additionalItems", Keyword::additional_items, Shape::schema},
}};

constexpr std::array<KeywordInfo, 2> draft2020_12_only{{
    {"items", Keyword::items, Shape::schema},
    {"prefixItems", Keyword::prefix_items, Shape::schemas},
}};

constexpr std::array<std::string_view, 20> not_built{
    "contains",          "minContains",      "maxContains",           "uniqueItems",      "propertyNames", "dependencies",
    "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "contentSchema", "$anchor",
    "$dynamicAnchor",    "$dynamicRef",      "$recursiveAnchor",      "$recursiveRef",    "$vocabulary",   "id",
    "extends",           "divisibleBy"};

template <std::size_t n>
const KeywordInfo* find(const std::array<KeywordInfo, n>& table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const KeywordInfo& info) { return info.name == name; });
  return found == table.end() || name.empty() ? nullptr : &*found;
}

const KeywordInfo* find_special(std::string_view name, Dialect dialect) {
  switch (dialect) {
    case Dialect::draft7: return find(draft7_only, name);
    case Dialect::draft2020_12: return find(draft2020_12_only, name);
  }
  return nullptr;
}

std::vector<std::string_view> names_near(Dialect dialect) {
  std::vector<std::string_view> names;
  const auto add = [&](const auto& table) {
    for (const KeywordInfo& info : table) names.push_back(info.name);
  };
  add(both);
  if (dialect == Dialect::draft7) add(draft7_only);
  if (dialect == Dialect::draft2020_12) add(draft2020_12_only);
  names.insert(names.end(), not_built.begin(), not_built.end());
  return names;
}

}  // namespace

std::optional<KeywordInfo> find_keyword(std::string_view name, Dialect dialect) {
  const KeywordInfo* info = find(both, name);
  if (info == nullptr) info = find_special(name, dialect);
  return info == nullptr ? std::nullopt : std::optional(*info);
}

std::string refusal_of(std::string_view name, Dialect dialect) {
  if (std::find(not_built.begin(), not_built.end(), name) != not_built.end())
    return fmt::format("keyword '{}' is not supported yet", name);
  if (find(draft7_only, name) != nullptr) return fmt::format("keyword '{}' is not part of draft 2020-12", name);
  if (find(draft2020_12_only, name) != nullptr) return fmt::format("keyword '{}' is not part of draft 7", name);
  const std::string_view near = nearest(name, names_near(dialect));
  if (near.empty()) return fmt::format("unknown keyword '{}'; begin the names of your own annotations with 'x-'", name);
  return fmt::format("unknown keyword '{}'; did you mean '{}'?", name, near);
}

std::string_view demand_of(Shape shape) {
  switch (shape) {
    case Shape::any: return "may be anything";
    case Shape::text: return "must be a string";
    case Shape::flag: return "must be true or false";
    case Shape::array: return "must be an array";
    case Shape::number: return "must be a number";
    case Shape::positive_number: return "must be a number greater than 0";
    case Shape::count: return "must be a non-negative integer";
    case Shape::type_names: return "must be the name of a type or an array of different names of types";
    case Shape::names: return "must be an array of different strings";
    case Shape::schema: return "must be a schema: an object or a boolean";
    case Shape::schemas: return "must be a non-empty array of schemas";
    case Shape::schema_map: return "must be an object whose values are schemas";
    case Shape::items_draft7: return "must be a schema or a non-empty array of schemas";
  }
  return "";
}

}  // namespace sluiced::schema
