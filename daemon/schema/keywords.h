// The keywords: which of them are built, what shape their values must have, and what to say about all others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/schema.h"

namespace sluiced::schema {

enum class Keyword : std::uint8_t {
  schema,
  id,
  ref,
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
  min_properties,
  max_properties,
  prefix_items,
  items,
  additional_items,
  min_items,
  max_items,
  all_of,
  any_of,
  one_of,
  negation,
  if_,
  then,
  else_,
  annotation_text,   ///< $comment, title, description, contentEncoding, contentMediaType
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
  number,
  positive_number,
  count,       ///< a non-negative whole number
  type_names,  ///< one, or an array of different ones
  names,       ///< an array of different strings
  schema,
  schemas,       ///< a non-empty array of schemas
  schema_map,    ///< an object of schemas
  items_draft7,  ///< a schema, or an array of schemas
};

struct KeywordInfo {
  std::string_view name;
  Keyword keyword;
  Shape shape;
};

/// Nothing for a name that is no keyword of the dialect, or one that is not built.
std::optional<KeywordInfo> find_keyword(std::string_view name, Dialect dialect);

/// What to say about a name for which find_keyword() gives nothing.
std::string refusal_of(std::string_view name, Dialect dialect);

/// "must be a string", …
std::string_view demand_of(Shape shape);

}  // namespace sluiced::schema
