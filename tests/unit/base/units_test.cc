#include "base/units.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace sluiced;
using namespace std::chrono_literals;

namespace {

std::string duration_error(std::string_view text) {
  const auto parsed = parse_duration(text);
  return parsed ? "accepted" : parsed.error();
}

std::string size_error(std::string_view text) {
  const auto parsed = parse_size(text);
  return parsed ? "accepted" : parsed.error();
}

}  // namespace

TEST_CASE("every unit of duration counts what it says") {
  CHECK(parse_duration("250ms").value() == 250ms);
  CHECK(parse_duration("5s").value() == 5s);
  CHECK(parse_duration("2m").value() == 2min);
  CHECK(parse_duration("1h").value() == 1h);
  CHECK(parse_duration("7d").value() == 168h);
  CHECK(parse_duration("0s").value() == 0ms);
}

TEST_CASE("a duration that is none says what was expected and what was meant") {
  const std::string expected = "expected a duration such as 250ms, 20s, 2m, 1h or 7d, found ";
  CHECK(duration_error("") == expected + "''");
  CHECK(duration_error("soon") == expected + "'soon'");
  CHECK(duration_error("-5s") == expected + "'-5s'");
  CHECK(duration_error("20") == expected + "'20': its unit is missing, ms, s, m, h or d");
  CHECK(duration_error("20 s") == expected + "'20 s': no space before the unit");
  CHECK(duration_error("20sec") == expected + "'20sec': did you mean 20s?");
  CHECK(duration_error("1.5s") == expected + "'1.5s': only whole numbers; take the next smaller unit");
  CHECK(duration_error("1h30m") == expected + "'1h30m': unknown unit 'h30m', known are ms, s, m, h or d");
  CHECK(duration_error("3weeks") == expected + "'3weeks': unknown unit 'weeks', known are ms, s, m, h or d");
}

TEST_CASE("a duration beyond what can be counted is refused, not wrapped") {
  CHECK(parse_duration("9223372036854775807ms").value().count() == 9223372036854775807LL);
  CHECK(duration_error("9223372036854775808ms").ends_with("too large"));
  CHECK(duration_error("106751991168d").ends_with("too large"));
  CHECK(duration_error("99999999999999999999999s").ends_with("too large"));
}

TEST_CASE("sizes are bytes, alone or with a binary unit") {
  CHECK(parse_size("0").value() == 0);
  CHECK(parse_size("65536").value() == 65536);
  CHECK(parse_size("17B").value() == 17);
  CHECK(parse_size("64KiB").value() == 65536);
  CHECK(parse_size("1MiB").value() == 1048576);
  CHECK(parse_size("2GiB").value() == 2147483648);
}

TEST_CASE("a size in another unit is asked about, never guessed") {
  const std::string expected = "expected a size such as 65536, 64KiB or 1MiB, found ";
  CHECK(size_error("1MB") == expected + "'1MB': did you mean 1MiB?");
  CHECK(size_error("64k") == expected + "'64k': did you mean 64KiB?");
  CHECK(size_error("1TiB") == expected + "'1TiB': unknown unit 'TiB', known are B, KiB, MiB or GiB");
  CHECK(size_error("big") == expected + "'big'");
  CHECK(size_error("18446744073709551615GiB") == expected + "'18446744073709551615GiB': too large");
}

TEST_CASE("what is written as text reads back as the same value") {
  for (const auto duration : {0ms, 1ms, 1500ms, 60'000ms, 90'000ms, 3'600'000ms, 86'400'000ms, 604'800'000ms}) {
    CHECK(parse_duration(duration_text(duration)).value() == duration);
  }
  for (const std::uint64_t size : {0ULL, 1ULL, 1023ULL, 1024ULL, 1025ULL, 1ULL << 20, 3ULL << 30}) {
    CHECK(parse_size(size_text(size)).value() == size);
  }
  CHECK(duration_text(120s) == "2m");
  CHECK(duration_text(90s) == "90s");
  CHECK(size_text(1 << 20) == "1MiB");
}

TEST_CASE("an excerpt is one line, bounded, and never cuts a character in two") {
  CHECK(quoted_excerpt("a\nb\tc") == "'a.b.c'");
  const std::string longest(60, 'x');
  CHECK(quoted_excerpt(longest) == fmt::format("'{}'", longest));
  CHECK(quoted_excerpt(longest + "y") == fmt::format("'{}…'", longest));
  CHECK(quoted_excerpt(longest.substr(1) + "éé") == fmt::format("'{}…'", longest.substr(1)));
}
