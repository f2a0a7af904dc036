#include "schema/keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.h"

namespace sluiced::schema {
namespace {

constexpr Drafts since(Dialect dialect) { return static_cast<Drafts>(0x1fU & ~(only(dialect) - 1U)); }
constexpr Drafts all_drafts = since(Dialect::draft4);
constexpr Drafts before_2020_12 = all_drafts & ~only(Dialect::draft2020_12);

// A name stands twice where drafts want different values.
constexpr std::array<KeywordInfo, 66> keywords{{
    {"$schema", Keyword::schema, Shape::text, all_drafts, vocabulary::core},
    {"id", Keyword::id, Shape::text, only(Dialect::draft4), vocabulary::core},
    {"$id", Keyword::id, Shape::text, since(Dialect::draft6), vocabulary::core},
    {"$anchor", Keyword::anchor, Shape::text, since(Dialect::draft2019_09), vocabulary::core},
    {"$dynamicAnchor", Keyword::dynamic_anchor, Shape::text, only(Dialect::draft2020_12), vocabulary::core},
    {"$recursiveAnchor", Keyword::recursive_anchor, Shape::flag, only(Dialect::draft2019_09), vocabulary::core},
    {"$vocabulary", Keyword::vocabulary, Shape::object, since(Dialect::draft2019_09), vocabulary::core},
    {"$ref", Keyword::ref, Shape::text, all_drafts, vocabulary::core},
    {"$dynamicRef", Keyword::dynamic_ref, Shape::text, only(Dialect::draft2020_12), vocabulary::core},
    {"$recursiveRef", Keyword::recursive_ref, Shape::text, only(Dialect::draft2019_09), vocabulary::core},
    {"$defs", Keyword::defs, Shape::schema_map, since(Dialect::draft2019_09), vocabulary::core},
    {"definitions", Keyword::definitions, Shape::schema_map, all_drafts, vocabulary::always},
    {"$comment", Keyword::annotation_text, Shape::text, since(Dialect::draft7), vocabulary::core},
    {"properties", Keyword::properties, Shape::schema_map, all_drafts, vocabulary::applicator},
    {"patternProperties", Keyword::pattern_properties, Shape::schema_map, all_drafts, vocabulary::applicator},
    {"additionalProperties", Keyword::additional_properties, Shape::schema, all_drafts, vocabulary::applicator},
    {"propertyNames", Keyword::property_names, Shape::schema, since(Dialect::draft6), vocabulary::applicator},
    {"dependencies", Keyword::dependencies, Shape::dependencies, all_drafts, vocabulary::always},
    {"dependentSchemas", Keyword::dependent_schemas, Shape::schema_map, since(Dialect::draft2019_09), vocabulary::applicator},
    {"prefixItems", Keyword::prefix_items, Shape::schemas, only(Dialect::draft2020_12), vocabulary::applicator},
    {"items", Keyword::items, Shape::schema, only(Dialect::draft2020_12), vocabulary::applicator},
    {"items", Keyword::items, Shape::items_by_place, before_2020_12, vocabulary::applicator},
    {"additionalItems", Keyword::additional_items, Shape::schema, before_2020_12, vocabulary::applicator},
    {"contains", Keyword::contains, Shape::schema, since(Dialect::draft6), vocabulary::applicator},
    {"allOf", Keyword::all_of, Shape::schemas, all_drafts, vocabulary::applicator},
    {"anyOf", Keyword::any_of, Shape::schemas, all_drafts, vocabulary::applicator},
    {"oneOf", Keyword::one_of, Shape::schemas, all_drafts, vocabulary::applicator},
    {"not", Keyword::negation, Shape::schema, all_drafts, vocabulary::applicator},
    {"if", Keyword::if_, Shape::schema, since(Dialect::draft7), vocabulary::applicator},
    {"then", Keyword::then, Shape::schema, since(Dialect::draft7), vocabulary::applicator},
    {"else", Keyword::else_, Shape::schema, since(Dialect::draft7), vocabulary::applicator},
    {"unevaluatedProperties", Keyword::unevaluated_properties, Shape::schema, since(Dialect::draft2019_09),
     vocabulary::unevaluated},
    {"unevaluatedItems", Keyword::unevaluated_items, Shape::schema, since(Dialect::draft2019_09), vocabulary::unevaluated},
    {"type", Keyword::type, Shape::type_names, all_drafts, vocabulary::validation},
    {"const", Keyword::constant, Shape::any, since(Dialect::draft6), vocabulary::validation},
    {"enum", Keyword::enumeration, Shape::array, all_drafts, vocabulary::validation},
    {"minimum", Keyword::minimum, Shape::number, all_drafts, vocabulary::validation},
    {"maximum", Keyword::maximum, Shape::number, all_drafts, vocabulary::validation},
    {"exclusiveMinimum", Keyword::exclusive_minimum, Shape::flag, only(Dialect::draft4), vocabulary::validation},
    {"exclusiveMinimum", Keyword::exclusive_minimum, Shape::number, since(Dialect::draft6), vocabulary::validation},
    {"exclusiveMaximum", Keyword::exclusive_maximum, Shape::flag, only(Dialect::draft4), vocabulary::validation},
    {"exclusiveMaximum", Keyword::exclusive_maximum, Shape::number, since(Dialect::draft6), vocabulary::validation},
    {"multipleOf", Keyword::multiple_of, Shape::positive_number, all_drafts, vocabulary::validation},
    {"minLength", Keyword::min_length, Shape::count, all_drafts, vocabulary::validation},
    {"maxLength", Keyword::max_length, Shape::count, all_drafts, vocabulary::validation},
    {"pattern", Keyword::pattern, Shape::text, all_drafts, vocabulary::validation},
    {"required", Keyword::required, Shape::names, all_drafts, vocabulary::validation},
    {"minProperties", Keyword::min_properties, Shape::count, all_drafts, vocabulary::validation},
    {"maxProperties", Keyword::max_properties, Shape::count, all_drafts, vocabulary::validation},
    {"dependentRequired", Keyword::dependent_required, Shape::name_map, since(Dialect::draft2019_09), vocabulary::validation},
    {"minItems", Keyword::min_items, Shape::count, all_drafts, vocabulary::validation},
    {"maxItems", Keyword::max_items, Shape::count, all_drafts, vocabulary::validation},
    {"uniqueItems", Keyword::unique_items, Shape::flag, all_drafts, vocabulary::validation},
    {"minContains", Keyword::min_contains, Shape::count, since(Dialect::draft2019_09), vocabulary::validation},
    {"maxContains", Keyword::max_contains, Shape::count, since(Dialect::draft2019_09), vocabulary::validation},
    {"title", Keyword::annotation_text, Shape::text, all_drafts, vocabulary::meta_data},
    {"description", Keyword::annotation_text, Shape::text, all_drafts, vocabulary::meta_data},
    {"default", Keyword::annotation_any, Shape::any, all_drafts, vocabulary::meta_data},
    {"examples", Keyword::annotation_array, Shape::array, since(Dialect::draft6), vocabulary::meta_data},
    {"readOnly", Keyword::annotation_flag, Shape::flag, since(Dialect::draft7), vocabulary::meta_data},
    {"writeOnly", Keyword::annotation_flag, Shape::flag, since(Dialect::draft7), vocabulary::meta_data},
    {"deprecated", Keyword::annotation_flag, Shape::flag, since(Dialect::draft2019_09), vocabulary::meta_data},
    {"format", Keyword::format, Shape::text, all_drafts, vocabulary::format},
    {"contentEncoding", Keyword::content_encoding, Shape::text, since(Dialect::draft7), vocabulary::content},
    {"contentMediaType", Keyword::content_media_type, Shape::text, since(Dialect::draft7), vocabulary::content},
    {"contentSchema", Keyword::content_schema, Shape::schema, since(Dialect::draft2019_09), vocabulary::content},
}};

constexpr bool is_of(const KeywordInfo& info, const Language& language) {
  return (info.drafts & only(language.dialect)) != 0 &&
         (info.vocabulary == vocabulary::always || (info.vocabulary & language.vocabularies) != 0);
}

}  // namespace

const KeywordInfo* find_keyword(std::string_view name, const Language& language) {
  const auto found = std::find_if(keywords.begin(), keywords.end(),
                                  [&](const KeywordInfo& info) { return info.name == name && is_of(info, language); });
  return found == keywords.end() ? nullptr : &*found;
}

std::string suspicion_of(std::string_view name, const Language& language) {
  if (name.starts_with("x-")) return "";
  std::vector<std::string_view> names;
  for (const KeywordInfo& info : keywords) {
    // "$defs" is where people keep what they refer to, whatever the draft.
    if (info.name == name)
      return info.keyword == Keyword::defs
                 ? ""
                 : fmt::format("'{}' is no keyword of this schema's {}: it asserts nothing", name, to_text(language.dialect));
    if (is_of(info, language)) names.push_back(info.name);
  }
  const std::string_view near = nearest(name, names);
  if (near.empty()) return "";
  return fmt::format("unknown keyword '{}' asserts nothing; did you mean '{}'?", name, near);
}

std::string_view demand_of(Shape shape) {
  switch (shape) {
    case Shape::any: return "may be anything";
    case Shape::text: return "must be a string";
    case Shape::flag: return "must be true or false";
    case Shape::array: return "must be an array";
    case Shape::object: return "must be an object";
    case Shape::number: return "must be a number";
    case Shape::positive_number: return "must be a number greater than 0";
    case Shape::count: return "must be a non-negative integer";
    case Shape::type_names: return "must be the name of a type or an array of different names of types";
    case Shape::names: return "must be an array of different strings";
    case Shape::schema: return "must be a schema: an object or a boolean";
    case Shape::schemas: return "must be a non-empty array of schemas";
    case Shape::schema_map: return "must be an object whose values are schemas";
    case Shape::name_map: return "must be an object whose values are arrays of different strings";
    case Shape::items_by_place: return "must be a schema or a non-empty array of schemas";
    case Shape::dependencies: return "must be an object whose values are schemas or arrays of different strings";
  }
  return "";
}

}  // namespace sluiced::schema
