#include "cli/validate_report.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "cli/verdict_text.h"
#include "json/reader.h"
#include "json/writer.h"

namespace sluiced::cli {
namespace {

void add_member(json::Writer& writer, std::string_view name, std::string_view value) {
  writer.key(name);
  writer.string(value);
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
  output_.write(refusal_text(source, document, {.code = to_string(verdict.code), .verdict = verdict}, output_.colour()));
}

void ValidateReport::add_json(const std::string& source, const InputDocument& document, const gate::Verdict& verdict) {
  json::Writer writer;
  writer.begin_object();
  add_member(writer, "source", source);
  writer.key("line");
  writer.number(static_cast<std::int64_t>(document.line));
  writer.key("valid");
  writer.boolean(verdict.code == VerdictCode::valid);
  if (verdict.code != VerdictCode::valid) add_refusal(writer, {.code = to_string(verdict.code), .verdict = verdict});
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
