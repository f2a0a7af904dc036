// Which draft of JSON Schema a schema speaks, and which of its vocabularies.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/schema.h"

namespace sluiced::schema {

/// Sets of vocabularies, as drafts 2019-09 and 2020-12 split their keywords. Older drafts have all of them.
using Vocabularies = std::uint8_t;
namespace vocabulary {
inline constexpr Vocabularies always = 0;  ///< of a keyword that no vocabulary switches
inline constexpr Vocabularies core = 1;
inline constexpr Vocabularies applicator = 2;
inline constexpr Vocabularies unevaluated = 4;
inline constexpr Vocabularies validation = 8;
inline constexpr Vocabularies meta_data = 16;
inline constexpr Vocabularies format = 32;
inline constexpr Vocabularies content = 64;
inline constexpr Vocabularies format_assertion = 128;
/// What a dialect has unless its meta-schema says otherwise.
inline constexpr Vocabularies standard = core | applicator | unevaluated | validation | meta_data | format | content;
}  // namespace vocabulary

struct Language {
  Dialect dialect = Dialect::draft2020_12;
  Vocabularies vocabularies = vocabulary::standard;
  bool operator==(const Language&) const = default;
};

/// From a `$schema` value (an empty trailing fragment does not count). The failure is the complaint: an unknown one, with the
/// nearest known.
Result<Dialect> dialect_of(std::string_view uri);

/// The vocabulary of a dialect with this URI. 2019-09 counts `unevaluated…` to its applicators.
std::optional<Vocabularies> vocabulary_of(std::string_view uri, Dialect dialect);

/// What names the dialect in a `$schema`, without fragment.
std::string_view uri_of(Dialect dialect);

/// "draft 7", "draft 2020-12".
std::string_view to_text(Dialect dialect);

/// A `$ref` of these drafts stands alone: what is beside it does not count.
constexpr bool has_lonely_references(Dialect dialect) { return dialect < Dialect::draft2019_09; }

}  // namespace sluiced::schema
