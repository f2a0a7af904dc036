#include "cli/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/marked_line.h"

namespace sluiced::cli {
namespace {

void add_member(json::Writer& writer, std::string_view name, std::string_view value) {
  writer.key(name);
  writer.string(value);
}

std::string line_at(const std::string& source, const InputDocument& document, std::string_view code, std::size_t offset,
                    std::string_view message) {
  return fmt::format("{}: {}: {}", to_string(place_in(source, document.line, document.bytes, offset)), code, one_line(message));
}

std::string said_of(const schema::Violation& violation) {
  const std::string_view where =
      violation.instance_location.empty() ? "the whole document" : std::string_view(violation.instance_location);
  return fmt::format("{}: {}", where, violation.message);
}

}  // namespace

Place place_in(const std::string& source, std::uint64_t first_line, std::string_view bytes, std::size_t offset) {
  const std::string_view before = bytes.substr(0, offset);
  const auto newlines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {.file = source,
          .line = static_cast<std::uint32_t>(first_line + newlines),
          .column = static_cast<std::uint32_t>(before.size() - line_start + 1)};
}

std::string refusal_line(const std::string& source, const InputDocument& document, const Refusal& refusal) {
  const gate::Verdict& verdict = refusal.verdict;
  if (verdict.violations.empty())
    return line_at(source, document, refusal.code, verdict.byte_offset.value_or(0), verdict.message);
  const schema::Violation& first = verdict.violations.front();
  const std::size_t others = verdict.violations.size() - 1;
  const bool is_all = verdict.violations.size() < gate::violations_max;
  const std::string more = others == 0 ? "" : fmt::format(" (and {}{} more)", is_all ? "" : "at least ", others);
  return line_at(source, document, refusal.code, first.instance_offset, said_of(first) + more);
}

std::string refusal_text(const std::string& source, const InputDocument& document, const Refusal& refusal, bool colour) {
  const gate::Verdict& verdict = refusal.verdict;
  const auto mark = [&](std::size_t offset, std::size_t length) {
    return marked_line({document.bytes, document.line, offset, length}, colour);
  };
  std::string text;
  if (verdict.violations.empty()) {
    text += refusal_line(source, document, refusal) + "\n";
    if (verdict.byte_offset && !document.bytes.empty()) text += mark(*verdict.byte_offset, 1);
  }
  for (const schema::Violation& violation : verdict.violations) {
    text += line_at(source, document, refusal.code, violation.instance_offset, said_of(violation)) + "\n";
    text += fmt::format("    rule {}  {}\n", to_string(violation.place), one_line(violation.keyword_location));
    text += mark(violation.instance_offset, value_length(document.bytes, violation.instance_offset));
  }
  return text;
}

void add_refusal(json::Writer& writer, const Refusal& refusal) {
  add_member(writer, "code", refusal.code);
  add_member(writer, "message", refusal.verdict.message);
  if (!refusal.verdict.byte_offset) return;
  writer.key("byteOffset");
  writer.number(std::int64_t{*refusal.verdict.byte_offset});
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

}  // namespace sluiced::cli
