#include "cli/dlt_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.h"
#include "base/time_text.h"
#include "cli/output.h"
#include "cli/table.h"
#include "letters/letter.h"

namespace sluiced::cli {
namespace {

using Group = letters::Summary::Group;
using Totals = letters::Summary::Totals;
using What = letters::Dimension::What;

/// Of what people wrote: rules, places, values of headers.
constexpr std::size_t cell_bytes_max = 48;
constexpr std::int64_t minute_ms = 60'000;

std::string cell(std::string_view text) { return text.empty() ? "-" : one_line(text, cell_bytes_max); }

/// Of an `$id` or a path.
std::string_view last_part(std::string_view name) { return name.substr(name.find_last_of('/') + 1); }

std::string day_of(std::int64_t ms) { return rfc3339(letters::wall_time(ms)).substr(0, 10); }
std::string time_of(std::int64_t ms) { return rfc3339(letters::wall_time(ms)).substr(11, 8); }

/// The day stands where it is not today's, and once where it is the same.
std::string span_text(const letters::TimeSpan& times, WallTime now) {
  const std::string today = day_of(now.time_since_epoch().count());
  const std::string first_day = day_of(times.first_ms);
  const std::string last_day = day_of(times.last_ms);
  const std::string from = (first_day == today && last_day == today ? "" : first_day + " ") + time_of(times.first_ms);
  const std::string to = (last_day == first_day ? "" : last_day + " ") + time_of(times.last_ms);
  return from + " .. " + to + " UTC";
}

double seconds_since(std::int64_t ms, WallTime now) { return static_cast<double>(now.time_since_epoch().count() - ms) / 1000.0; }

std::string first_line(const TopicReport& topic, const ReportView& view) {
  const Totals& totals = topic.summary->totals();
  std::string text = styled(view.colour, Style::bold, one_line(topic.topic)) + "  ";
  text += totals.repeats == 0 ? fmt::format("{} dead {}", grouped(totals.records), totals.records == 1 ? "letter" : "letters")
                              : fmt::format("{} dead letters = {} {} + {} {}", grouped(totals.letters), grouped(totals.records),
                                            totals.records == 1 ? "record" : "records", grouped(totals.repeats),
                                            totals.repeats == 1 ? "repeat" : "repeats");
  return text + "   " + span_text(totals.times, view.now) + "\n";
}

std::string now_text(const letters::Summary& summary, WallTime now) {
  const double since = seconds_since(summary.totals().times.last_ms, now);
  if (since > static_cast<double>(minute_ms) / 1000) return fmt::format("none for {}", age_text(since));
  return fmt::format("{}/s over the last minute, the newest {} ago",
                     rate_text(summary.recent().rate(now.time_since_epoch().count(), minute_ms)), age_text(since));
}

std::string expiry_text(const TopicReport& topic, const ReportView& view) {
  if (!topic.summary->totals().open_times.any()) return "";
  if (!topic.retention_ms) return "; when the first expires is not known";
  const auto at = first_expiry(topic);
  if (!at) return "; none expires";
  if (*at <= view.now) return "; the first may expire at any time";
  const std::string day = rfc3339(*at).substr(0, 10);
  return "; the first expires " + (rfc3339(view.now).starts_with(day) ? rfc3339(*at).substr(11, 8) + " UTC" : day);
}

std::string open_text(const TopicReport& topic, const ReportView& view) {
  const Totals& totals = topic.summary->totals();
  std::string text =
      fmt::format("{}; {} replayed, {} resolved", grouped(totals.open), grouped(totals.replayed), grouped(totals.resolved));
  if (totals.forwarded > 0) text += fmt::format(", {} sent elsewhere", grouped(totals.forwarded));
  if (totals.hop_limit > 0) text += fmt::format("; {} came back too often to be sent again", grouped(totals.hop_limit));
  text += expiry_text(topic, view);
  const std::uint64_t truncated = totals.without_headers + totals.without_value;
  text += fmt::format("; {} truncated", grouped(truncated));
  if (totals.without_value > 0) text += fmt::format(" ({} without the value)", grouped(totals.without_value));
  if (totals.redacted > 0) text += fmt::format(", {} redacted", grouped(totals.redacted));
  return text;
}

/// "" where all are ours.
std::string systems_text(const Totals& totals) {
  std::string text;
  for (std::size_t i = 0; i < totals.systems.size(); ++i) {
    const auto profile = static_cast<letters::Profile>(i);
    if (totals.systems[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", to_string(profile), grouped(totals.systems[i]));
  }
  return text == fmt::format("sluiced {}", grouped(totals.records)) ? "" : text;
}

std::string schema_text(const TopicReport& topic) {
  const std::string& newest = topic.summary->totals().newest_schema_sha256;
  if (newest.empty() || topic.schemas_now.empty()) return "";
  const std::string before = one_line(newest.substr(0, 8));
  if (topic.schemas_now.contains(newest)) return before + " rejected the newest, and the files still say the same";
  if (topic.schemas_now.size() > 1) return before + " rejected the newest; none of the files says that any more";
  return fmt::format("{} rejected the newest; the file says {} now", before, topic.schemas_now.begin()->substr(0, 8));
}

std::string share_text(std::uint64_t part, std::uint64_t all) {
  const double share = all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
  if (share > 0 && share < 0.0005) return "<0.1 %";
  if (share < 1 && share > 0.9995) return ">99.9 %";
  return fmt::format("{:.1f} %", share * 100);
}

bool tells(const letters::Summary& summary, What what) {
  return std::any_of(summary.by().begin(), summary.by().end(), [&](const auto& by) { return by.what == what; });
}

/// What stands in the columns of a table: titles, and cells of each group.
class Rows {
 public:
  Rows(const TopicReport& topic, const ReportView& view)
      : topic_(topic),
        summary_(*topic.summary),
        view_(view),
        some_dealt_with_(summary_.totals().open != summary_.totals().records) {}

  std::vector<Table::Column> columns() const {
    std::vector<Table::Column> columns{{"RECORDS", Table::Align::right}, {"SHARE", Table::Align::right}};
    if (some_dealt_with_) columns.push_back({"OPEN", Table::Align::right});
    if (with_code()) columns.push_back({"CODE"});
    for (const letters::Dimension& dimension : summary_.by())
      if (dimension.what != What::code) columns.push_back({title(dimension)});
    columns.push_back({"FIRST"});
    columns.push_back({"LAST", Table::Align::right});
    columns.push_back({"EXAMPLE"});
    return columns;
  }

  std::vector<std::string> cells(const Group& group) const {
    std::vector<std::string> cells{grouped(group.records), share_text(group.records, summary_.totals().records)};
    if (some_dealt_with_) cells.push_back(grouped(group.open));
    if (with_code()) cells.push_back(cell(group.code));
    std::size_t header = 0;
    for (const letters::Dimension& dimension : summary_.by())
      if (dimension.what != What::code) cells.push_back(value(group, dimension, header));
    const std::string first_day = day_of(group.times.first_ms);
    const bool one_day = first_day == day_of(view_.now.time_since_epoch().count());
    cells.push_back(one_day ? time_of(group.times.first_ms) : first_day + " " + time_of(group.times.first_ms).substr(0, 5));
    cells.push_back(age_text(seconds_since(group.times.last_ms, view_.now)) + " ago");
    cells.push_back(fmt::format("{}/{}/{}", one_line(topic_.topic), group.example_partition, group.example.value));
    return cells;
  }

 private:
  bool with_code() const { return tells(summary_, What::rule) || tells(summary_, What::code); }
  static std::string title(const letters::Dimension& dimension) {
    switch (dimension.what) {
      case What::rule: return "RULE > PLACE";
      case What::place: return "PLACE";
      case What::code: return "CODE";
      case What::schema: return "SCHEMA";
      case What::header: break;
    }
    std::string name = one_line(dimension.header, cell_bytes_max);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    return name;
  }
  static std::string value(const Group& group, const letters::Dimension& dimension, std::size_t& header) {
    switch (dimension.what) {
      case What::rule: return rule_text(group);
      case What::place: return place_text(group);
      case What::code: return cell(group.code);
      case What::schema:
        return group.schema.empty() ? "-" : cell(last_part(group.schema)) + " " + one_line(group.schema_sha256.substr(0, 8));
      case What::header: return cell(header < group.headers.size() ? group.headers[header++] : "");
    }
    return "";
  }

  const TopicReport& topic_;
  const letters::Summary& summary_;
  const ReportView& view_;
  bool some_dealt_with_;
};

std::string table_text(const TopicReport& topic, const std::vector<const Group*>& groups, const ReportView& view) {
  const Rows rows(topic, view);
  Table table(rows.columns(), view.colour);
  const std::size_t shown = std::min(groups.size(), view.rows_max);
  for (std::size_t i = 0; i < shown; ++i) table.add(rows.cells(*groups[i]));
  std::string text = table.text();
  std::uint64_t folded = topic.summary->others().records;
  for (std::size_t i = shown; i < groups.size(); ++i) folded += groups[i]->records;
  if (folded == 0) return text;
  const std::size_t left_out = groups.size() - shown;
  const bool all_told_apart = topic.summary->others().records == 0;
  return text + fmt::format("{}{} more {}, {} {} (--limit)\n", all_told_apart ? "" : "over ", left_out,
                            left_out == 1 ? "row" : "rows", grouped(folded), folded == 1 ? "record" : "records");
}

std::string block(const TopicReport& topic, const ReportView& view) {
  const auto groups = topic.summary->largest_first();
  std::string text = first_line(topic, view);
  const auto add = [&](std::string_view name, const std::string& what) {
    if (!what.empty()) text += fmt::format("{:<8}{}\n", name, what);
  };
  if (view.up_to_now) add("now", now_text(*topic.summary, view.now));
  add("open", open_text(topic, view));
  add("from", systems_text(topic.summary->totals()));
  text += table_text(topic, groups, view);
  add("schema", schema_text(topic));
  const auto open = std::find_if(groups.begin(), groups.end(), [](const Group* group) { return group->open > 0; });
  if (open != groups.end())
    add("next", fmt::format("sluiced dlt show {}/{}/{}{}", one_line(topic.topic), (*open)->example_partition,
                            (*open)->example.value, view.config.empty() ? "" : " -c " + one_line(view.config)));
  return text;
}

bool holds_some(const TopicReport& topic) { return topic.present && topic.summary->totals().letters > 0; }

}  // namespace

std::optional<WallTime> first_expiry(const TopicReport& topic) {
  const letters::TimeSpan& open = topic.summary->totals().open_times;
  if (!open.any() || !topic.retention_ms || *topic.retention_ms < 0) return std::nullopt;
  const WallTime first = letters::wall_time(open.first_ms);
  constexpr std::int64_t longest = std::int64_t{1} << 60;  // as good as for ever
  return letters::wall_time(first.time_since_epoch().count() + std::min(*topic.retention_ms, longest));
}

std::string place_text(const Group& group) {
  if (!group.place.empty()) return one_line(group.place, cell_bytes_max);
  if (group.byte_last < 0) return group.rule.empty() ? "-" : "the whole document";
  if (group.byte_first == group.byte_last) return fmt::format("byte {}", group.byte_first);
  return fmt::format("bytes {} .. {}", group.byte_first, group.byte_last);
}

std::string rule_text(const Group& group) {
  std::string_view rule = group.rule;
  const std::size_t last = rule.rfind('/');
  const std::size_t before = last == std::string_view::npos || last == 0 ? last : rule.rfind('/', last - 1);
  if (before != std::string_view::npos) rule.remove_prefix(before + 1);
  return fmt::format("{} > {}", cell(rule), place_text(group));
}

std::string summary_text(const std::vector<TopicReport>& topics, const ReportView& view) {
  std::string text;
  std::vector<std::string> empty;
  for (const TopicReport& topic : topics) {
    if (!holds_some(topic))
      empty.push_back(one_line(topic.topic) + (topic.present ? "" : " (not there yet)"));
    else
      text += (text.empty() ? "" : "\n") + block(topic, view);
  }
  if (empty.empty()) return text;
  if (!text.empty()) text += "\n";
  constexpr std::size_t named_max = 5;
  if (empty.size() > named_max)
    return text + fmt::format("no dead letters in {} {}topics\n", empty.size(), text.empty() ? "" : "other ");
  return text + fmt::format("no dead letters in {}\n", fmt::join(empty, ", "));
}

}  // namespace sluiced::cli
