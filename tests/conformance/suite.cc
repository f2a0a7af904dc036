#include "conformance/suite.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "json/writer.h"
#include "schema/schema.h"

namespace sluiced::testing {
namespace {

namespace fs = std::filesystem;

std::string text_of(const json::Tree& tree, json::NodeIndex object, std::string_view name) {
  const json::NodeIndex node = json::find_member(tree, object, name);
  if (node == json::no_node) throw std::runtime_error("the suite has a group or case without '" + std::string(name) + "'");
  return to_json(tree, node);
}

SuiteGroup read_group(const json::Tree& tree, json::NodeIndex group, std::string file) {
  SuiteGroup read{std::move(file), text_of(tree, group, "description"), text_of(tree, group, "schema"), {}};
  for (const json::NodeIndex one : json::children(tree, json::find_member(tree, group, "tests")))
    read.cases.push_back({text_of(tree, one, "description"), text_of(tree, one, "data"), text_of(tree, one, "valid") == "true"});
  return read;
}

}  // namespace

std::string suite_folder() {
  if (const char* const folder = std::getenv("SLUICED_CONFORMANCE_SUITE")) return folder;
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  const char* const home = std::getenv("HOME");
  const fs::path base = cache != nullptr && *cache != '\0' ? fs::path(cache) : fs::path(home == nullptr ? "/" : home) / ".cache";
  return base / "sluiced" / ("json-schema-suite-" + std::string(suite_version));
}

std::vector<std::string> suite_files(const std::string& folder) {
  const fs::path path = fs::path(suite_folder()) / folder;
  if (!fs::is_directory(path))
    throw std::runtime_error("no JSON Schema Test Suite at " + path.string() +
                             ": run scripts/conformance-suite, or name its folder in SLUICED_CONFORMANCE_SUITE");
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(path))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<SuiteGroup> read_groups(const std::string& folder) {
  std::vector<SuiteGroup> groups;
  for (const std::string& file : suite_files("tests/" + folder)) {
    schema::FileLoader loader;
    const auto document = loader.load(file);
    if (!document) throw std::runtime_error(to_string(document.error()));
    const json::Tree& tree = (*document)->tree;
    for (const json::NodeIndex group : json::children(tree, 0))
      groups.push_back(read_group(tree, group, folder + "/" + fs::path(file).filename().string()));
  }
  return groups;
}

std::string to_json(const json::Tree& tree, json::NodeIndex index) {
  json::Writer writer;
  writer.value(tree, index);
  return writer.text();
}

}  // namespace sluiced::testing
