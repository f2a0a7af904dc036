// What /metrics answers, through Prometheus's own checker.
#include <catch2/catch.hpp>

#include "supervisor/status_metrics.h"
#include "support/process.h"
#include "unit/supervisor/sample_status.h"

using namespace sluiced::testing;

namespace {

/// Empty: nothing to complain about.
std::string complaints(const std::string& page) {
  const Finished checked = run_program({SLUICED_SOURCE_DIR "/scripts/check-metrics", "-"}, {.input = page});
  return checked.exit_code == 0 ? "" : checked.out + checked.err;
}

}  // namespace

TEST_CASE("promtool and the alert rules find nothing to complain about in a page of metrics") {
  const std::string page = sluiced::supervisor::to_metrics(sample_status());
  CHECK(complaints(page).empty());
  CHECK_FALSE(complaints(page + "sluiced_records_total{group=\"g} 1\n").empty());
}
