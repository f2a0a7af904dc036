#include "schema/ascii.h"
#include "schema/code_points.h"
#include "schema/format_checks.h"

namespace sluiced::schema {
namespace {

/// A percent escape off the front.
bool take_escape(std::string_view& text) {
  if (text.size() < 3 || text[0] != '%' || !is_hex_digit(text[1]) || !is_hex_digit(text[2])) return false;
  text.remove_prefix(3);
  return true;
}

/// "a.b", "%41": one or more names between dots.
bool take_name(std::string_view& text) {
  bool any = false;
  for (;;) {
    if (!text.empty() && (is_alphanumeric(text.front()) || text.front() == '_'))
      text.remove_prefix(1);
    else if (!take_escape(text))
      break;
    any = true;
    // A dot belongs to the name only with something behind it; left standing, it fits nowhere else.
    if (text.size() > 1 && text.front() == '.' && text[1] != '.') text.remove_prefix(1), any = false;
  }
  return any;
}

/// ":1" to ":9999", or "*", or nothing.
bool take_modifier(std::string_view& text) {
  if (text.empty() || (text.front() != '*' && text.front() != ':')) return true;
  const bool explode = text.front() == '*';
  text.remove_prefix(1);
  if (explode) return true;
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0 || digits > 4 || text.front() == '0') return false;
  text.remove_prefix(digits);
  return true;
}

/// What stands between braces. The operators that are reserved for extensions are operators all the same.
bool is_expression(std::string_view text) {
  constexpr std::string_view operators = "+#./;?&=,!@|";
  if (!text.empty() && operators.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  for (;;) {
    if (!take_name(text) || !take_modifier(text)) return false;
    if (text.empty()) return true;
    if (text.front() != ',') return false;
    text.remove_prefix(1);
  }
}

}  // namespace

/// Literals with the apostrophe that erratum 6937 gives back to them.
bool is_uri_template(std::string_view text) {
  constexpr std::string_view not_literal = "\"<>\\^`|}\x7f";
  while (!text.empty()) {
    const char c = text.front();
    if (c == '{') {
      const std::size_t end = text.find('}');
      if (end == std::string_view::npos || !is_expression(text.substr(1, end - 1))) return false;
      text.remove_prefix(end + 1);
    } else if (c == '%') {
      if (!take_escape(text)) return false;
    } else if (!is_ascii(c)) {
      const std::uint32_t code_point = take_code_point(text);
      if (!is_iri_character(code_point) && !is_private_use(code_point)) return false;
    } else {
      if (c <= ' ' || not_literal.find(c) != std::string_view::npos) return false;
      text.remove_prefix(1);
    }
  }
  return true;
}

}  // namespace sluiced::schema
