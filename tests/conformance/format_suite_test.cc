// The suite's optional/format folders, of every draft, held against conforms() itself: one function per format, whatever the draft.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>

#include "conformance/suite.h"
#include "json/reader.h"
#include "schema/format.h"

using namespace sluiced;
using testing::SuiteCase;
using testing::SuiteGroup;

namespace {

/// A case that we judge otherwise on purpose: "file: description of the group: of the case", and why.
struct Skip {
  std::string_view what;
  std::string_view why;
};
constexpr std::array<Skip, 0> skips{};

json::Tree read_tree(const std::string& text) {
  json::Tree tree;
  if (json::read(text, file_limits, tree).code != json::ReadErrorCode::none) throw std::runtime_error("no JSON: " + text);
  return tree;
}

std::string format_of(const SuiteGroup& group) {
  const json::Tree tree = read_tree(group.schema);
  const json::NodeIndex format = json::find_member(tree, 0, "format");
  return format == json::no_node ? "" : std::string(tree[format].string());
}

bool holds(schema::Format format, const std::string& data) {
  const json::Tree tree = read_tree(data);
  return tree.root().kind != json::Kind::string || schema::conforms(format, tree.root().string());
}

void check_draft(const std::string& draft, schema::Dialect dialect) {
  int judged = 0;
  for (const SuiteGroup& group : testing::read_groups(draft + "/optional/format")) {
    const std::string name = format_of(group);
    const auto format = schema::format_named(name);
    // ecmascript-regex.json has groups of other keywords; optional/format/unknown.json a name that nobody knows.
    if (name.empty() || name == "unknown") continue;
    INFO(group.file);
    REQUIRE(format);
    CHECK(schema::knows(dialect, *format));
    for (const SuiteCase& one : group.cases) {
      ++judged;
      const std::string what = group.file + ": " + group.description + ": " + one.description;
      const auto skip = std::find_if(skips.begin(), skips.end(), [&](const Skip& one_skip) { return one_skip.what == what; });
      const bool right = holds(*format, one.data) == one.valid;
      if (skip == skips.end() ? !right : right) FAIL_CHECK(what << ": " << one.data);
    }
  }
  WARN(draft << ": " << judged << " format cases judged");
  CHECK(judged > 0);
}

}  // namespace

TEST_CASE("every format of every draft is judged as the suite judges it") {
  check_draft("draft4", schema::Dialect::draft4);
  check_draft("draft6", schema::Dialect::draft6);
  check_draft("draft7", schema::Dialect::draft7);
  check_draft("draft2019-09", schema::Dialect::draft2019_09);
  check_draft("draft2020-12", schema::Dialect::draft2020_12);
}
