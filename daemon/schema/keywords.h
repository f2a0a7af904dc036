// The keywords of all drafts: what shape their values must have, and what to say about other names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/dialect.h"

namespace sluiced::schema {

enum class Keyword : std::uint8_t {
  schema,
  id,
  anchor,
  dynamic_anchor,
  recursive_anchor,
  vocabulary,
  ref,
  dynamic_ref,
  recursive_ref,
  defs,
  definitions,
  type,
  constant,
  enumeration,
  minimum,
  maximum,
  exclusive_minimum,
  exclusive_maximum,
  multiple_of,
  min_length,
  max_length,
  pattern,
  format,
  properties,
  required,
  additional_properties,
  pattern_properties,
  property_names,
  min_properties,
  max_properties,
  dependencies,
  dependent_required,
  dependent_schemas,
  unevaluated_properties,
  prefix_items,
  items,
  additional_items,
  min_items,
  max_items,
  unique_items,
  contains,
  min_contains,
  max_contains,
  unevaluated_items,
  all_of,
  any_of,
  one_of,
  negation,
  if_,
  then,
  else_,
  content_encoding,
  content_media_type,
  content_schema,
  annotation_text,   ///< $comment, title, description
  annotation_flag,   ///< deprecated, readOnly, writeOnly
  annotation_array,  ///< examples
  annotation_any,    ///< default
};
inline constexpr std::size_t keyword_count = static_cast<std::size_t>(Keyword::annotation_any) + 1;

/// What the value of a keyword may be; how the schemas within are meant is the compiler's business.
enum class Shape : std::uint8_t {
  any,
  text,
  flag,
  array,
  object,
  number,
  positive_number,
  count,       ///< a non-negative whole number
  type_names,  ///< one, or an array of different ones
  names,       ///< an array of different strings
  name_map,    ///< an object of such arrays
  schema,
  schemas,         ///< a non-empty array of schemas
  schema_map,      ///< an object of schemas
  items_by_place,  ///< a schema, or an array of schemas
  dependencies,    ///< an object of schemas and arrays of different strings
};

using Drafts = std::uint8_t;  ///< a set of dialects
constexpr Drafts only(Dialect dialect) { return static_cast<Drafts>(1U << static_cast<unsigned>(dialect)); }

struct KeywordInfo {
  std::string_view name;
  Keyword keyword;
  Shape shape;
  Drafts drafts;
  Vocabularies vocabulary = vocabulary::always;
};

/// Nullptr for a name that is no keyword of the language.
const KeywordInfo* find_keyword(std::string_view name, const Language& language);

/// What is worth saying about a name that is no keyword of the language: that a keyword was probably meant, or that it is one of
/// other drafts. Empty for any other name: that is an annotation.
std::string suspicion_of(std::string_view name, const Language& language);

/// "must be a string", …
std::string_view demand_of(Shape shape);

}  // namespace sluiced::schema
