// The official JSON Schema Test Suite as this tier reads it: groups of a schema and its cases. scripts/conformance-suite fetches
// it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "json/tree.h"

namespace sluiced::testing {

struct SuiteCase {
  std::string description;
  std::string data;  ///< JSON
  bool valid = false;
};

struct SuiteGroup {
  std::string file;  ///< "draft7/ref.json"
  std::string description;
  std::string schema;  ///< JSON
  std::vector<SuiteCase> cases;
};

/// The environment's SLUICED_CONFORMANCE_SUITE, or where scripts/conformance-suite puts it.
std::string suite_folder();

/// The groups of the files directly within a folder of the suite ("draft7", "draft7/optional/format"), in the order of their
/// names. Throws std::runtime_error, with what to do about it, where the suite is not there or not readable.
std::vector<SuiteGroup> read_groups(const std::string& folder);

/// The text of a value, numbers as they were written.
std::string to_json(const json::Tree& tree, json::NodeIndex node);

}  // namespace sluiced::testing
