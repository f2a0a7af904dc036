// The JSON of `sluiced dlt summary`.
#include <algorithm>

#include "base/time_text.h"
#include "cli/dlt_report.h"
#include "json/writer.h"

namespace sluiced::cli {
namespace {

using Group = letters::Summary::Group;
using Totals = letters::Summary::Totals;
using What = letters::Dimension::What;

class ObjectWriter {
 public:
  explicit ObjectWriter(json::Writer& writer) : writer_(writer) {}
  void text(std::string_view name, std::string_view value) {
    writer_.key(name);
    writer_.string(value);
  }
  void count(std::string_view name, std::uint64_t value) {
    writer_.key(name);
    writer_.number(static_cast<std::int64_t>(value));
  }
  void real(std::string_view name, double value) {
    writer_.key(name);
    writer_.number(value);
  }
  void time(std::string_view name, std::int64_t ms) { text(name, rfc3339(letters::wall_time(ms))); }

 private:
  json::Writer& writer_;
};

void write_group(json::Writer& writer, const TopicReport& topic, const Group& group) {
  const letters::Summary& summary = *topic.summary;
  ObjectWriter object(writer);
  writer.begin_object();
  object.count("records", group.records);
  object.real("share",
              static_cast<double>(group.records) / static_cast<double>(std::max<std::uint64_t>(summary.totals().records, 1)));
  object.count("open", group.open);
  std::size_t header = 0;
  for (const letters::Dimension& dimension : summary.by()) {
    if (dimension.what == What::rule) object.text("rule", group.rule);
    if (dimension.what == What::schema) {
      object.text("schema", group.schema);
      object.text("schema_sha256", group.schema_sha256);
    }
    if (dimension.what == What::header) object.text(to_string(dimension), group.headers[header++]);
  }
  const auto told = [&](What what) {
    return std::any_of(summary.by().begin(), summary.by().end(), [&](const auto& by) { return by.what == what; });
  };
  if (told(What::rule) || told(What::code)) object.text("code", group.code);
  if (told(What::rule) || told(What::place)) object.text("place", group.place);
  if (group.byte_last >= 0) {
    object.count("byte_first", static_cast<std::uint64_t>(group.byte_first));
    object.count("byte_last", static_cast<std::uint64_t>(group.byte_last));
  }
  object.time("first", group.times.first_ms);
  object.time("last", group.times.last_ms);
  object.text("example", topic.topic + "/" + std::to_string(group.example_partition) + "/" + std::to_string(group.example.value));
  writer.end_object();
}

void write_counts(json::Writer& writer, const Totals& totals) {
  ObjectWriter object(writer);
  object.count("letters", totals.letters);
  object.count("records", totals.records);
  object.count("repeats", totals.repeats);
  object.count("open", totals.open);
  object.count("replayed", totals.replayed);
  object.count("forwarded", totals.forwarded);
  object.count("resolved", totals.resolved);
  object.count("hop_limit", totals.hop_limit);
  object.count("without_headers", totals.without_headers);
  object.count("without_value", totals.without_value);
  object.count("redacted", totals.redacted);
  writer.key("systems");
  writer.begin_object();
  for (std::size_t i = 0; i < totals.systems.size(); ++i)
    if (totals.systems[i] > 0) object.count(to_string(static_cast<letters::Profile>(i)), totals.systems[i]);
  writer.end_object();
}

void write_times(json::Writer& writer, const TopicReport& topic, const ReportView& view) {
  const letters::Summary& summary = *topic.summary;
  const Totals& totals = summary.totals();
  const std::int64_t now = view.now.time_since_epoch().count();
  ObjectWriter object(writer);
  object.time("first", totals.times.first_ms);
  object.time("last", totals.times.last_ms);
  if (view.up_to_now) {
    object.real("seconds_since_last", static_cast<double>(now - totals.times.last_ms) / 1000);
    object.real("per_second_last_minute", summary.recent().rate(now, 60'000));
    object.real("per_second_last_5_minutes", summary.recent().rate(now, 300'000));
  }
  writer.key("first_expiry");
  if (const auto at = first_expiry(topic))
    writer.string(rfc3339(*at));
  else
    writer.null();
  object.text("newest_schema_sha256", totals.newest_schema_sha256);
  writer.key("schema_in_force");
  if (topic.schemas_now.empty())
    writer.null();
  else
    writer.boolean(topic.schemas_now.contains(totals.newest_schema_sha256));
}

void write_topic(json::Writer& writer, const TopicReport& topic, const ReportView& view) {
  ObjectWriter object(writer);
  writer.begin_object();
  object.text("topic", topic.topic);
  writer.key("source");
  topic.source.empty() ? writer.null() : writer.string(topic.source);
  writer.key("present");
  writer.boolean(topic.present);
  if (topic.present) {
    write_counts(writer, topic.summary->totals());
    if (topic.summary->totals().letters > 0) write_times(writer, topic, view);
    const auto groups = topic.summary->largest_first();
    const std::size_t shown = std::min(groups.size(), view.rows_max);
    writer.key("by");
    writer.begin_array();
    for (const letters::Dimension& dimension : topic.summary->by()) writer.string(to_string(dimension));
    writer.end_array();
    writer.key("rows");
    writer.begin_array();
    for (std::size_t i = 0; i < shown; ++i) write_group(writer, topic, *groups[i]);
    writer.end_array();
    object.count("rows_left_out", groups.size() - shown);
    object.count("records_told_apart_no_more", topic.summary->others().records);
  }
  writer.end_object();
}

}  // namespace

std::string summary_json(const std::vector<TopicReport>& topics, const ReportView& view) {
  json::Writer writer;
  writer.begin_object();
  ObjectWriter(writer).time("at", view.now.time_since_epoch().count());
  writer.key("topics");
  writer.begin_array();
  for (const TopicReport& topic : topics) write_topic(writer, topic, view);
  writer.end_array();
  writer.end_object();
  return writer.text() + "\n";
}

}  // namespace sluiced::cli
