#include "schema/format.h"

#include <algorithm>
#include <array>

#include "schema/ecma_regex.h"
#include "schema/format_checks.h"

namespace sluiced::schema {
namespace {

bool is_regex(std::string_view text) { return parse_regex(text, RegexSyntax::strict).ok(); }

struct FormatInfo {
  Format format;
  std::string_view name;
  Dialect since;
  bool (*check)(std::string_view);
  std::string_view text;
};

// In the order of Format.
constexpr std::array formats{
    FormatInfo{Format::date_time, "date-time", Dialect::draft4, is_date_time, "an RFC 3339 date-time"},
    FormatInfo{Format::date, "date", Dialect::draft7, is_date, "an RFC 3339 date"},
    FormatInfo{Format::time, "time", Dialect::draft7, is_time, "an RFC 3339 time"},
    FormatInfo{Format::duration, "duration", Dialect::draft2019_09, is_duration, "an RFC 3339 duration"},
    FormatInfo{Format::email, "email", Dialect::draft4, is_email, "an email address"},
    FormatInfo{Format::idn_email, "idn-email", Dialect::draft7, is_idn_email, "an internationalized email address"},
    FormatInfo{Format::hostname, "hostname", Dialect::draft4, is_hostname, "a host name"},
    FormatInfo{Format::idn_hostname, "idn-hostname", Dialect::draft7, is_idn_hostname, "an internationalized host name"},
    FormatInfo{Format::ipv4, "ipv4", Dialect::draft4, is_ipv4, "an IPv4 address"},
    FormatInfo{Format::ipv6, "ipv6", Dialect::draft4, is_ipv6, "an IPv6 address"},
    FormatInfo{Format::uri, "uri", Dialect::draft4, is_uri, "a URI"},
    FormatInfo{Format::uri_reference, "uri-reference", Dialect::draft6, is_uri_reference, "a URI reference"},
    FormatInfo{Format::iri, "iri", Dialect::draft7, is_iri, "an IRI"},
    FormatInfo{Format::iri_reference, "iri-reference", Dialect::draft7, is_iri_reference, "an IRI reference"},
    FormatInfo{Format::uri_template, "uri-template", Dialect::draft6, is_uri_template, "a URI template"},
    FormatInfo{Format::uuid, "uuid", Dialect::draft2019_09, is_uuid, "a UUID"},
    FormatInfo{Format::json_pointer, "json-pointer", Dialect::draft6, is_json_pointer, "a JSON Pointer"},
    FormatInfo{Format::relative_json_pointer, "relative-json-pointer", Dialect::draft7, is_relative_json_pointer,
               "a relative JSON Pointer"},
    FormatInfo{Format::regex, "regex", Dialect::draft7, is_regex, "a regular expression of ECMA-262"},
    FormatInfo{Format::content_base64, "", Dialect::draft7, is_base64, "base64"},
    FormatInfo{Format::content_json, "", Dialect::draft7, is_json, "JSON"},
    FormatInfo{Format::content_base64_json, "", Dialect::draft7, is_json_where_base64, "JSON in base64"},
};
constexpr std::size_t named = static_cast<std::size_t>(Format::regex) + 1;

constexpr bool in_order() {
  for (std::size_t i = 0; i < formats.size(); ++i)
    if (static_cast<std::size_t>(formats[i].format) != i) return false;
  return true;
}
static_assert(in_order());

constexpr std::array<std::string_view, named> make_names() {
  std::array<std::string_view, named> names;
  for (std::size_t i = 0; i < named; ++i) names[i] = formats[i].name;
  return names;
}
constexpr std::array<std::string_view, named> names = make_names();

const FormatInfo& info(Format format) { return formats[static_cast<std::size_t>(format)]; }

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  const auto* const known = std::find(names.begin(), names.end(), name);
  if (known == names.end()) return std::nullopt;
  return formats[static_cast<std::size_t>(known - names.begin())].format;
}

std::span<const std::string_view> format_names() { return names; }

bool knows(Dialect dialect, Format format) { return dialect >= info(format).since; }

bool conforms(Format format, std::string_view text) { return info(format).check(text); }

std::string_view to_text(Format format) { return info(format).text; }

}  // namespace sluiced::schema
