#include "cli/validate_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/marked_line.h"
#include "json/reader.h"
#include "json/writer.h"

namespace sluiced::cli {
namespace {

void add_member(json::Writer& writer, std::string_view name, std::string_view value) {
  writer.key(name);
  writer.string(value);
}

void add_violations(json::Writer& writer, const std::vector<schema::Violation>& violations) {
  writer.key("violations");
  writer.begin_array();
  for (const schema::Violation& violation : violations) {
    writer.begin_object();
    add_member(writer, "keywordLocation", violation.keyword_location);
    add_member(writer, "absoluteKeywordLocation", violation.absolute_keyword_location);
    add_member(writer, "instanceLocation", violation.instance_location);
    add_member(writer, "error", violation.message);
    writer.end_object();
  }
  writer.end_array();
}

constexpr std::array<std::pair<std::string_view, ReportFormat>, 5> formats{{{"text", ReportFormat::text},
                                                                            {"jsonl", ReportFormat::jsonl},
                                                                            {"flag", ReportFormat::flag},
                                                                            {"basic", ReportFormat::basic},
                                                                            {"detailed", ReportFormat::detailed}}};

}  // namespace

std::optional<ReportFormat> report_format_named(std::string_view name) {
  for (const auto& [known, format] : formats)
    if (known == name) return format;
  return std::nullopt;
}

std::vector<std::string> report_format_names() {
  std::vector<std::string> names;
  for (const auto& [name, format] : formats) names.emplace_back(name);
  return names;
}

Place place_in(const std::string& source, std::uint64_t first_line, std::string_view bytes, std::size_t offset) {
  const std::string_view before = bytes.substr(0, offset);
  const auto newlines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {.file = source,
          .line = static_cast<std::uint32_t>(first_line + newlines),
          .column = static_cast<std::uint32_t>(before.size() - line_start + 1)};
}

void ValidateReport::add(const std::string& source, const InputDocument& document, const gate::Verdict& verdict) {
  ++documents_;
  const bool valid = verdict.code == VerdictCode::valid;
  if (!valid) ++failed_;
  switch (format_) {
    case ReportFormat::text:
      if (!valid) add_text(source, document, verdict);
      return;
    case ReportFormat::jsonl: return add_json(source, document, verdict);
    case ReportFormat::flag: return add_output(document, verdict, schema::OutputShape::flag);
    case ReportFormat::basic: return add_output(document, verdict, schema::OutputShape::basic);
    case ReportFormat::detailed: return add_output(document, verdict, schema::OutputShape::detailed);
  }
}

void ValidateReport::add_text(const std::string& source, const InputDocument& document, const gate::Verdict& verdict) {
  const auto add_line = [&](std::size_t offset, std::string_view message) {
    const Place place = place_in(source, document.line, document.bytes, offset);
    output_.write(fmt::format("{}: {}: {}\n", to_string(place), to_string(verdict.code), one_line(message)));
  };
  const auto add_mark = [&](std::size_t offset, std::size_t length) {
    output_.write(marked_line({document.bytes, document.line, offset, length}, output_.colour()));
  };
  if (verdict.violations.empty()) {
    add_line(verdict.byte_offset.value_or(0), verdict.message);
    if (verdict.byte_offset && !document.bytes.empty()) add_mark(*verdict.byte_offset, 1);
  }
  for (const schema::Violation& violation : verdict.violations) {
    const std::string_view where =
        violation.instance_location.empty() ? "the whole document" : std::string_view(violation.instance_location);
    add_line(violation.instance_offset, fmt::format("{}: {}", where, violation.message));
    output_.write(fmt::format("    rule {}  {}\n", to_string(violation.place), one_line(violation.keyword_location)));
    add_mark(violation.instance_offset, value_length(document.bytes, violation.instance_offset));
  }
}

void ValidateReport::add_json(const std::string& source, const InputDocument& document, const gate::Verdict& verdict) {
  json::Writer writer;
  writer.begin_object();
  add_member(writer, "source", source);
  writer.key("line");
  writer.number(static_cast<std::int64_t>(document.line));
  writer.key("valid");
  writer.boolean(verdict.code == VerdictCode::valid);
  if (verdict.code != VerdictCode::valid) {
    add_member(writer, "code", to_string(verdict.code));
    add_member(writer, "message", verdict.message);
    if (verdict.byte_offset) {
      writer.key("byteOffset");
      writer.number(std::int64_t{*verdict.byte_offset});
    }
  }
  add_violations(writer, verdict.violations);
  writer.end_object();
  output_.write(writer.text() + "\n");
}

/// What is no document has no place for a schema to speak of: that is the one error.
void ValidateReport::add_output(const InputDocument& document, const gate::Verdict& verdict, schema::OutputShape shape) {
  if (json::read(document.bytes, DocumentLimits{}, tree_).code == json::ReadErrorCode::none)
    return output_.write(schema_.output(tree_, scratch_, shape) + "\n");
  json::Writer writer;
  writer.begin_object();
  writer.key("valid");
  writer.boolean(false);
  if (shape != schema::OutputShape::flag) {
    add_member(writer, "keywordLocation", "");
    add_member(writer, "instanceLocation", "");
    add_member(writer, "error", fmt::format("{}: {}", to_string(verdict.code), verdict.message));
  }
  writer.end_object();
  output_.write(writer.text() + "\n");
}

void ValidateReport::close() {
  if (format_ == ReportFormat::text)
    output_.write(
        fmt::format("{}: {} valid, {} not\n", counted(documents_, "document", "documents"), documents_ - failed_, failed_));
}

}  // namespace sluiced::cli
