// A regular expression of ECMA-262 in the spelling of the engine that is to run it.
#pragma once

#include <string>

#include "schema/ecma_regex.h"

namespace sluiced::schema {

/// For RE2. The failure is what RE2 cannot do, as a noun: "look-ahead".
Result<std::string> re2_text(const Regex& regex);

/// For PCRE2. The failure is a complaint: what would not mean there what it means here.
Result<std::string> pcre2_text(const Regex& regex);

/// What ECMA-262 and PCRE2 read differently: a back-reference to a group that a repetition may have passed over since it last took
/// part (ECMA-262 forgets it), or within look-behind (ECMA-262 goes backwards). "" where there is none.
std::string doubtful_reference(const Regex& regex);

/// How many characters PCRE2 may look at before it counts another step: what back-references repeat, and what must stand side by
/// side. At least 1; as good as without end for a group of any length.
std::uint64_t step_width(const Regex& regex);

}  // namespace sluiced::schema
