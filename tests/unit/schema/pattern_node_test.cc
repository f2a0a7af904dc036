// Against Node.js; scripts/regex-against-node makes the cases. Hidden: not part of the default run.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>

#include "json/reader.h"
#include "schema/ecma_regex.h"
#include "schema/pattern.h"

using namespace sluiced;
using namespace sluiced::schema;

namespace {

/// What Node takes and we refuse, as docs/schema-engine.md says.
bool is_known_refusal(const std::string& complaint) {
  for (const char* known : {"a surrogate stands alone", "a back-reference in look-behind, or to a group",
                            "lookbehind assertion is not", "regular expression is too large"})
    if (complaint.starts_with(known)) return true;
  return complaint.starts_with("the property '") && complaint.ends_with("' is not supported");
}

class Comparison {
 public:
  void compare(const json::Tree& line) {
    const std::string pattern(line[json::find_member(line, 0, "pattern")].string());
    const json::NodeIndex found = json::find_member(line, 0, "found");
    INFO(pattern);
    ++patterns_;
    // The strict syntax is Node's, to the letter.
    CHECK(parse_regex(pattern, RegexSyntax::strict).ok() == (found != json::no_node));
    if (found == json::no_node) {
      ++refused_by_node_;
      return;
    }
    for (const auto engine : {Pattern::Engine::any, Pattern::Engine::re2, Pattern::Engine::pcre2}) {
      const auto compiled = Pattern::compile(pattern, engine);
      if (compiled) {
        search(*compiled, line, found);
      } else if (engine != Pattern::Engine::re2) {
        INFO(compiled.error());
        CHECK(is_known_refusal(compiled.error()));
        if (engine == Pattern::Engine::any) ++refusals_[compiled.error().substr(0, 40)];
      }
    }
  }

  void report() const {
    WARN(patterns_ << " patterns, " << refused_by_node_ << " of them none; " << searches_ << " searches, " << limits_
                   << " given up, " << unassigned_ << " passed over for code points that are younger than our tables");
    for (const auto& [complaint, count] : refusals_) WARN(count << " refused here only: " << complaint << "…");
    for (const auto& [pattern, count] : versions_) WARN(count << " code points differ: " << pattern);
  }

 private:
  /// A pattern with more texts than this is a property, which may differ a little from one version of Unicode to the next.
  static constexpr std::size_t random_texts_max = 100;

  void search(const Pattern& pattern, const json::Tree& line, json::NodeIndex found) {
    auto expected = json::children(line, found).begin();
    const json::NodeIndex subjects = json::find_member(line, 0, "subjects");
    int differences = 0;
    for (const json::NodeIndex subject : json::children(line, subjects)) {
      const bool in_node = line[*expected].truth;
      ++expected;
      ++searches_;
      BacktrackingBudget budget;
      const std::string_view text = line[subject].string();
      const Found here = pattern.find(text, budget);
      if (here == Found::limit) {
        ++limits_;
      } else if ((here == Found::yes) != in_node && unassigned_here_.find(text, budget) == Found::yes) {
        ++unassigned_;
      } else if ((here == Found::yes) != in_node) {
        ++differences;
        INFO("text: " << text << ", Node: " << in_node);
        if (line[subjects].count <= random_texts_max) FAIL_CHECK("the engines disagree");
      }
    }
    if (differences == 0 || line[subjects].count <= random_texts_max) return;
    CHECK(differences < static_cast<int>(line[subjects].count / 50));
    versions_[pattern.source()] = differences;
  }

  Pattern unassigned_here_ = Pattern::compile("\\p{Cn}").value();
  int patterns_ = 0;
  int refused_by_node_ = 0;
  int searches_ = 0;
  int limits_ = 0;
  int unassigned_ = 0;
  std::map<std::string, int> refusals_;
  std::map<std::string, int> versions_;  ///< differences by property
};

}  // namespace

TEST_CASE("patterns mean what they mean to Node.js", "[.node]") {
  const char* const file = std::getenv("SLUICED_REGEX_CASES");
  REQUIRE(file != nullptr);
  std::ifstream in(file);
  std::string text;
  Comparison comparison;
  while (std::getline(in, text)) {
    json::Tree line;
    REQUIRE(json::read(text, file_limits, line).code == json::ReadErrorCode::none);
    comparison.compare(line);
  }
  comparison.report();
}
