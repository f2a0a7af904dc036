#include "conformance/page.h"

#include <fmt/format.h>

#include "conformance/outputs.h"
#include "conformance/runs.h"

namespace sluiced::testing {
namespace {

constexpr std::string_view head = R"(# Conformance

Made by `scripts/conformance`; a test fails where this page is not what the engine does.

The official [JSON Schema Test Suite](https://github.com/json-schema-org/JSON-Schema-Test-Suite), as the source distribution of
PyPI's `jsonschema` {} carries it; `scripts/conformance-suite` brings it. In each cell: cases run, passed, failed.

)";

constexpr std::string_view how = R"(
*Required* is run with `format` and the content keywords as notes, *format* (`optional/format`) with formats asserted, *other optional*
with formats as notes and `contentEncoding` and `contentMediaType` asserted (`validate --content assert`), which draft 7 lets an
implementation do. A schema that is refused fails all its cases.

Each case is judged over both views of a document (its bytes, and the strict reader's tree); the verdict must also be that of the
explanation and of all three output shapes, and the *basic* and *detailed* output of each must be as the specification's own schema
of them asks. The required cases are run once more from outside, through `sluiced validate --output jsonl`.

)";

constexpr std::string_view outputs = R"(
## Output and annotations

`output-tests` holds the *basic* output against a schema; the suite has such tests from 2019-09 on. `annotations` asks which keywords
say what of which place, in every draft that a case is compatible with.

| draft | output-tests: run | passed | failed | annotations: run | passed | failed |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
)";

std::string cells(const Tally& tally) {
  return fmt::format(" {} | {} | {} |", tally.run, tally.passed, tally.run - tally.passed);
}

}  // namespace

std::string conformance_page() {
  std::string page = fmt::format(head, suite_version);
  page +=
      "| draft | required: run | passed | failed | format: run | passed | failed | other optional: run | passed | failed |\n"
      "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
  for (const Draft& draft : drafts) {
    page += fmt::format("| {} |", draft.name);
    for (const Part part : {Part::required, Part::format, Part::optional}) page += cells(judge(draft, part));
    page += '\n';
  }
  page += how;
  page += "## What fails on purpose\n\n| case | why |\n| --- | --- |\n";
  for (const Skip& skip : skips()) page += fmt::format("| `{}` | {} |\n", skip.what, skip.why);
  page += outputs;
  for (const Draft& draft : drafts)
    page += fmt::format("| {} |{}{}\n", draft.name, cells(run_output_tests(draft)), cells(run_annotation_tests(draft)));
  return page;
}

}  // namespace sluiced::testing
