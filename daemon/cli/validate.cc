// sluiced validate: documents against a schema, with the gate's own verdicts.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/cli.h"
#include "cli/documents.h"
#include "cli/output.h"
#include "cli/validate_report.h"
#include "config/yaml_loader.h"
#include "gate/judge.h"
#include "schema/dialect.h"

namespace sluiced::cli {
namespace {

struct ValidateOptions {
  std::string schema;
  std::vector<std::string> files;
  std::string dialect;
  std::vector<std::string> maps;
  std::string formats = "assert";
  std::string content = "annotate";
  std::string output = "text";
  bool lines = false;
  bool document = false;
};

constexpr const char* description = "Validate documents against a JSON Schema, with the verdicts that the daemon gives";
constexpr const char* footer_text = R"(What is one document:
  A FILE is one document; with the extension .ndjson or .jsonl, or with --lines, every line is one.
  Standard input is one document a line; with --document all of it is one.
  Lines of white space only are passed over. One document may have 1 MiB, 128 levels, 10,000 members
  in an object and 1000 characters in a number, as in the daemon unless configured otherwise.

Printed (--output text): for each place that fails, at most 5 a document
    FILE:LINE:COLUMN: CODE: what is wrong there
        rule SCHEMA:LINE:COLUMN  the way through the schema
        the line, with a mark under the place
  and the count. CODE is empty, not_utf8, not_json, duplicate_key, limit or schema_violation.
Printed (--output jsonl): for each document, valid or not, one line
    {"source":…, "line":n, "valid":true|false, "code":…, "message":…, "violations":[…]}
Printed (--output flag, basic, detailed): for each document one line of JSON, as section 12 of the core
  of JSON Schema 2020-12 has it: every error, or the annotations of what is valid; at most 1000 of them.

Examples:
  sluiced validate order.schema.json order.json
  sluiced validate order.schema.yaml events.ndjson --output jsonl | jq 'select(.valid | not)'
  kcat -C -b localhost:9092 -t orders -e | sluiced validate order.schema.json

Exit codes: 0 all valid, 1 one is not, 64 usage, 65 a FILE is unreadable or there is no document,
78 the schema is bad.)";

std::string shown(const std::string& file) { return file == "-" ? "stdin" : file; }

/// Whether these bytes, refused as one document, begin with a document on a line of its own.
bool looks_like_lines(const InputDocument& document, const gate::Verdict& verdict) {
  if (verdict.code != VerdictCode::not_json || !verdict.byte_offset) return false;
  const std::string_view before = document.bytes.substr(0, *verdict.byte_offset);
  const std::size_t last = before.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos || before.find('\n', last) == std::string_view::npos) return false;
  json::Tree tree;
  return json::read(before, DocumentLimits{}, tree).code == json::ReadErrorCode::none;
}

class Validation {
 public:
  Validation(const ValidateOptions& options, schema::Schema schema)
      : options_(options),
        judge_(schema, limits_),
        report_(output_, report_format_named(options.output).value_or(ReportFormat::text), std::move(schema)) {}

  void read(const std::string& file) {
    source_ = shown(file);
    framing_ = framing(file);
    const std::size_t documents_before = report_.documents();
    lines_only_not_json_ = true;
    if (file == "-" && isatty(STDIN_FILENO) != 0)
      complain("reading documents from the keyboard; Ctrl-D on an empty line ends them");
    Source input(file);
    const std::string why = input.read_documents(
        framing_, limits_.bytes_max, [&](const InputDocument& document) { return take(document); },
        [&] {
          output_.flush();
          return true;
        });
    if (!why.empty()) {
      output_.flush();  // in order, where both go to one place
      complain(fmt::format("{}: {}", source_, why));
      unreadable_ = true;
    }
    if (by_default() && framing_ == Framing::lines && lines_only_not_json_ && report_.documents() > documents_before + 1)
      hint("no line of it is a document; if all of it is one, say --document");
  }

  ExitCode finish() {
    if (report_.documents() > 0)
      report_.close();
    else if (!unreadable_)
      complain("sluiced: there is no document in the input");
    const bool refused = unreadable_ || (report_.documents() == 0 && output_.open());
    return output_.finish(refused ? ExitCode::input_refused : report_.failed() > 0 ? ExitCode::not_well : ExitCode::ok);
  }

 private:
  bool by_default() const { return !options_.lines && !options_.document; }

  Framing framing(const std::string& file) const {
    if (options_.lines) return Framing::lines;
    if (options_.document) return Framing::document;
    return file == "-" || file.ends_with(".ndjson") || file.ends_with(".jsonl") ? Framing::lines : Framing::document;
  }

  bool take(const InputDocument& document) {
    gate::Verdict verdict;
    verdict.code = judge_.judge(document.bytes);
    if (verdict.code != VerdictCode::valid) verdict = judge_.explain(document.bytes);
    lines_only_not_json_ = lines_only_not_json_ && verdict.code == VerdictCode::not_json;
    report_.add(source_, document, verdict);
    if (by_default() && framing_ == Framing::document && looks_like_lines(document, verdict))
      hint("if every line of it is a document, say --lines");
    return output_.open();
  }

  void hint(std::string_view text) {
    output_.flush();
    complain(fmt::format("{}: {}", source_, text));
  }

  const ValidateOptions& options_;
  DocumentLimits limits_;
  gate::Judge judge_;
  Output output_;
  ValidateReport report_;
  std::string source_;
  Framing framing_ = Framing::document;
  bool lines_only_not_json_ = true;
  bool unreadable_ = false;
};

ExitCode validate(const ValidateOptions& options) {
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) {
    complain("sluiced: standard input can be read once: '-' stands there twice");
    return ExitCode::usage;
  }
  schema::Options how;
  how.default_dialect = options.dialect;
  if (options.formats == "annotate") how.formats = schema::FormatMode::annotation;
  if (options.content == "assert") how.contents = schema::ContentMode::assertion;
  for (const std::string& map : options.maps)
    how.references.push_back({map.substr(0, map.find('=')), map.substr(map.find('=') + 1)});
  config::YamlLoader loader;
  auto document = loader.load(options.schema);
  if (!document) return refuse(document.error());
  auto schema = schema::compile(std::move(*document), loader, how);
  if (!schema) return refuse(schema.error());
  for (const Fault& warning : schema->warnings()) complain("warning: " + to_string(warning));

  Validation validation(options, std::move(*schema));
  if (options.files.empty()) validation.read("-");
  for (const std::string& file : options.files) validation.read(file);
  return validation.finish();
}

}  // namespace

void add_validate(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("validate", description);
  const auto options = std::make_shared<ValidateOptions>();
  command->add_option("SCHEMA", options->schema, "The schema: JSON, or YAML where it ends in .yaml or .yml")->required();
  command->add_option("FILE", options->files, "Documents; '-' or none: standard input");
  command->add_option("--dialect", options->dialect, "URI of the dialect of a schema without $schema; draft 2020-12 if not given")
      ->check([](const std::string& uri) {
        const auto dialect = schema::dialect_of(uri);
        return dialect ? std::string() : dialect.error();
      });
  command
      ->add_option("--map", options->maps,
                   "PREFIX=DIR: a URL that begins so is read from DIR/rest, or else DIR/rest.json; nothing is ever fetched")
      ->check([](const std::string& map) {
        const std::size_t sign = map.find('=');
        const bool good = sign != std::string::npos && sign != 0 && sign + 1 != map.size();
        return good ? std::string() : "expected URL-PREFIX=DIR";
      });
  command->add_option("--formats", options->formats, "Whether a wrong format makes a document invalid")
      ->check(CLI::IsMember({"assert", "annotate"}))
      ->capture_default_str();
  command
      ->add_option("--content", options->content,
                   "Whether wrong base64 or JSON in a string (contentEncoding, contentMediaType) makes it invalid")
      ->check(CLI::IsMember({"assert", "annotate"}))
      ->capture_default_str();
  command->add_option("--output", options->output, "What to print")
      ->check(CLI::IsMember(report_format_names()))
      ->capture_default_str();
  auto* lines = command->add_flag("--lines", options->lines, "Every line is one document (NDJSON)");
  command->add_flag("--document", options->document, "All of a source is one document")->excludes(lines);
  command->footer(footer_text);
  command->callback([&chosen, options] { chosen = [options] { return validate(*options); }; });
}

}  // namespace sluiced::cli
