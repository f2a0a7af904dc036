#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "json/decimal.h"
#include "schema/ascii.h"
#include "schema/compiler.h"
#include "schema/equality.h"
#include "schema/excerpt.h"

namespace sluiced::schema {
namespace {

/// Counts are compared with 32-bit sizes: what is larger is as good as this.
constexpr std::int64_t count_max = std::int64_t{1} << 32;

/// Where there are many, so that none is compared with all of them.
void hash_others(ValueSet& set) {
  if (set.others.size() <= ValueSet::few) return;
  const TreeView view(*set.tree);
  for (const json::NodeIndex value : set.others) set.hashed.push_back({hash_of(view, view.at(value)), value});
  std::sort(set.hashed.begin(), set.hashed.end(),
            [](const ValueSet::Hashed& a, const ValueSet::Hashed& b) { return a.hash < b.hash; });
}

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) { return to_lower(a) == b; });
}

/// "application/json", "application/vnd.api+json; charset=utf-8".
bool is_json_type(std::string_view media_type) {
  media_type = media_type.substr(0, media_type.find(';'));
  media_type = media_type.substr(0, media_type.find_last_not_of(" \t") + 1);
  constexpr std::string_view suffix = "+json";
  if (media_type.size() > suffix.size() && equal_ignoring_case(media_type.substr(media_type.size() - suffix.size()), suffix))
    return true;
  return equal_ignoring_case(media_type, "application/json");
}

}  // namespace

/// A whole number that is not negative, also where it is written "2.0" or "1e2".
std::int64_t to_count(const json::Node& number) {
  if (number.is_int64) return std::min(number.integer, count_max);
  std::int64_t low = 0;
  std::int64_t high = count_max;
  while (low < high) {
    const std::int64_t middle = (low + high + 1) / 2;
    if (json::compare_numbers(std::to_string(middle), number.string()) <= 0)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

void Compiler::add_type(Draft& draft) {
  const json::NodeIndex value = draft.values[Keyword::type];
  if (value == json::no_node) return;
  program_->block_origins[draft.index].type_offset = draft.tree[value].key_offset;
  if (draft.tree[value].kind == json::Kind::string) {
    draft.types = *type_named(draft.tree[value].string());
    return;
  }
  draft.types = types::none;
  for (const json::NodeIndex name : json::children(draft.tree, value))
    draft.types = static_cast<TypeMask>(draft.types | *type_named(draft.tree[name].string()));
}

void Compiler::add_values(Draft& draft) {
  for (const Keyword keyword : {Keyword::constant, Keyword::enumeration}) {
    const json::NodeIndex value = draft.values[keyword];
    if (value == json::no_node) continue;
    std::vector<std::string_view> strings;
    ValueSet set;
    set.tree = &draft.tree;
    const auto take = [&](json::NodeIndex node) {
      ++set.size;
      if (draft.tree[node].kind == json::Kind::string)
        strings.push_back(draft.tree[node].string());
      else
        set.others.push_back(node);
    };
    if (keyword == Keyword::constant) {
      take(value);
    } else {
      for (const json::NodeIndex allowed : json::children(draft.tree, value)) take(allowed);
    }
    set.strings = NameTable(strings);
    hash_others(set);
    emit(draft, keyword, {.op = Op::one_of_values, .operand = static_cast<std::uint32_t>(program_->values.size())});
    program_->values.push_back(std::move(set));
  }
}

/// In draft 4 the exclusive ones are flags of the others; from draft 6 on they are bounds of their own.
void Compiler::add_numbers(Draft& draft) {
  struct Bound {
    Keyword keyword;
    Op op;
    Keyword flag;
    Op flagged;
  };
  constexpr std::array<Bound, 5> bounds{
      {{Keyword::minimum, Op::minimum, Keyword::exclusive_minimum, Op::exclusive_minimum},
       {Keyword::maximum, Op::maximum, Keyword::exclusive_maximum, Op::exclusive_maximum},
       {Keyword::exclusive_minimum, Op::exclusive_minimum, Keyword::exclusive_minimum, Op::exclusive_minimum},
       {Keyword::exclusive_maximum, Op::exclusive_maximum, Keyword::exclusive_maximum, Op::exclusive_maximum},
       {Keyword::multiple_of, Op::multiple_of, Keyword::multiple_of, Op::multiple_of}}};
  for (const auto& [keyword, op, flag, flagged] : bounds) {
    if (!draft.values.has(keyword) || draft.tree[draft.values[keyword]].kind != json::Kind::number) continue;
    const json::Node& value = draft.tree[draft.values[keyword]];
    const bool is_flagged = draft.values.has(flag) && draft.tree[draft.values[flag]].truth;
    emit(draft, keyword,
         {.op = is_flagged ? flagged : op,
          .applies = types::number,
          .is_integer = value.is_int64,
          .operand = static_cast<std::uint32_t>(program_->numbers.size()),
          .integer = value.integer});
    program_->numbers.push_back(value.string());
  }
}

void Compiler::add_counts(Draft& draft) {
  struct Count {
    Keyword keyword;
    Op op;
    TypeMask applies;
    bool is_minimum;
  };
  constexpr std::array<Count, 6> counts{{{Keyword::min_items, Op::min_items, types::array, true},
                                         {Keyword::max_items, Op::max_items, types::array, false},
                                         {Keyword::min_properties, Op::min_properties, types::object, true},
                                         {Keyword::max_properties, Op::max_properties, types::object, false},
                                         {Keyword::min_length, Op::min_length, types::string, true},
                                         {Keyword::max_length, Op::max_length, types::string, false}}};
  for (const auto& [keyword, op, applies, is_minimum] : counts) {
    if (!draft.values.has(keyword)) continue;
    const std::int64_t count = to_count(draft.tree[draft.values[keyword]]);
    if (is_minimum && count == 0) continue;
    emit(draft, keyword, {.op = op, .applies = applies, .is_integer = true, .integer = count});
  }
}

void Compiler::add_strings(Draft& draft) {
  if (draft.values.has(Keyword::pattern)) {
    const json::Node& pattern = draft.tree[draft.values[Keyword::pattern]];
    emit(draft, Keyword::pattern,
         {.op = Op::pattern, .applies = types::string, .operand = pattern_index(draft.file, pattern.string(), pattern.offset)});
  }
  if (!draft.values.has(Keyword::format)) return;
  const json::Node& value = draft.tree[draft.values[Keyword::format]];
  if (const std::optional<Format> format = asserted_format(draft, value))
    emit(draft, Keyword::format, {.op = Op::format, .applies = types::string, .operand = static_cast<std::uint32_t>(*format)});
}

/// Encodings and media types that we cannot look into stay annotations.
void Compiler::add_content(Draft& draft) {
  if (options_.contents != ContentMode::assertion) return;
  const auto check = [&](Keyword keyword, Format format) {
    emit(draft, keyword, {.op = Op::format, .applies = types::string, .operand = static_cast<std::uint32_t>(format)});
  };
  const bool is_encoded = draft.values.has(Keyword::content_encoding);
  const bool is_base64 =
      is_encoded && equal_ignoring_case(draft.tree[draft.values[Keyword::content_encoding]].string(), "base64");
  if (is_base64) check(Keyword::content_encoding, Format::content_base64);
  if (!draft.values.has(Keyword::content_media_type) || (is_encoded && !is_base64)) return;
  if (is_json_type(draft.tree[draft.values[Keyword::content_media_type]].string()))
    check(Keyword::content_media_type, is_base64 ? Format::content_base64_json : Format::content_json);
}

std::uint32_t Compiler::pattern_index(const json::Document& file, std::string_view pattern, std::uint32_t offset) {
  const auto [entry, is_new] = patterns_.try_emplace(pattern, static_cast<std::uint32_t>(program_->patterns.size()));
  if (is_new) {
    Result<Pattern> compiled = Pattern::compile(pattern);
    if (!compiled)
      refuse(file, offset, fmt::format("pattern '{}' cannot be used: {}", excerpt(pattern), compiled.error()));
    if (options_.regex == RegexMode::linear && !compiled->backtracks_for().empty())
      refuse(file, offset, fmt::format("pattern '{}' cannot be used with 'regex: linear': it needs {}", excerpt(pattern),
                                       compiled->backtracks_for()));
    program_->patterns.push_back(std::move(*compiled));
  }
  return entry->second;
}

/// A name that nobody knows is an annotation, as the specification has it; one that the user lists is known, or refused there.
/// Only the vocabulary of assertions asks for a refusal.
std::optional<Format> Compiler::asserted_format(const Draft& draft, const json::Node& value) const {
  const std::string_view name = value.string();
  const std::optional<Format> format = format_named(name);
  const Language& language = resources_[draft.place.resource].language;
  if ((language.vocabularies & vocabulary::format_assertion) != 0) {
    if (!format) refuse(draft.file, value.offset, fmt::format("unknown format '{}'", excerpt(name)));
    return format;
  }
  if (options_.formats == FormatMode::annotation) return std::nullopt;
  const std::vector<std::string>& listed = options_.asserted_formats;
  const bool asserted = listed.empty() ? format && knows(language.dialect, *format)
                                       : std::find(listed.begin(), listed.end(), name) != listed.end();
  return asserted ? format : std::nullopt;
}

}  // namespace sluiced::schema
