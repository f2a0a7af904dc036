#include "letters/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "base/units.h"
#include "gate/dead_letter.h"
#include "json/keyed_hash.h"
#include "letters/selection.h"

namespace sluiced::letters {
namespace {

using What = Dimension::What;

constexpr std::pair<std::string_view, What> names[] = {
    {"rule", What::rule}, {"place", What::place}, {"code", What::code}, {"schema", What::schema}};
constexpr std::string_view header_prefix = "header:";

Result<Dimension, std::string> parse_dimension(std::string_view text) {
  if (text.starts_with(header_prefix) && text.size() > header_prefix.size())
    return Dimension{.what = What::header, .header = std::string(text.substr(header_prefix.size()))};
  for (const auto& [name, what] : names)
    if (name == text) return Dimension{.what = what};
  std::vector<std::string_view> known;
  for (const auto& [name, what] : names) known.push_back(name);
  const std::string_view near = nearest(text, known);
  return failure(fmt::format("expected rule, place, code, schema or header:NAME, found {}{}", quoted_excerpt(text),
                             near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
}

std::string_view header_named(std::span<const HeaderView> headers, std::string_view name) {
  std::string_view value;
  for (const HeaderView& header : headers)
    if (header.name == name) value = header.value.value_or(std::string_view());
  return value;
}

}  // namespace

Result<std::vector<Dimension>, std::string> parse_by(std::string_view text) {
  std::vector<Dimension> by;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    auto dimension = parse_dimension(text.substr(0, comma));
    if (!dimension) return failure(dimension.error());
    if (std::find(by.begin(), by.end(), *dimension) != by.end())
      return failure(fmt::format("{} stands twice", quoted_excerpt(text.substr(0, comma))));
    by.push_back(std::move(*dimension));
    if (comma == text.size()) return by;
    text.remove_prefix(comma + 1);
  }
}

std::string to_string(const Dimension& dimension) {
  for (const auto& [name, what] : names)
    if (what == dimension.what) return std::string(name);
  return std::string(header_prefix) + dimension.header;
}

void Recent::take(std::int64_t ms) {
  const std::int64_t number = ms / step_ms;
  if (number < 0) return;
  Step& step = steps_[static_cast<std::size_t>(number) % steps_.size()];
  if (number > step.number) step = {.number = number};
  if (number == step.number) ++step.count;
}

double Recent::rate(std::int64_t now_ms, std::int64_t over_ms) const {
  const std::int64_t last = now_ms / step_ms;
  const std::int64_t first = last - over_ms / step_ms + 1;
  std::uint64_t count = 0;
  for (const Step& step : steps_)
    if (step.number >= first && step.number <= last) count += step.count;
  // The step at hand has only begun.
  return static_cast<double>(count) * 1000.0 / static_cast<double>(now_ms - first * step_ms + 1);
}

bool Summary::Same::operator()(const Key& key, std::uint32_t index) const {
  const Group& group = (*groups)[index];
  return key.code == group.code && key.rule == group.rule && key.place == group.place && key.schema == group.schema &&
         key.schema_sha256 == group.schema_sha256 &&
         std::equal(key.headers.begin(), key.headers.end(), group.headers.begin(), group.headers.end());
}

Summary::Summary(std::vector<Dimension> by)
    : by_(std::move(by)), index_(64, Hash{.hashes = &hashes_}, Same{.groups = &groups_}) {}

void Summary::read_key(std::span<const HeaderView> headers, const Letter& letter) {
  key_.headers.clear();
  json::KeyedHash hash;
  const auto take = [&](std::string_view& to, std::string_view text) {
    to = text;
    hash.add(text);
  };
  const auto take_place = [&] {
    place_.clear();
    gate::append_without_indices(place_, letter.instance_location);
    take(key_.place, place_);
  };
  for (const Dimension& dimension : by_) {
    switch (dimension.what) {
      case What::rule:
        take(key_.code, letter.code);
        take(key_.rule, letter.keyword_location);
        take_place();
        break;
      case What::place: take_place(); break;
      case What::code: take(key_.code, letter.code); break;
      case What::schema:
        take(key_.schema, letter.schema);
        take(key_.schema_sha256, letter.schema_sha256);
        break;
      case What::header: take(key_.headers.emplace_back(), header_named(headers, dimension.header)); break;
    }
  }
  key_.hash = hash.finish();
}

Summary::Group& Summary::group_of_key() {
  if (const auto found = index_.find(key_); found != index_.end()) return groups_[*found];
  if (groups_.size() == groups_max) return others_;
  Group group{.code = std::string(key_.code),
              .rule = std::string(key_.rule),
              .place = std::string(key_.place),
              .schema = std::string(key_.schema),
              .schema_sha256 = std::string(key_.schema_sha256),
              .headers = {},
              .times = {},
              .example = {}};
  for (const std::string_view header : key_.headers) group.headers.emplace_back(header);
  groups_.push_back(std::move(group));
  hashes_.push_back(key_.hash);
  index_.insert(static_cast<std::uint32_t>(groups_.size() - 1));
  return groups_.back();
}

void Summary::count(const Letter& letter, const std::optional<Done>& done) {
  ++totals_.records;
  ++totals_.systems[static_cast<std::size_t>(letter.profile)];
  if (letter.truncated == "headers") ++totals_.without_headers;
  if (letter.truncated == "value") ++totals_.without_value;
  if (letter.truncated == "redacted") ++totals_.redacted;
  if (!done || *done == Done::hop_limit) ++totals_.open;
  if (!done) return;
  switch (*done) {
    case Done::sent: ++totals_.replayed; return;
    case Done::forwarded: ++totals_.forwarded; return;
    case Done::resolved: ++totals_.resolved; return;
    case Done::hop_limit: ++totals_.hop_limit; return;
  }
}

void Summary::take(const Record& stands, std::span<const HeaderView> headers, const Letter& letter, const Ledger& ledger) {
  ++totals_.letters;
  if (stands.timestamp_ms >= totals_.times.last_ms && totals_.newest_schema_sha256 != letter.schema_sha256)
    totals_.newest_schema_sha256 = letter.schema_sha256;
  totals_.times.take(stands.timestamp_ms);
  if (!seen_.insert(letter, stands)) {
    ++totals_.repeats;
    return;
  }
  recent_.take(stands.timestamp_ms);
  const std::optional<Done> done = ledger.empty() ? std::nullopt : ledger.find(identity(letter, stands));
  const bool open = !done || *done == Done::hop_limit;
  count(letter, done);
  if (open) totals_.open_times.take(stands.timestamp_ms);
  read_key(headers, letter);
  Group& group = group_of_key();
  ++group.records;
  if (open) ++group.open;
  if (stands.timestamp_ms >= group.times.last_ms) {
    group.example_partition = stands.partition;
    group.example = stands.offset;
  }
  group.times.take(stands.timestamp_ms);
  if (letter.byte_offset) {
    group.byte_first = std::min(group.byte_first, *letter.byte_offset);
    group.byte_last = std::max(group.byte_last, *letter.byte_offset);
  }
}

std::vector<const Summary::Group*> Summary::largest_first() const {
  std::vector<const Group*> groups;
  for (const Group& group : groups_) groups.push_back(&group);
  std::stable_sort(groups.begin(), groups.end(), [](const Group* a, const Group* b) {
    return a->records != b->records ? a->records > b->records : a->times.last_ms > b->times.last_ms;
  });
  return groups;
}

}  // namespace sluiced::letters
