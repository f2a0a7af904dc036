#include "schema/format.h"

#include <catch2/catch.hpp>

using namespace sluiced::schema;

namespace {
bool is_date_time(std::string_view text) { return conforms(Format::date_time, text); }
bool is_uuid(std::string_view text) { return conforms(Format::uuid, text); }
}  // namespace

TEST_CASE("a date-time is RFC 3339, to the letter") {
  for (const char* good : {"2026-11-23T20:26:43Z", "2026-11-23t20:26:43.017z", "0000-01-01T00:00:00+23:59",
                           "2024-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "2026-11-23T20:26:43.000000000000001-00:00"})
    CHECK(is_date_time(good));
  for (const char* bad : {"",
                          "2026-11-23",
                          "2026-11-23T20:26:43",
                          "2026-11-23 20:26:43Z",
                          "2026-11-23T20:26Z",
                          "2026-13-01T00:00:00Z",
                          "2026-00-01T00:00:00Z",
                          "2026-11-00T00:00:00Z",
                          "2026-11-31T00:00:00Z",
                          "2023-02-29T00:00:00Z",
                          "1900-02-29T00:00:00Z",
                          "2026-11-23T24:00:00Z",
                          "2026-11-23T23:60:00Z",
                          "2026-11-23T23:00:00.Z",
                          "2026-11-23T23:00:00,5Z",
                          "2026-11-23T23:00:00+24:00",
                          "2026-11-23T23:00:00+00:60",
                          "2026-11-23T23:00:00+0000",
                          "2026-11-23T23:00:00+00",
                          "2026-11-23T23:00:00Z ",
                          " 2026-11-23T23:00:00Z",
                          "2026-11-23T23:00:00ZZ",
                          "2026/11/23T23:00:00Z",
                          "2026-11-23T23:00:0aZ",
                          "+026-11-23T23:00:00Z",
                          "2026-11-23T23:00:00"})
    CHECK_FALSE(is_date_time(bad));
}

TEST_CASE("a leap second is one only at the end of a UTC day") {
  CHECK(is_date_time("2016-12-31T23:59:60Z"));
  CHECK(is_date_time("2017-01-01T00:59:60+01:00"));
  CHECK(is_date_time("2016-12-31T00:00:60.5-23:59"));
  CHECK_FALSE(is_date_time("2016-12-31T23:59:60+01:00"));
  CHECK_FALSE(is_date_time("2016-12-31T12:59:60Z"));
  CHECK_FALSE(is_date_time("2016-12-31T23:59:61Z"));
}

TEST_CASE("a UUID has hexadecimal digits where they belong, and dashes between") {
  const std::string uuid = "2eb8aa08-AA98-11ea-b4Aa-73b441d16380";
  CHECK(is_uuid(uuid));
  for (std::size_t i = 0; i < uuid.size(); ++i)
    for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '\x10', '\x19', '\xb1', '\xe1', uuid[i] == '-' ? '0' : '-'}) {
      std::string other = uuid;
      other[i] = c;
      CAPTURE(other);
      REQUIRE_FALSE(is_uuid(other));
    }
  CHECK_FALSE(is_uuid(""));
  CHECK_FALSE(is_uuid(uuid + "0"));
  CHECK_FALSE(is_uuid(uuid.substr(1)));
}
