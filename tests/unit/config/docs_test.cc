// docs/configuration.md, held to what it describes.
#include <catch2/catch.hpp>

#include "config/keys.h"
#include "support/places.h"
#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

std::string manual() {
  std::ifstream stream(testing::source_folder() + "/docs/configuration.md", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The next block between ``` fences from `at` on; `at` goes past it.
std::string block(const std::string& text, std::size_t& at) {
  const std::size_t begin = text.find('\n', text.find("```", at)) + 1;
  const std::size_t end = text.find("```", begin);
  at = end + 3;
  return text.substr(begin, end - begin);
}

}  // namespace

TEST_CASE("the manual names every key in the place where it stands") {
  const std::string text = manual();
  for (const KeySet* keys : all_key_sets()) {
    if (keys == &defaults_keys) continue;  // those of a topic, said in words
    for (const std::string_view key : keys->known) {
      const std::string row = keys->where.empty() ? std::string(key) : std::string(keys->where) + "." + std::string(key);
      INFO(row);
      CHECK(text.find("`" + row + (keys->where.empty() ? "`" : "` |")) != std::string::npos);
    }
  }
}

TEST_CASE("the manual's example of faults is what the program says, word for word") {
  const std::string text = manual();
  std::size_t at = text.find("<!-- example -->");
  REQUIRE(at != std::string::npos);
  const std::string yaml = block(text, at);
  const std::string expected = block(text, at);
  const Workspace files;
  std::string said;
  for (const std::string& line : files.faults(yaml)) said += line + "\n";
  CHECK(said == expected);
}
