#include "cli/publish_report.h"

#include <fmt/format.h>

#include "cli/output.h"

namespace sluiced::cli {
namespace {

using Transaction = PublishResult::Transaction;

void add_number(json::Writer& writer, std::string_view name, std::uint64_t value) {
  writer.key(name);
  writer.number(static_cast<std::int64_t>(value));
}

void add_text(json::Writer& writer, std::string_view name, std::string_view value) {
  writer.key(name);
  writer.string(value);
}

std::string_view to_string(Transaction transaction) {
  switch (transaction) {
    case Transaction::none: return "none";
    case Transaction::committed: return "committed";
    case Transaction::aborted: return "aborted";
    case Transaction::unknown: return "unknown";
  }
  return "";
}

std::string_view ended(Transaction transaction) {
  switch (transaction) {
    case Transaction::none: return "";
    case Transaction::committed: return "; the transaction is committed";
    case Transaction::aborted: return "; the transaction is aborted: readers of committed data see none of it";
    case Transaction::unknown: return "; nobody knows whether the transaction is committed";
  }
  return "";
}

}  // namespace

std::string summary_text(const PublishResult& result) {
  std::string text = fmt::format("{}: {}: ", result.topic, counted(result.lines, "line", "lines"));
  if (result.dry_run) return text + fmt::format("{} pass, {} refused; nothing was sent\n", result.sent, result.refused);
  text += fmt::format("{} sent, {} refused, {} failed", result.sent, result.refused, result.failed);
  if (result.unknown > 0) text += fmt::format(", {} unknown", result.unknown);
  text += ended(result.transaction);
  if (result.go_on_with) text += fmt::format("; go on with line {}", *result.go_on_with);
  if (result.written_behind > 0) text += fmt::format("; {} behind it are written already", result.written_behind);
  return text + "\n";
}

std::string summary_json(const PublishResult& result) {
  json::Writer writer;
  writer.begin_object();
  add_text(writer, "topic", result.topic);
  add_number(writer, "lines", result.lines);
  add_number(writer, result.dry_run ? "pass" : "sent", result.sent);
  add_number(writer, "refused", result.refused);
  if (!result.dry_run) {
    add_number(writer, "failed", result.failed);
    add_number(writer, "unknown", result.unknown);
  }
  if (result.transaction != Transaction::none) add_text(writer, "transaction", to_string(result.transaction));
  if (result.go_on_with) add_number(writer, "goOnWith", *result.go_on_with);
  if (result.written_behind > 0) add_number(writer, "writtenBehind", result.written_behind);
  writer.end_object();
  return writer.text() + "\n";
}

std::string confirmation_text(const std::string& topic, const PublishLedger::Line& line) {
  return fmt::format("{}/{}@{} line {}\n", topic, line.partition, line.offset.value, line.number);
}

std::string confirmation_json(const std::string& topic, const PublishLedger::Line& line) {
  json::Writer writer;
  writer.begin_object();
  add_number(writer, "line", line.number);
  add_text(writer, "topic", topic);
  add_number(writer, "partition", static_cast<std::uint64_t>(line.partition));
  add_number(writer, "offset", static_cast<std::uint64_t>(line.offset.value));
  writer.end_object();
  return writer.text() + "\n";
}

std::string refusal_json(const InputDocument& line, const Refusal& refusal) {
  json::Writer writer;
  writer.begin_object();
  add_number(writer, "line", line.line);
  add_refusal(writer, refusal);
  add_violations(writer, refusal.verdict.violations);
  writer.end_object();
  return writer.text() + "\n";
}

}  // namespace sluiced::cli
