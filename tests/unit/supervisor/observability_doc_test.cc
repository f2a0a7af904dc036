// docs/observability.md is the contract of the status and of the metrics: it names all there is, and nothing that is not.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "json/reader.h"
#include "supervisor/status_json.h"
#include "supervisor/status_metrics.h"
#include "support/places.h"
#include "unit/supervisor/sample_status.h"

using namespace sluiced;
using namespace sluiced::supervisor;
using namespace sluiced::testing;

namespace {

std::string page() {
  std::ifstream file(source_folder() + "/docs/observability.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What the pattern's group finds.
std::set<std::string> all_of(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), regex); at != std::sregex_iterator(); ++at)
    found.insert((*at)[1]);
  return found;
}

/// Without the members whose names are values of a closed list.
void collect_members(const json::Tree& tree, json::NodeIndex node, std::set<std::string>& names) {
  for (const json::NodeIndex child : json::children(tree, node)) {
    const std::string name(tree[child].name());
    if (!name.empty()) names.insert(name);
    if (name != "records" && name != "dead_letters") collect_members(tree, child, names);
  }
}

}  // namespace

TEST_CASE("the page on observability lists every metric, and no other") {
  const auto listed = all_of(page(), "`((?:sluiced|process)_[a-z_]+)`");
  const auto answered = all_of(to_metrics(sample_status()), "# TYPE ([a-z_]+) ");
  CHECK(answered.size() > 30);
  CHECK(listed == answered);
}

TEST_CASE("the page on observability names every member of the status and every reason") {
  Status sample = sample_status();
  sample.topics[1].stopped_at = gate::StoppedAt{};
  const std::string text = to_json(sample);
  json::Tree tree;
  REQUIRE(json::read(text, DocumentLimits{}, tree).code == json::ReadErrorCode::none);
  std::set<std::string> members;
  collect_members(tree, 0, members);
  CHECK(members.size() > 60);
  const std::string words = page();
  for (const std::string& member : members) {
    CAPTURE(member);
    CHECK(words.find('`' + member + '`') != std::string::npos);
  }
}
