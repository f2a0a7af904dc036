// The official suite through the program as its users run it: a process for each schema, its cases as lines on standard input.
#include "conformance/suite.h"

#include <catch2/catch.hpp>

#include "support/process.h"

using namespace sluiced::testing;

namespace {

std::string lines_of(const SuiteGroup& group) {
  std::string lines;
  for (const SuiteCase& one : group.cases) lines += one.data + "\n";
  return lines;
}

bool all_valid(const SuiteGroup& group) {
  for (const SuiteCase& one : group.cases)
    if (!one.valid) return false;
  return true;
}

/// Every line of the output, up to its verdict, as it should be.
std::string expected_verdicts(const SuiteGroup& group) {
  std::string lines;
  for (std::size_t i = 0; i < group.cases.size(); ++i)
    lines += R"({"source":"stdin","line":)" + std::to_string(i + 1) + R"(,"valid":)" + (group.cases[i].valid ? "true" : "false") +
             "\n";
  return lines;
}

std::string verdicts(const std::string& output) {
  std::string lines;
  std::size_t start = 0;
  for (std::size_t end = output.find('\n'); end != std::string::npos; start = end + 1, end = output.find('\n', start)) {
    const std::string line = output.substr(start, end - start);
    lines += line.substr(0, line.find(',', line.find("\"valid\":"))) + "\n";
  }
  return lines;
}

void check_draft(const Draft& draft) {
  const Folder folder;
  for (const SuiteGroup& group : read_groups(draft.folder)) {
    folder.write("schema.json", group.schema);
    const Finished run =
        sluiced::testing::sluiced({"validate", "schema.json", "--output", "jsonl", "--dialect", draft.uri, "--formats",
                                   "annotate", "--map", "http://localhost:1234/=" + suite_folder() + "/remotes"},
                                  {.input = lines_of(group), .directory = folder.path()});
    INFO(group.file << ": " << group.description << ": " << run.err);
    CHECK(verdicts(run.out) == expected_verdicts(group));
    CHECK(run.exit_code == (all_valid(group) ? 0 : 1));
  }
}

}  // namespace

TEST_CASE("validate gives the suite's verdicts: draft 4") { check_draft(drafts[0]); }
TEST_CASE("validate gives the suite's verdicts: draft 6") { check_draft(drafts[1]); }
TEST_CASE("validate gives the suite's verdicts: draft 7") { check_draft(drafts[2]); }
TEST_CASE("validate gives the suite's verdicts: draft 2019-09") { check_draft(drafts[3]); }
TEST_CASE("validate gives the suite's verdicts: draft 2020-12") { check_draft(drafts[4]); }
