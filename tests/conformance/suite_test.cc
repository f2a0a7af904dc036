// What the official suite says, held against validate() and explain().
#include "conformance/suite.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "json/reader.h"
#include "schema/schema.h"

using namespace sluiced;
using testing::SuiteCase;
using testing::SuiteGroup;

namespace {

constexpr std::pair<const char*, const char*> draft4{"draft4", "http://json-schema.org/draft-04/schema#"};
constexpr std::pair<const char*, const char*> draft6{"draft6", "http://json-schema.org/draft-06/schema#"};
constexpr std::pair<const char*, const char*> draft7{"draft7", "http://json-schema.org/draft-07/schema#"};
constexpr std::pair<const char*, const char*> draft2019_09{"draft2019-09", "https://json-schema.org/draft/2019-09/schema"};
constexpr std::pair<const char*, const char*> draft2020_12{"draft2020-12", "https://json-schema.org/draft/2020-12/schema"};

/// What a run over a folder came to.
struct Tally {
  int judged = 0;
  int skipped = 0;
  std::vector<std::string> wrong;  ///< refused ones too
};

/// Cases that come out otherwise than the suite has it, and why. An entry that is not needed is a fault.
struct Skip {
  std::string where;  ///< "file: group", or "file: group: case"
  std::string why;
  bool used = false;
};

schema::Options options(const char* dialect, schema::FormatMode formats) {
  schema::Options chosen;
  chosen.default_dialect = dialect;
  chosen.formats = formats;
  chosen.references.push_back({"http://localhost:1234/", testing::suite_folder() + "/remotes"});
  return chosen;
}

Result<schema::Schema, Fault> compile(const std::string& text, const schema::Options& options) {
  auto document = json::read_document("suite.json", text, file_limits);
  if (!document) return failure(document.error());
  schema::FileLoader loader;
  return schema::compile(*document, loader, options);
}

bool is_judged_rightly(const schema::Schema& schema, const SuiteCase& one) {
  json::Tree tree;
  REQUIRE(json::read(one.data, file_limits, tree).code == json::ReadErrorCode::none);
  schema::Scratch scratch;
  const schema::Outcome outcome = schema.validate(tree, scratch);
  json::IndexedDocument indexed;
  REQUIRE(indexed.read(one.data, file_limits));
  REQUIRE(schema.validate(indexed, scratch) == outcome);
  const bool is_explained = !schema.explain(tree, scratch, 5).empty();
  return outcome == (one.valid ? schema::Outcome::valid : schema::Outcome::invalid) && is_explained != one.valid;
}

Tally run(const std::vector<SuiteGroup>& groups, const schema::Options& options, std::vector<Skip> skips = {}) {
  Tally tally;
  for (const SuiteGroup& group : groups) {
    const auto schema = compile(group.schema, options);
    for (const SuiteCase& one : group.cases) {
      const std::string name = group.file + ": " + group.description;
      INFO(name << ": " << one.description);
      const bool right = schema && is_judged_rightly(*schema, one);
      const auto skip = std::find_if(skips.begin(), skips.end(), [&](const Skip& entry) {
        return entry.where == name || entry.where == name + ": " + one.description;
      });
      if (skip != skips.end() && !right) {
        skip->used = true;
        ++tally.skipped;
        continue;
      }
      ++tally.judged;
      if (!right) tally.wrong.push_back(name + ": " + one.description + (schema ? "" : ": " + to_string(schema.error())));
    }
  }
  for (const Skip& skip : skips)
    if (!skip.used) tally.wrong.push_back("skipped without need: " + skip.where);
  return tally;
}

void check(const Tally& tally, int judged, int skipped = 0) {
  for (const std::string& one : tally.wrong) FAIL_CHECK(one);
  CHECK(tally.judged == judged);
  CHECK(tally.skipped == skipped);
}

Tally required(const std::pair<const char*, const char*>& draft) {
  return run(testing::read_groups(draft.first), options(draft.second, schema::FormatMode::annotation));
}

Tally optional(const std::pair<const char*, const char*>& draft, std::vector<Skip> skips = {}) {
  return run(testing::read_groups(std::string(draft.first) + "/optional"), options(draft.second, schema::FormatMode::annotation),
             std::move(skips));
}

Tally formats(const std::pair<const char*, const char*>& draft) {
  return run(testing::read_groups(std::string(draft.first) + "/optional/format"),
             options(draft.second, schema::FormatMode::assertion));
}

std::vector<SuiteGroup> only(std::vector<SuiteGroup> groups, const std::vector<std::string>& files) {
  const auto unwanted = [&](const SuiteGroup& group) { return std::find(files.begin(), files.end(), group.file) == files.end(); };
  groups.erase(std::remove_if(groups.begin(), groups.end(), unwanted), groups.end());
  return groups;
}

}  // namespace

// The counts are the suite's: a case that is not run, or a schema that is refused, shows.
TEST_CASE("every required case of every draft is judged as the suite has it") {
  check(required(draft4), 610);
  check(required(draft6), 822);
  check(required(draft7), 906);
  check(required(draft2019_09), 1220);
  check(required(draft2020_12), 1245);
}

TEST_CASE("so are the optional cases, but for those that are named here") {
  const std::string content = "draft7/optional/content.json: ";
  const std::string annotation = "'content…' is an annotation in every draft, as it is in all later than 7";
  check(optional(draft4,
                 {{R"(draft4/optional/zeroTerminatedFloats.json: "some languages do not distinguish between different )"
                   R"(types of numeric value")",
                   "1.0 is an integer in every draft: an event that passes must not hang on its producer's number printer"}}),
        99, 1);
  check(optional(draft6), 106);
  check(optional(draft7, {{content + R"("validation of string-encoded content based on media type")", annotation},
                          {content + R"("validation of binary string-encoding")", annotation},
                          {content + R"("validation of binary-encoded media type documents")", annotation}}),
        114, 4);
  check(optional(draft2019_09), 154);
  check(optional(draft2020_12, {{R"(draft2020-12/optional/ecmascript-regex.json: "\\a is not an ECMA 262 control escape")",
                                 "asks for the assertion of a format, which is off here"}}),
        158, 1);
}

TEST_CASE("formats are asserted as the suite asks") {
  check(formats(draft4), 151);
  check(formats(draft6), 212);
  check(formats(draft7), 423);
  check(formats(draft2019_09), 471);
  check(formats(draft2020_12), 478);
}

TEST_CASE("regular expressions are ECMA-262's, as patterns and as a format") {
  check(run(only(testing::read_groups("draft2020-12/optional"),
                 {"draft2020-12/optional/ecmascript-regex.json", "draft2020-12/optional/non-bmp-regex.json"}),
            options(draft2020_12.second, schema::FormatMode::assertion)),
        87);
}
