#include "metrics/exposition.h"

#include <catch2/catch.hpp>
#include <clocale>
#include <limits>
#include <locale>
#include <stdexcept>

using namespace sluiced::metrics;

TEST_CASE("families keep their first-seen order, each with one HELP and one TYPE") {
  Exposition page;
  page.counter("b_total", "Bees.", {{"topic", "x"}}, 1);
  page.gauge("a", "An a.", {}, 2.5);
  page.counter("b_total", "not shown", {{"topic", "y"}}, 3);
  CHECK(page.text() ==
        "# HELP b_total Bees.\n"
        "# TYPE b_total counter\n"
        "b_total{topic=\"x\"} 1\n"
        "b_total{topic=\"y\"} 3\n"
        "# HELP a An a.\n"
        "# TYPE a gauge\n"
        "a 2.5\n");
}

TEST_CASE("whole numbers are exact up to 2^53") {
  for (const std::uint64_t number : {0ULL, 9'999'999ULL, 10'000'001ULL, (1ULL << 24) + 1, 1'000'000'007ULL,
                                     123'456'789'012'345ULL, (1ULL << 53) - 1, 1ULL << 53}) {
    Exposition page;
    page.counter("n_total", "N.", {}, static_cast<double>(number));
    CHECK(page.text() == "# HELP n_total N.\n# TYPE n_total counter\nn_total " + std::to_string(number) + "\n");
  }
}

TEST_CASE("a histogram's buckets add up and end at infinity") {
  const double bounds[] = {0.0000005, 0.001, 2};
  const std::uint64_t counts[] = {3, 0, 2, 1};
  Exposition page;
  page.histogram("took_seconds", "How long.", {{"topic", "x"}}, bounds, counts, 7.25);
  CHECK(page.text() ==
        "# HELP took_seconds How long.\n"
        "# TYPE took_seconds histogram\n"
        "took_seconds_count{topic=\"x\"} 6\n"
        "took_seconds_sum{topic=\"x\"} 7.25\n"
        "took_seconds_bucket{topic=\"x\",le=\"5e-07\"} 3\n"
        "took_seconds_bucket{topic=\"x\",le=\"0.001\"} 3\n"
        "took_seconds_bucket{topic=\"x\",le=\"2\"} 5\n"
        "took_seconds_bucket{topic=\"x\",le=\"+Inf\"} 6\n");
}

TEST_CASE("a label's value cannot break out of its line") {
  Exposition page;
  page.gauge("g", "G.", {{"why", "a \"b\"\nc\\d"}}, 1);
  CHECK(page.text() == "# HELP g G.\n# TYPE g gauge\ng{why=\"a \\\"b\\\"\\nc\\\\d\"} 1\n");
}

TEST_CASE("a help text that would break out of its line is refused") {
  Exposition page;
  CHECK_THROWS_AS(page.gauge("g", "one\ntwo", {}, 1), std::logic_error);
  CHECK_THROWS_AS(page.gauge("g", "a \\ b", {}, 1), std::logic_error);
  CHECK(page.text().empty());
}

TEST_CASE("values that are no numbers are spelt as Prometheus reads them") {
  Exposition page;
  page.gauge("g", "G.", {{"of", "nan"}}, std::numeric_limits<double>::quiet_NaN());
  page.gauge("g", "G.", {{"of", "inf"}}, std::numeric_limits<double>::infinity());
  CHECK(page.text().find("g{of=\"nan\"} Nan\n") != std::string::npos);
  CHECK(page.text().find("g{of=\"inf\"} +Inf\n") != std::string::npos);
}

TEST_CASE("the process's locale changes nothing") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Comma));
  Exposition page;
  page.gauge("g", "G.", {}, 12345.5);
  const std::string text = page.text();
  std::locale::global(before);
  CHECK(text == "# HELP g G.\n# TYPE g gauge\ng 12345.5\n");
}

TEST_CASE("one name is one type") {
  Exposition page;
  page.gauge("g", "G.", {}, 1);
  CHECK_THROWS_AS(page.counter("g", "G.", {}, 1), std::logic_error);
  const double bounds[] = {1};
  const std::uint64_t counts[] = {1};
  CHECK_THROWS_AS(page.histogram("h", "H.", {}, bounds, counts, 0), std::logic_error);
}
