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

TEST_CASE("a duration names its parts in order, with none left out between") {
  for (const char* good : {"P1Y", "P1Y2M3DT4H5M6S", "P3W", "PT0S", "P1DT1S", "PT007M"}) CHECK(conforms(Format::duration, good));
  for (const char* bad :
       {"", "P", "PT", "1D", "p1D", "P1Y1D", "PT1H1S", "P1W1D", "P1DT", "PW", "P1.5D", "PD", "P1D1D", "P1S", "PT1D"})
    CHECK_FALSE(conforms(Format::duration, bad));
}

TEST_CASE("a date and a time are the two halves of a date-time") {
  CHECK(conforms(Format::date, "2024-02-29"));
  CHECK_FALSE(conforms(Format::date, "2023-02-29"));
  CHECK(conforms(Format::time, "23:59:60Z"));
  CHECK_FALSE(conforms(Format::time, "23:59:60+01:00"));
  CHECK_FALSE(conforms(Format::time, "23:59:59"));
}

TEST_CASE("addresses are those of the protocols, not of what libraries put up with") {
  for (const char* good :
       {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "1::2:3:4:5:1.2.3.4", "1:2:3:4:5:6:7::"})
    CHECK(conforms(Format::ipv6, good));
  for (const char* bad : {"", ":", ":::", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4", "1::2::3",
                          "g::", "::1.2.3", "::01.2.3.4", "1:", "1:2:3:4:5:6:7", "::12345", "::1.2.3.4:1"})
    CHECK_FALSE(conforms(Format::ipv6, bad));
  for (const char* bad : {"1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.", ".1.2.3", "1..2.3", "0x1.2.3.4"})
    CHECK_FALSE(conforms(Format::ipv4, bad));
  for (const char* good : {"a@b", "\"a b\\\"@\"@b.c", "a+b@[1.2.3.4]", "a@[ipv6:::1]"}) CHECK(conforms(Format::email, good));
  for (const char* bad :
       {"a@b.", "a@.b", "a@-b", "a@b_c", "\"a@b", "\"\"", "a@[1.2.3]", "a@[b]", "a@b@c", "a\xc3\xa9@b", "a@[IPv6:1]"})
    CHECK_FALSE(conforms(Format::email, bad));
}

TEST_CASE("URIs are RFC 3986's, IRIs take RFC 3987's characters besides") {
  for (const char* good : {"a:", "a:b:c", "a://", "a://@:/", "a://h:80", "a:?#", "a://[v1.x:y]/", "A+-.1:/"})
    CHECK(conforms(Format::uri, good));
  for (const char* bad :
       {"", "a", ":", "1:", "a://[::1", "a://[::1]x", "a://[v1.]", "a://[vg.1]", "a:#b#", "a:%4", "a://h:8a", "a://u[@h"})
    CHECK_FALSE(conforms(Format::uri, bad));
  for (const char* good : {"", "?", "#", "//", "a/b:c", "./a:b"}) CHECK(conforms(Format::uri_reference, good));
  CHECK(conforms(Format::iri, "a://\xc3\xa9/\xf0\x90\x8c\x80?\xee\x80\x80"));
  CHECK_FALSE(conforms(Format::iri, "a://h/\xee\x80\x80"));  // private use in a path
  CHECK_FALSE(conforms(Format::iri, "a://h/\xef\xbf\xbe"));  // a noncharacter
  CHECK_FALSE(conforms(Format::iri, "a://h/\xc2\x85"));      // a C1 control
  CHECK_FALSE(conforms(Format::uri, "a://h/\xc3\xa9"));
}

TEST_CASE("A-labels are those that a registry would make") {
  for (const char* good : {"xn--mnchen-3ya.de", "XN--MNCHEN-3YA", "a-b.c", "a--b"}) CHECK(conforms(Format::hostname, good));
  for (const char* bad :
       {"xn--", "xn--a", "xn--mnchen-3y", "xn--99999999999999", "xn--zzzzzzzzzzzzzzzzzzzzzzzzzzzz", "a..b", "a.", "-a", "a_b"})
    CHECK_FALSE(conforms(Format::hostname, bad));
  CHECK(conforms(Format::idn_hostname, "m\xc3\xbcnchen.de"));
  CHECK_FALSE(conforms(Format::idn_hostname, "M\xc3\xbcnchen.de"));   // U-labels have no capitals
  CHECK_FALSE(conforms(Format::idn_hostname, "mu\xcc\x88nchen.de"));  // not NFC
  CHECK_FALSE(conforms(Format::idn_hostname, "ab--cd"));              // reserved
  CHECK_FALSE(conforms(Format::idn_hostname, std::string_view("\xc3\xbc\0a", 4)));
  CHECK_FALSE(conforms(Format::idn_hostname, "1a.\xd7\x90"));  // RFC 5893 looks at the whole domain
  CHECK(conforms(Format::idn_hostname, "a1.\xd7\x90"));
  CHECK_FALSE(conforms(Format::idn_hostname, std::string(100'000, '.')));
}

TEST_CASE("a regular expression is ECMA-262's, with the flag u to the letter") {
  for (const char* good : {"", "(?<=a+)b", "[]", "[^]", "\\cA", "\\uD83D", "(?<n>a)\\k<n>", "\\p{Lu}", "\\/"})
    CHECK(conforms(Format::regex, good));
  for (const char* bad :
       {"\\-", "{", "a]", "a{,2}", "[\\w-.]", "\\Z", "(?P<n>a)", "\\p{lu}", "(", "a**", "[b-a]", "\\1", "\\k<n>"})
    CHECK_FALSE(conforms(Format::regex, bad));
}

TEST_CASE("templates and pointers") {
  for (const char* good : {"", "{a}", "{+a,b:3,c*}", "{%41.b_}", "a'b"}) CHECK(conforms(Format::uri_template, good));
  for (const char* bad : {"{", "}", "{}", "{a", "{a*:3}", "{a.}", "{.}", "{a b}", "a%4", "a<b"})
    CHECK_FALSE(conforms(Format::uri_template, bad));
  for (const char* good : {"", "/", "/a~0~1", "//"}) CHECK(conforms(Format::json_pointer, good));
  for (const char* bad : {"a", "/~", "/~2", "#/a"}) CHECK_FALSE(conforms(Format::json_pointer, bad));
  for (const char* good : {"0", "10#", "1/a"}) CHECK(conforms(Format::relative_json_pointer, good));
  for (const char* bad : {"", "01", "-1", "1a", "1##", "/a"}) CHECK_FALSE(conforms(Format::relative_json_pointer, bad));
}

TEST_CASE("base64 is RFC 4648's, padded, each text the only one for its bytes") {
  for (const char* good : {"", "QQ==", "QUI=", "QUJD", "+/+/", "eyJmb28iOiAiYmFyIn0K"})
    CHECK(conforms(Format::content_base64, good));
  for (const char* bad :
       {"Q", "QQ", "QQ=", "QQ===", "====", "=QQ=", "QQ==QQ==", "QR==", "QUJ=", "QU J", "QUJD\n", "-_-_", "QUJ%"})
    CHECK_FALSE(conforms(Format::content_base64, bad));
}

TEST_CASE("JSON in a string is held against the gate's own reader, through base64 where it is in base64") {
  CHECK(conforms(Format::content_json, R"({"a":[1]})"));
  for (const char* bad : {"", "{:}", "{} {}", R"({"a":1,"a":2})"}) CHECK_FALSE(conforms(Format::content_json, bad));
  CHECK(conforms(Format::content_base64_json, "e30="));
  CHECK_FALSE(conforms(Format::content_base64_json, "ezp9Cg=="));
  CHECK(conforms(Format::content_base64_json, "no base64"));
}
