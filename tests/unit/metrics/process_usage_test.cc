#include "metrics/process_usage.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <ctime>

using namespace sluiced::metrics;

TEST_CASE("the process knows what it uses") {
  const ProcessUsage usage = read_process_usage();
  CHECK(usage.resident_bytes.value() > 100'000);
  CHECK(usage.resident_bytes.value() < 10'000'000'000);
  CHECK(usage.max_fds.value() >= usage.open_fds.value());
}

TEST_CASE("processor time is counted in seconds") {
  const double before = read_process_usage().cpu_seconds.value();
  const std::clock_t begun = std::clock();
  while (std::clock() - begun < CLOCKS_PER_SEC / 10) {
  }
  const double used = read_process_usage().cpu_seconds.value() - before;
  CHECK(used > 0.05);
  CHECK(used < 1);
}

TEST_CASE("an open descriptor counts, the reading itself does not") {
  const auto before = read_process_usage().open_fds.value();
  const int fd = dup(0);
  REQUIRE(fd >= 0);
  CHECK(read_process_usage().open_fds.value() == before + 1);
  close(fd);
  CHECK(read_process_usage().open_fds.value() == before);
}

TEST_CASE("a process name with parentheses and spaces misleads nobody") {
  char before[16] = {};
  prctl(PR_GET_NAME, before);
  prctl(PR_SET_NAME, "a) R 1 (b");
  const ProcessUsage usage = read_process_usage();
  prctl(PR_SET_NAME, before);
  CHECK(usage.resident_bytes.value() > 100'000);
}
