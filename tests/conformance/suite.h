// The official JSON Schema Test Suite as this tier reads it: groups of a schema and its cases. scripts/conformance-suite fetches
// it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "json/tree.h"

namespace sluiced::testing {

inline constexpr std::string_view suite_version = "4.26.0";  ///< of the source distribution that carries the suite

struct Draft {
  const char* folder;  ///< in the suite
  const char* uri;     ///< of its dialect
  const char* name;
  int release;  ///< as the annotation tests count them
};
inline constexpr std::array<Draft, 5> drafts{{
    {"draft4", "http://json-schema.org/draft-04/schema#", "4", 4},
    {"draft6", "http://json-schema.org/draft-06/schema#", "6", 6},
    {"draft7", "http://json-schema.org/draft-07/schema#", "7", 7},
    {"draft2019-09", "https://json-schema.org/draft/2019-09/schema", "2019-09", 2019},
    {"draft2020-12", "https://json-schema.org/draft/2020-12/schema", "2020-12", 2020},
}};

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

/// The .json files directly within a folder, in the order of their names. Throws std::runtime_error, with what to do about it,
/// where the suite is not there.
std::vector<std::string> suite_files(const std::string& folder);

/// The groups of the files directly within a folder of the suite ("draft7", "draft7/optional/format"), in the order of their
/// names. Throws std::runtime_error, with what to do about it, where the suite is not there or not readable.
std::vector<SuiteGroup> read_groups(const std::string& folder);

/// The text of a value, numbers as they were written.
std::string to_json(const json::Tree& tree, json::NodeIndex node);

}  // namespace sluiced::testing
