// Every way of ours from bytes to an outcome: a reader, and the evaluator over what it leaves. All must give the same.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "json/reader.h"
#include "schema/schema.h"

namespace sluiced::testing {

struct ViewUnderTest {
  const char* name;
  /// Nothing where the bytes are no document.
  std::optional<schema::Outcome> (*judge)(const schema::Schema& schema, std::string_view bytes, const DocumentLimits& limits,
                                          schema::Scratch& scratch);
};

inline constexpr std::array views{
    ViewUnderTest{"tree of the strict reader",
                  [](const schema::Schema& schema, std::string_view bytes, const DocumentLimits& limits,
                     schema::Scratch& scratch) -> std::optional<schema::Outcome> {
                    json::Tree tree;
                    if (json::read(bytes, limits, tree).code != json::ReadErrorCode::none) return std::nullopt;
                    return schema.validate(tree, scratch);
                  }},
    ViewUnderTest{"bytes, through the fast reader",
                  [](const schema::Schema& schema, std::string_view bytes, const DocumentLimits& limits,
                     schema::Scratch& scratch) -> std::optional<schema::Outcome> {
                    json::IndexedDocument document;
                    if (!document.read(bytes, limits)) return std::nullopt;
                    return schema.validate(document, scratch);
                  }},
    ViewUnderTest{"bytes, in one pass",
                  [](const schema::Schema& schema, std::string_view bytes, const DocumentLimits& limits,
                     schema::Scratch& scratch) -> std::optional<schema::Outcome> {
                    json::IndexedDocument document;
                    if (schema.accepts(bytes, limits, document, scratch)) return schema::Outcome::valid;
                    if (!document.read(bytes, limits)) return std::nullopt;
                    return schema.validate(document, scratch);
                  }},
};

}  // namespace sluiced::testing
