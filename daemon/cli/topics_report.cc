#include "cli/topics_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output.h"
#include "json/writer.h"

namespace sluiced::cli {
namespace {

using Kind = PlanLine::Kind;

struct Row {
  char sign;
  std::string topic;
  std::string text;
};

char sign_of(Kind kind) {
  switch (kind) {
    case Kind::create: return '+';
    case Kind::change: return '~';
    case Kind::wrong: return '!';
  }
  return '!';
}

const char* action_of(Kind kind) {
  switch (kind) {
    case Kind::create: return "create";
    case Kind::change: return "change";
    case Kind::wrong: return "none";
  }
  return "none";
}

Row planned(const PlanLine& line) {
  return {sign_of(line.kind), line.topic, (line.kind == Kind::create ? "create  " : "") + line.text};
}

Row tried(const Outcome& outcome) {
  const bool created = outcome.line.kind == Kind::create;
  if (outcome.error) return {'!', outcome.line.topic, fmt::format("not {}: {}", created ? "created" : "changed", *outcome.error)};
  return {sign_of(outcome.line.kind), outcome.line.topic,
          fmt::format("{}  {}", created ? "created" : "changed", outcome.line.text)};
}

std::string table(const std::vector<Row>& rows, std::size_t fine) {
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, row.topic.size());
  std::string text;
  for (const Row& row : rows) text += fmt::format("{} {:<{}}  {}\n", row.sign, row.topic, width, row.text);
  if (fine > 0) text += fmt::format("= {} as {} should be\n", counted(fine, "topic", "topics"), fine == 1 ? "it" : "they");
  return text;
}

void write_line(json::Writer& writer, const PlanLine& line, const std::optional<std::string>& error = std::nullopt) {
  writer.begin_object();
  writer.key("topic");
  writer.string(line.topic);
  writer.key("action");
  writer.string(action_of(line.kind));
  writer.key("text");
  writer.string(line.text);
  writer.key("lacking");
  writer.begin_array();
  for (const kafka::Shortcoming& one : line.lacking) {
    writer.begin_object();
    writer.key("what");
    writer.string(kafka::to_string(one.what));
    writer.key("is");
    writer.string(one.is);
    writer.key("should_be");
    writer.string(one.should_be);
    writer.end_object();
  }
  writer.end_array();
  if (error) {
    writer.key("error");
    writer.string(*error);
  }
  writer.end_object();
}

void write_lines(json::Writer& writer, const char* name, const std::vector<PlanLine>& lines) {
  writer.key(name);
  writer.begin_array();
  for (const PlanLine& line : lines) write_line(writer, line);
  writer.end_array();
}

void write_number(json::Writer& writer, const char* name, std::size_t number) {
  writer.key(name);
  writer.number(static_cast<std::int64_t>(number));
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::vector<Row> rows;
  for (const PlanLine& line : plan.lines) rows.push_back(planned(line));
  const std::size_t wrong = plan.count(Kind::wrong);
  const std::size_t to_do = plan.lines.size() - wrong;
  std::string end = "nothing to do\n";
  if (to_do > 0 && wrong > 0)
    end = fmt::format("{} to do: sluiced topics apply does it. {} to be mended by hand\n", to_do, wrong);
  else if (to_do > 0)
    end = fmt::format("{} to do: sluiced topics apply does it\n", to_do);
  else if (wrong > 0)
    end = fmt::format("{} to be mended by hand; nothing that sluiced topics apply would do\n", wrong);
  return table(rows, plan.fine) + end;
}

std::string plan_json(const Plan& plan) {
  json::Writer writer;
  writer.begin_object();
  write_lines(writer, "topics", plan.lines);
  write_number(writer, "as_they_should_be", plan.fine);
  write_number(writer, "to_do", plan.lines.size() - plan.count(Kind::wrong));
  write_number(writer, "wrong", plan.count(Kind::wrong));
  writer.end_object();
  return writer.text() + "\n";
}

std::vector<PlanLine> not_told(const std::vector<Outcome>& outcomes, const Plan& left) {
  std::vector<PlanLine> lines;
  for (const PlanLine& line : left.lines) {
    const bool told = std::any_of(outcomes.begin(), outcomes.end(), [&](const Outcome& outcome) {
      return outcome.error && outcome.line.topic == line.topic && outcome.line.kind == line.kind;
    });
    if (!told) lines.push_back(line);
  }
  return lines;
}

std::string outcome_text(const std::vector<Outcome>& outcomes, const Plan& left) {
  std::vector<Row> rows;
  std::size_t done = 0;
  for (const Outcome& outcome : outcomes) {
    rows.push_back(tried(outcome));
    if (!outcome.error) ++done;
  }
  for (const PlanLine& line : not_told(outcomes, left)) {
    Row row = planned(line);
    // Whatever is still to be created or changed now could not be.
    row.sign = '!';
    rows.push_back(row);
  }
  std::string end = rows.empty() ? "nothing to do\n" : fmt::format("{} done\n", done);
  if (const std::size_t open = rows.size() - done; open > 0) end = fmt::format("{} done, {} left\n", done, open);
  return table(rows, left.fine) + end;
}

std::string outcome_json(const std::vector<Outcome>& outcomes, const Plan& left) {
  json::Writer writer;
  writer.begin_object();
  for (const bool failed : {false, true}) {
    writer.key(failed ? "failed" : "done");
    writer.begin_array();
    for (const Outcome& outcome : outcomes)
      if (outcome.error.has_value() == failed) write_line(writer, outcome.line, outcome.error);
    writer.end_array();
  }
  write_lines(writer, "left", not_told(outcomes, left));
  write_number(writer, "as_they_should_be", left.fine);
  writer.end_object();
  return writer.text() + "\n";
}

}  // namespace sluiced::cli
