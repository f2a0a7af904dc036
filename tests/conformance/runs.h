// What the suite's cases come to: run, passed, failed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/suite.h"
#include "schema/schema.h"

namespace sluiced::testing {

enum class Part {
  required,  ///< the draft's own folder; formats and content are notes
  format,    ///< optional/format; formats are asserted
  optional,  ///< the rest of optional; formats are notes, content is asserted where a draft lets it be
};

/// A case that we judge otherwise than the suite, on purpose.
struct Skip {
  std::string_view what;  ///< "file: group" or "file: group: case", descriptions as JSON
  std::string_view why;
};
std::span<const Skip> skips();

struct Tally {
  int run = 0;
  int passed = 0;
  int skipped = 0;                 ///< failed, and named in skips()
  std::vector<std::string> wrong;  ///< failed, and not; or skipped without need
};

/// Every case through validate() over both views, through explain(), and through every output shape, which must agree.
Tally judge(const Draft& draft, Part part);

/// A schema of the suite, or nothing that can be compiled.
Result<schema::Schema, Fault> compile_suite_schema(const std::string& text, const Draft& draft, Part part);

}  // namespace sluiced::testing
