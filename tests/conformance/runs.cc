#include "conformance/runs.h"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "conformance/outputs.h"
#include "json/indexed_document.h"
#include "json/reader.h"

namespace sluiced::testing {
namespace {

constexpr std::array<Skip, 1> all_skips{
    {{R"(draft4/optional/zeroTerminatedFloats.json: "some languages do not distinguish between different types of numeric value")",
      "1.0 is an integer in every draft: an event that passes must not hang on its producer's number printer"}}};

std::string folder_of(const Draft& draft, Part part) {
  const std::string folder = draft.folder;
  return part == Part::required ? folder : part == Part::format ? folder + "/optional/format" : folder + "/optional";
}

/// Every way of judging, and whether they agree with the suite.
bool is_judged_rightly(const schema::Schema& schema, const SuiteCase& one) {
  json::Tree tree;
  if (json::read(one.data, file_limits, tree).code != json::ReadErrorCode::none) throw std::runtime_error("no JSON: " + one.data);
  json::IndexedDocument indexed;
  if (!indexed.read(one.data, file_limits)) throw std::runtime_error("not taken by the fast reader: " + one.data);
  schema::Scratch scratch;
  const schema::Outcome wanted = one.valid ? schema::Outcome::valid : schema::Outcome::invalid;
  return schema.validate(tree, scratch) == wanted && schema.validate(indexed, scratch) == wanted &&
         (!schema.accepts(one.data, file_limits, indexed, scratch) || one.valid) &&
         schema.explain(tree, scratch, 5).empty() == one.valid && outputs_hold(schema, tree, one.valid);
}

}  // namespace

std::span<const Skip> skips() { return all_skips; }

Result<schema::Schema, Fault> compile_suite_schema(const std::string& text, const Draft& draft, Part part) {
  schema::Options options;
  options.default_dialect = draft.uri;
  options.formats = part == Part::format ? schema::FormatMode::assertion : schema::FormatMode::annotation;
  options.contents = part == Part::optional ? schema::ContentMode::assertion : schema::ContentMode::annotation;
  options.references.push_back({"http://localhost:1234/", suite_folder() + "/remotes"});
  auto document = json::read_document("suite.json", text, file_limits);
  if (!document) return failure(document.error());
  schema::FileLoader loader;
  return schema::compile(*document, loader, options);
}

Tally judge(const Draft& draft, Part part) {
  Tally tally;
  const std::string folder = folder_of(draft, part);
  std::set<std::string_view> used;
  for (const SuiteGroup& group : read_groups(folder)) {
    const auto schema = compile_suite_schema(group.schema, draft, part);
    for (const SuiteCase& one : group.cases) {
      ++tally.run;
      if (schema && is_judged_rightly(*schema, one)) {
        ++tally.passed;
        continue;
      }
      const std::string name = group.file + ": " + group.description;
      const auto skip = std::find_if(all_skips.begin(), all_skips.end(), [&](const Skip& entry) {
        return entry.what == name || entry.what == name + ": " + one.description;
      });
      if (skip == all_skips.end()) {
        tally.wrong.push_back(name + ": " + one.description + (schema ? "" : ": " + to_string(schema.error())));
        continue;
      }
      ++tally.skipped;
      used.insert(skip->what);
    }
  }
  for (const Skip& skip : all_skips)
    if (skip.what.substr(0, skip.what.rfind('/', skip.what.find(": "))) == folder && used.count(skip.what) == 0)
      tally.wrong.push_back("skipped without need: " + std::string(skip.what));
  return tally;
}

}  // namespace sluiced::testing
