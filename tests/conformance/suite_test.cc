// What the official suite says, held against every way of judging.
#include "conformance/suite.h"

#include <catch2/catch.hpp>

#include "conformance/outputs.h"
#include "conformance/runs.h"

using namespace sluiced::testing;

namespace {

void check(const Tally& tally, int run, int skipped = 0) {
  for (const std::string& one : tally.wrong) FAIL_CHECK(one);
  CHECK(tally.run == run);
  CHECK(tally.skipped == skipped);
  CHECK(tally.passed == run - skipped);
}

}  // namespace

// The counts are the suite's: a case that is not run, or a schema that is refused, shows.
TEST_CASE("every required case of every draft is judged as the suite has it") {
  check(judge(drafts[0], Part::required), 610);
  check(judge(drafts[1], Part::required), 829);
  check(judge(drafts[2], Part::required), 913);
  check(judge(drafts[3], Part::required), 1227);
  check(judge(drafts[4], Part::required), 1257);
}

TEST_CASE("so are the optional cases, but for those that are named as skipped") {
  check(judge(drafts[0], Part::optional), 100, 1);
  check(judge(drafts[1], Part::optional), 106);
  check(judge(drafts[2], Part::optional), 118);
  check(judge(drafts[3], Part::optional), 154);
  check(judge(drafts[4], Part::optional), 158);
}

TEST_CASE("formats are asserted as the suite asks") {
  check(judge(drafts[0], Part::format), 153);
  check(judge(drafts[1], Part::format), 214);
  check(judge(drafts[2], Part::format), 434);
  check(judge(drafts[3], Part::format), 483);
  check(judge(drafts[4], Part::format), 491);
}

TEST_CASE("the output is what the suite's output-tests ask for") {
  check(run_output_tests(drafts[3]), 4);
  check(run_output_tests(drafts[4]), 4);
}

TEST_CASE("annotations are those that the suite expects, in every draft") {
  for (const Draft& draft : drafts) {
    const Tally tally = run_annotation_tests(draft);
    for (const std::string& one : tally.wrong) FAIL_CHECK(draft.name << ": " << one);
    CHECK(tally.run > 0);
    CHECK(tally.passed == tally.run);
  }
}
