#include "schema/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/nearest.h"

namespace sluiced::schema {
namespace {

struct Known {
  std::string_view uri;  ///< as it is usually written: the older ones with their fragment
  Dialect dialect;
  std::string_view text;
};
constexpr std::array<Known, 5> known{{{"http://json-schema.org/draft-04/schema#", Dialect::draft4, "draft 4"},
                                      {"http://json-schema.org/draft-06/schema#", Dialect::draft6, "draft 6"},
                                      {"http://json-schema.org/draft-07/schema#", Dialect::draft7, "draft 7"},
                                      {"https://json-schema.org/draft/2019-09/schema", Dialect::draft2019_09, "draft 2019-09"},
                                      {"https://json-schema.org/draft/2020-12/schema", Dialect::draft2020_12, "draft 2020-12"}}};

constexpr std::string_view vocabularies_2019_09 = "https://json-schema.org/draft/2019-09/vocab/";
constexpr std::string_view vocabularies_2020_12 = "https://json-schema.org/draft/2020-12/vocab/";

std::string_view without_fragment(std::string_view uri) {
  if (uri.ends_with('#')) uri.remove_suffix(1);
  return uri;
}

}  // namespace

Result<Dialect> dialect_of(std::string_view uri) {
  std::array<std::string_view, known.size()> uris;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (without_fragment(known[i].uri) == without_fragment(uri)) return known[i].dialect;
    uris[i] = known[i].uri;
  }
  const std::string_view near = nearest(uri, uris);
  if (!near.empty()) return failure(fmt::format("unknown '$schema' {}; did you mean {}?", uri, near));
  return failure(fmt::format("unknown '$schema' {}; drafts 4, 6, 7, 2019-09 and 2020-12 are supported", uri));
}

std::optional<Vocabularies> vocabulary_of(std::string_view uri, Dialect dialect) {
  const bool is_2019_09 = dialect == Dialect::draft2019_09;
  const std::string_view prefix = is_2019_09 ? vocabularies_2019_09 : vocabularies_2020_12;
  if (!uri.starts_with(prefix)) return std::nullopt;
  uri.remove_prefix(prefix.size());
  if (uri == "core") return vocabulary::core;
  if (uri == "validation") return vocabulary::validation;
  if (uri == "meta-data") return vocabulary::meta_data;
  if (uri == "content") return vocabulary::content;
  if (is_2019_09) {
    if (uri == "applicator") return vocabulary::applicator | vocabulary::unevaluated;
    if (uri == "format") return vocabulary::format;
    return std::nullopt;
  }
  if (uri == "applicator") return vocabulary::applicator;
  if (uri == "unevaluated") return vocabulary::unevaluated;
  if (uri == "format-annotation") return vocabulary::format;
  if (uri == "format-assertion") return vocabulary::format | vocabulary::format_assertion;
  return std::nullopt;
}

std::string_view uri_of(Dialect dialect) {
  return without_fragment(
      std::find_if(known.begin(), known.end(), [&](const Known& one) { return one.dialect == dialect; })->uri);
}

std::string_view to_text(Dialect dialect) {
  return std::find_if(known.begin(), known.end(), [&](const Known& one) { return one.dialect == dialect; })->text;
}

}  // namespace sluiced::schema
