// What each format asks, one function each: no memory, no state, linear time. Texts are valid UTF-8. Private to format*.cc; from
// outside it is conforms().
#pragma once

#include <cstdint>
#include <string_view>

namespace sluiced::schema {

// format_time.cc: RFC 3339.
bool is_date_time(std::string_view text);
bool is_date(std::string_view text);
bool is_time(std::string_view text);
bool is_duration(std::string_view text);

// format_net.cc: RFC 1123, 2673, 4291, 5321, 6531.
bool is_hostname(std::string_view text);
bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);
bool is_email(std::string_view text);
bool is_idn_email(std::string_view text);

// format_idn.cc: RFC 5890 to 5893. What is not ASCII costs a little memory here.
bool is_idn_hostname(std::string_view text);
/// "xn--" and a label in Punycode that is one, written the only way it can be.
bool is_a_label(std::string_view label);

// format_uri.cc: RFC 3986, 3987.
bool is_uri(std::string_view text);
bool is_uri_reference(std::string_view text);
bool is_iri(std::string_view text);
bool is_iri_reference(std::string_view text);
/// The code points beyond ASCII that an IRI may have as they are, and those its query may have besides.
bool is_iri_character(std::uint32_t code_point);
bool is_private_use(std::uint32_t code_point);

// format_template.cc: RFC 6570.
bool is_uri_template(std::string_view text);

// format_pointer.cc: RFC 6901 and the draft on relative pointers.
bool is_json_pointer(std::string_view text);
bool is_relative_json_pointer(std::string_view text);

// format_uuid.cc: RFC 4122.
bool is_uuid(std::string_view text);

// format_content.cc: RFC 4648, section 4, and RFC 8259. JSON takes memory that each thread keeps.
bool is_base64(std::string_view text);
/// As the gate reads its payloads: strictly, and no member twice.
bool is_json(std::string_view text);
/// What is not base64 is not looked at: contentEncoding has that to say.
bool is_json_where_base64(std::string_view text);

}  // namespace sluiced::schema
