// The formats of JSON Schema, all of them assertable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "schema/schema.h"

namespace sluiced::schema {

enum class Format : std::uint8_t {
  date_time,
  date,
  time,
  duration,
  email,
  idn_email,
  hostname,
  idn_hostname,
  ipv4,
  ipv6,
  uri,
  uri_reference,
  iri,
  iri_reference,
  uri_template,
  uuid,
  json_pointer,
  relative_json_pointer,
  regex,

  // What contentEncoding and contentMediaType ask for, where they are asserted. No `format` has these names.
  content_base64,
  content_json,
  content_base64_json,
};

/// Nothing for a name that no draft knows.
std::optional<Format> format_named(std::string_view name);

/// Every name that format_named() knows.
std::span<const std::string_view> format_names();

/// Whether the draft defines it; each keeps what the ones before it have.
bool knows(Dialect dialect, Format format);

/// `text` is valid UTF-8. Linear in its length; nothing is allocated but for host names that are not ASCII and for `regex`.
bool conforms(Format format, std::string_view text);

/// For messages: "an RFC 3339 date-time".
std::string_view to_text(Format format);

}  // namespace sluiced::schema
