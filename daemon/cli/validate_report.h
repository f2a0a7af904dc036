// What `sluiced validate` prints of each document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/documents.h"
#include "cli/output.h"
#include "gate/judge.h"

namespace sluiced::cli {

enum class ReportFormat : std::uint8_t {
  text,   ///< for people: what fails, and a count at the end
  jsonl,  ///< for machines: one JSON object a document
  flag,   ///< the same, in the shapes of JSON Schema 2020-12 core, section 12
  basic,
  detailed,
};

/// The name that `--output` has for it.
std::optional<ReportFormat> report_format_named(std::string_view name);
std::vector<std::string> report_format_names();

class ValidateReport {
 public:
  /// The schema is what the verdicts are by.
  ValidateReport(Output& output, ReportFormat format, schema::Schema schema)
      : output_(output), format_(format), schema_(std::move(schema)) {}

  void add(const std::string& source, const InputDocument& document, const gate::Verdict& verdict);
  /// The count, where people read.
  void close();

  std::size_t documents() const { return documents_; }
  std::size_t failed() const { return failed_; }

 private:
  void add_text(const std::string& source, const InputDocument& document, const gate::Verdict& verdict);
  void add_json(const std::string& source, const InputDocument& document, const gate::Verdict& verdict);
  void add_output(const InputDocument& document, const gate::Verdict& verdict, schema::OutputShape shape);

  Output& output_;
  ReportFormat format_;
  schema::Schema schema_;
  json::Tree tree_;
  schema::Scratch scratch_;
  std::size_t documents_ = 0;
  std::size_t failed_ = 0;
};

}  // namespace sluiced::cli
