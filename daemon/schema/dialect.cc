#include "schema/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/nearest.h"

namespace sluiced::schema {
namespace {

constexpr std::string_view draft7_uri = "http://json-schema.org/draft-07/schema";
constexpr std::string_view draft2020_12_uri = "https://json-schema.org/draft/2020-12/schema";

constexpr std::array<std::string_view, 4> not_built{
    "http://json-schema.org/draft-03/schema", "http://json-schema.org/draft-04/schema", "http://json-schema.org/draft-06/schema",
    "https://json-schema.org/draft/2019-09/schema"};
// As draft 7 is usually written: with its fragment.
constexpr std::array<std::string_view, 2> built{"http://json-schema.org/draft-07/schema#", draft2020_12_uri};

}  // namespace

Result<Dialect> dialect_of(std::string_view uri) {
  std::string_view plain = uri;
  if (plain.ends_with('#')) plain.remove_suffix(1);
  if (plain == draft7_uri) return Dialect::draft7;
  if (plain == draft2020_12_uri) return Dialect::draft2020_12;
  if (std::find(not_built.begin(), not_built.end(), plain) != not_built.end())
    return failure(fmt::format("'$schema' {} is not supported yet; drafts 7 and 2020-12 are", uri));
  const std::string_view near = nearest(uri, built);
  if (!near.empty()) return failure(fmt::format("unknown '$schema' {}; did you mean {}?", uri, near));
  return failure(fmt::format("unknown '$schema' {}; drafts 7 and 2020-12 are supported", uri));
}

}  // namespace sluiced::schema
