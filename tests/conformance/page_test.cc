#include "conformance/page.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/places.h"

namespace {

/// Where SLUICED_WRITE_CONFORMANCE names a file the page goes there: that is scripts/conformance.
std::string page_file() {
  const char* const file = std::getenv("SLUICED_WRITE_CONFORMANCE");
  return file == nullptr ? "" : file;
}

}  // namespace

TEST_CASE("docs/conformance.md says what the suite comes to today") {
  const std::string page = sluiced::testing::conformance_page();
  if (!page_file().empty()) std::ofstream(page_file()) << page;
  std::ifstream file(page_file().empty() ? sluiced::testing::source_folder() + "/docs/conformance.md" : page_file());
  std::stringstream written;
  written << file.rdbuf();
  INFO("scripts/conformance writes it anew");
  CHECK(written.str() == page);
}
