#include "cli/examples.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/verdict_text.h"
#include "config/file.h"
#include "gate/judge.h"

namespace sluiced::cli {
namespace {

enum class Expected { valid, invalid };

class Examples {
 public:
  Examples(const schema::Schema& schema, const DocumentLimits& limits) : judge_(schema, limits) {}

  void check_folder(const std::string& folder, Expected expected) {
    std::error_code error;
    if (!std::filesystem::exists(folder, error)) {
      if (error) found_.faults.push_back({{.file = folder}, "cannot be looked at: " + error.message()});
      return;
    }
    std::vector<std::string> files;
    for (auto entry = std::filesystem::directory_iterator(folder, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
      if (entry->path().extension() == ".json") files.push_back(entry->path().string());
    if (error) found_.faults.push_back({{.file = folder}, "cannot be listed: " + error.message()});
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) check_file(file, expected);
  }

  ExampleCheck take() { return std::move(found_); }

 private:
  void check_file(const std::string& file, Expected expected) {
    ++found_.examples;
    const auto bytes = config::read_text_file(file);
    if (!bytes) {
      found_.faults.push_back({{.file = file}, bytes.error()});
      return;
    }
    const bool passes = judge_.judge(*bytes) == VerdictCode::valid;
    if (expected == Expected::invalid && passes)
      found_.faults.push_back({{.file = file}, "the schema allows it; it stands among the invalid examples"});
    if (expected == Expected::valid && !passes) found_.faults.push_back(refusal(file, *bytes, judge_.explain(*bytes)));
  }

  static Fault refusal(const std::string& file, std::string_view bytes, const gate::Verdict& verdict) {
    if (verdict.violations.empty())
      return {place_in(file, 1, bytes, verdict.byte_offset.value_or(0)),
              fmt::format("a valid example fails as {}: {}", to_string(verdict.code), verdict.message)};
    const schema::Violation& first = verdict.violations.front();
    return {
        place_in(file, 1, bytes, first.instance_offset),
        fmt::format("a valid example fails: {} (rule {} {})", verdict.message, to_string(first.place), first.keyword_location)};
  }

  gate::Judge judge_;
  ExampleCheck found_;
};

}  // namespace

std::string example_stem(const std::string& schema_file) {
  std::string_view stem = schema_file;
  for (const std::string_view extension : {".json", ".yaml", ".yml"})
    if (stem.ends_with(extension)) {
      stem.remove_suffix(extension.size());
      break;
    }
  if (stem.ends_with(".schema")) stem.remove_suffix(std::string_view(".schema").size());
  return std::string(stem);
}

ExampleCheck check_examples(const std::string& schema_file, const schema::Schema& schema, const DocumentLimits& limits) {
  const std::string stem = example_stem(schema_file);
  Examples examples(schema, limits);
  examples.check_folder(stem + ".valid", Expected::valid);
  examples.check_folder(stem + ".invalid", Expected::invalid);
  return examples.take();
}

}  // namespace sluiced::cli
