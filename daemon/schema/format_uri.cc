#include <array>
#include <utility>

#include "schema/ascii.h"
#include "schema/code_points.h"
#include "schema/format_checks.h"

namespace sluiced::schema {
namespace {

enum class Alphabet : bool { uri, iri };

/// RFC 3986: unreserved and sub-delims. What a part may have besides, its caller names.
constexpr std::array<bool, 128> make_plain() {
  std::array<bool, 128> plain{};
  for (std::size_t c = 0; c < plain.size(); ++c) plain[c] = is_alphanumeric(static_cast<char>(c));
  for (const char c : std::string_view("-._~!$&'()*+,;=")) plain[static_cast<std::size_t>(c)] = true;
  return plain;
}
constexpr std::array<bool, 128> plain = make_plain();

/// `text` is of plain characters, percent escapes and the characters of `more`.
bool consists_of(std::string_view text, std::string_view more, Alphabet alphabet, bool private_use = false) {
  while (!text.empty()) {
    const char c = text.front();
    if (!is_ascii(c)) {
      if (alphabet == Alphabet::uri) return false;
      const std::uint32_t code_point = take_code_point(text);
      if (!is_iri_character(code_point) && !(private_use && is_private_use(code_point))) return false;
      continue;
    }
    std::size_t size = 1;
    if (c == '%') {
      if (text.size() < 3 || !is_hex_digit(text[1]) || !is_hex_digit(text[2])) return false;
      size = 3;
    } else if (!plain[static_cast<std::size_t>(c)] && more.find(c) == std::string_view::npos) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

bool is_scheme(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return false;
  for (const char c : text)
    if (!is_alphanumeric(c) && c != '+' && c != '-' && c != '.') return false;
  return true;
}

/// "v1.anything": an address of a version to come.
bool is_ip_future(std::string_view text) {
  if (text.empty() || to_lower(text.front()) != 'v') return false;
  text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == text.size()) return false;
  for (const char c : text.substr(0, dot))
    if (!is_hex_digit(c)) return false;
  const std::string_view address = text.substr(dot + 1);
  return address.find('%') == std::string_view::npos && consists_of(address, ":", Alphabet::uri);
}

bool is_authority(std::string_view text, Alphabet alphabet) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!consists_of(text.substr(0, at), ":", alphabet)) return false;
    text.remove_prefix(at + 1);
  }
  std::size_t host = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    const std::string_view address = text.substr(1, end - 1);
    if (!is_ipv6(address) && !is_ip_future(address)) return false;
    host = end + 1;
  } else if (!consists_of(text.substr(0, host), "", alphabet)) {
    return false;
  }
  if (host >= text.size()) return true;
  if (text[host] != ':') return false;
  for (const char c : text.substr(host + 1))
    if (!is_digit(c)) return false;
  return true;
}

/// Everything behind the scheme.
bool is_relative_part(std::string_view text, Alphabet alphabet) {
  if (const std::size_t fragment = text.find('#'); fragment != std::string_view::npos) {
    if (!consists_of(text.substr(fragment + 1), ":@/?", alphabet)) return false;
    text = text.substr(0, fragment);
  }
  if (const std::size_t query = text.find('?'); query != std::string_view::npos) {
    if (!consists_of(text.substr(query + 1), ":@/?", alphabet, true)) return false;
    text = text.substr(0, query);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const std::size_t path = text.find('/');
    if (!is_authority(text.substr(0, path), alphabet)) return false;
    text = path == std::string_view::npos ? std::string_view() : text.substr(path);
  }
  return consists_of(text, ":@/", alphabet);
}

/// A colon before any of "/?#" ends a scheme: without one, a first segment has no colon.
bool is_reference(std::string_view text, Alphabet alphabet, bool scheme_required) {
  const std::size_t end = text.find_first_of(":/?#");
  if (end == std::string_view::npos || text[end] != ':') return !scheme_required && is_relative_part(text, alphabet);
  return is_scheme(text.substr(0, end)) && is_relative_part(text.substr(end + 1), alphabet);
}

}  // namespace

/// RFC 3987: ucschar.
bool is_iri_character(std::uint32_t c) {
  if (c < 0x10000) return c >= 0xa0 && (c <= 0xd7ff || (c >= 0xf900 && c <= 0xfdcf) || (c >= 0xfdf0 && c <= 0xffef));
  return (c & 0xffffU) <= 0xfffd && c < 0xf0000 && !(c >= 0xe0000 && c < 0xe1000);
}

/// RFC 3987: iprivate.
bool is_private_use(std::uint32_t c) { return (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xf0000 && (c & 0xffffU) <= 0xfffd); }

bool is_uri(std::string_view text) { return is_reference(text, Alphabet::uri, true); }
bool is_uri_reference(std::string_view text) { return is_reference(text, Alphabet::uri, false); }
bool is_iri(std::string_view text) { return is_reference(text, Alphabet::iri, true); }
bool is_iri_reference(std::string_view text) { return is_reference(text, Alphabet::iri, false); }

}  // namespace sluiced::schema
