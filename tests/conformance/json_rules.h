// What RFC 8259 makes of bytes, and what we do: cases of our own for every class of case that JSONTestSuite has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "json/reader.h"

namespace sluiced::testing {

struct JsonRule {
  std::string what;
  std::string bytes;
  json::ReadErrorCode code = json::ReadErrorCode::none;
  std::uint32_t offset = 0;
};

/// JSONTestSuite's y_: RFC 8259's grammar has them. All are read, but for a name that stands twice.
std::vector<JsonRule> rules_for_documents();

/// JSONTestSuite's n_: the grammar does not have them.
std::vector<JsonRule> rules_for_what_is_none();

/// JSONTestSuite's i_: the grammar leaves them to the reader. What ours makes of them is part of its contract.
std::vector<JsonRule> rules_of_our_own();

/// All three.
std::vector<JsonRule> json_rules();

}  // namespace sluiced::testing
