#include "letters/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/nearest.h"
#include "base/units.h"
#include "record/topic_match.h"

namespace sluiced::letters {
namespace {

using What = Condition::What;

constexpr std::pair<std::string_view, What> names[] = {{"code", What::code},
                                                       {"rule", What::rule},
                                                       {"place", What::place},
                                                       {"schema", What::schema},
                                                       {"fingerprint", What::fingerprint},
                                                       {"group", What::group},
                                                       {"system", What::system},
                                                       {"origin", What::origin},
                                                       {"header", What::header}};

constexpr std::string_view header_prefix = "header:";

std::string unknown(std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& [text, what] : names) known.push_back(text);
  const std::string_view near = nearest(name, known);
  return fmt::format("expected code=, rule=, place=, schema=, fingerprint=, group=, system=, origin= or header:NAME=, found {}{}",
                     quoted_excerpt(name), near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
}

bool origin_matches(const Condition& condition, const Letter& letter) {
  if (!letter.origin) return glob_matches(condition.pattern, "");
  const Origin& origin = *letter.origin;
  return glob_matches(condition.pattern, fmt::format("{}/{}/{}", origin.topic, origin.partition, origin.offset.value));
}

/// The last one of that name counts.
bool header_matches(const Condition& condition, std::span<const HeaderView> headers) {
  std::string_view value;
  for (const HeaderView& header : headers)
    if (header.name == condition.header) value = header.value.value_or(std::string_view());
  return glob_matches(condition.pattern, value);
}

bool holds(const Condition& condition, const Letter& letter, std::span<const HeaderView> headers) {
  const auto fits = [&](std::string_view text) { return glob_matches(condition.pattern, text); };
  switch (condition.what) {
    case What::code: return fits(letter.code);
    case What::rule: return fits(letter.keyword_location);
    case What::place: return fits(letter.instance_location);
    case What::schema:
      return fits(letter.schema) || (!condition.pattern.empty() && letter.schema_sha256.starts_with(condition.pattern));
    case What::fingerprint: return fits(letter.fingerprint);
    case What::group: return fits(letter.group);
    case What::system: return fits(to_string(letter.profile));
    case What::origin: return origin_matches(condition, letter);
    case What::header: return header_matches(condition, headers);
  }
  return false;
}

}  // namespace

Result<Condition, std::string> parse_condition(std::string_view text) {
  // A header's name may hold '=' no more than it may hold what no one writes: the first one parts them.
  const std::size_t mark = text.find('=');
  if (mark == std::string_view::npos) return failure(fmt::format("expected NAME=PATTERN, found {}", quoted_excerpt(text)));
  Condition condition;
  condition.pattern = text.substr(mark + 1);
  std::string_view name = text.substr(0, mark);
  if (name.starts_with(header_prefix)) {
    condition.header = name.substr(header_prefix.size());
    if (condition.header.empty()) return failure(fmt::format("expected header:NAME=PATTERN, found {}", quoted_excerpt(text)));
    name = "header";
  } else if (name == "header") {
    return failure(fmt::format("expected header:NAME=PATTERN, found {}", quoted_excerpt(text)));
  }
  const auto* const found = std::find_if(std::begin(names), std::end(names), [&](const auto& one) { return one.first == name; });
  if (found == std::end(names)) return failure(unknown(name));
  condition.what = found->second;
  return condition;
}

bool matches(std::span<const Condition> conditions, const Letter& letter, std::span<const HeaderView> headers) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Condition& condition) { return holds(condition, letter, headers); });
}

}  // namespace sluiced::letters
