// docs/conformance.md: what the suite's cases come to, as a page.
#pragma once

#include <string>

namespace sluiced::testing {

/// Runs everything. The same text each time, as long as the suite and the engine are the same.
std::string conformance_page();

}  // namespace sluiced::testing
