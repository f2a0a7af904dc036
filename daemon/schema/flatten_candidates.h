// The members by which alternatives that are still open could be told apart. Private to flatten().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "schema/flatten_facts.h"

namespace sluiced::schema {

struct Candidate {
  std::uint32_t tells = 0;     ///< so many alternatives want values of it
  std::uint32_t required = 0;  ///< so many want it to be there
  std::uint32_t settles = 0;   ///< so many are settled where it is not
  std::vector<std::string_view> strings;
  std::vector<std::int64_t> integers;
  bool words = false;  ///< true, false, null
};

using NameList = std::vector<std::string_view>;  ///< sorted, each once

struct Candidates {
  using ByName = std::map<std::string_view, Candidate>;
  ByName by_name;
  std::uint32_t alternatives = 0;
  std::vector<NameList> required;  ///< what an alternative wants to be there; sorted, each once

  /// The one that tells most; the end where none tells anything.
  ByName::iterator best();
};

/// Nothing where a check is none of alternatives.
std::optional<Candidates> find_candidates(const Program& program, Settler& settler, const std::vector<Instruction>& checks,
                                          const Facts& facts);

}  // namespace sluiced::schema
