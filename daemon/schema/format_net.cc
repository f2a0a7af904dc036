#include "schema/ascii.h"
#include "schema/format_checks.h"
#include "schema/host_label.h"

namespace sluiced::schema {
namespace {

enum class Alphabet : bool { ascii, utf8 };

/// 0 to 255, without needless zeros.
bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return false;
  unsigned value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value <= 255;
}

/// RFC 5321: atext.
bool is_atom_character(char c, Alphabet alphabet) {
  if (!is_ascii(c)) return alphabet == Alphabet::utf8;
  return is_alphanumeric(c) || (c != '\0' && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos);
}

/// Takes `"…"` off, with what a backslash hides.
bool take_quoted(std::string_view& text, Alphabet alphabet) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return true;
    }
    const bool hidden = text[i] == '\\' && i + 1 < text.size();
    if (hidden) ++i;
    const char c = text[i];
    const bool fits = is_ascii(c) ? c >= ' ' && c != '\x7f' : alphabet == Alphabet::utf8 && !hidden;
    if (!fits) return false;
  }
  return false;
}

bool take_dotted_atoms(std::string_view& text, Alphabet alphabet) {
  for (;;) {
    const std::size_t before = text.size();
    while (!text.empty() && is_atom_character(text.front(), alphabet)) text.remove_prefix(1);
    if (text.size() == before) return false;
    if (!text.starts_with('.')) return true;
    text.remove_prefix(1);
  }
}

/// Labels that the DNS can hold; with Alphabet::utf8 anything beyond ASCII in them, as RFC 6531 has it: it asks for no U-labels.
bool is_mail_domain(std::string_view text, Alphabet alphabet) {
  constexpr std::size_t octets_max = 255;  // RFC 5321, 4.5.3.1.2
  if (text.size() > octets_max) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    bool ascii = true;
    for (const char c : label) {
      if (is_ascii(c) ? !is_alphanumeric(c) && c != '-' : alphabet == Alphabet::ascii) return false;
      ascii = ascii && is_ascii(c);
    }
    if (ascii && label.size() > label_octets_max) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_mailbox(std::string_view text, Alphabet alphabet) {
  if (text.empty()) return false;
  if (!(text.front() == '"' ? take_quoted(text, alphabet) : take_dotted_atoms(text, alphabet))) return false;
  if (!text.starts_with('@')) return false;
  text.remove_prefix(1);
  if (!text.starts_with('[')) return is_mail_domain(text, alphabet);
  if (!text.ends_with(']')) return false;
  text = text.substr(1, text.size() - 2);
  constexpr std::string_view tag = "ipv6:";
  if (text.size() <= tag.size()) return false;
  for (std::size_t i = 0; i < tag.size(); ++i)
    if (to_lower(text[i]) != tag[i]) return is_ipv4(text);
  return is_ipv6(text.substr(tag.size()));
}

}  // namespace

bool is_ldh_label(std::string_view label) {
  if (label.empty() || label.size() > label_octets_max || label.front() == '-' || label.back() == '-') return false;
  for (const char c : label)
    if (!is_alphanumeric(c) && c != '-') return false;
  return true;
}

bool has_ace_prefix(std::string_view label) {
  return label.size() >= 4 && to_lower(label[0]) == 'x' && to_lower(label[1]) == 'n' && label[2] == '-' && label[3] == '-';
}

bool is_hostname(std::string_view text) {
  if (text.size() > host_octets_max) return false;
  for (;;) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (!is_ldh_label(label) || (has_ace_prefix(label) && !is_a_label(label))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_ipv4(std::string_view text) {
  for (int octet = 0; octet < 3; ++octet) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !is_octet(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_octet(text);
}

/// Eight groups of one to four digits; "::" once, for one group or more; the last two may be an IPv4 address.
bool is_ipv6(std::string_view text) {
  constexpr std::size_t longest = std::string_view("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255").size();
  if (text.size() > longest) return false;
  int groups = 0;
  bool gap = text.starts_with("::");
  if (gap) text.remove_prefix(2);
  if (gap && text.empty()) return true;
  for (;;) {
    std::size_t digits = 0;
    while (digits < text.size() && is_hex_digit(text[digits])) ++digits;
    if (digits < text.size() && text[digits] == '.') {
      groups += 2;
      return is_ipv4(text) && (gap ? groups < 8 : groups == 8);
    }
    ++groups;
    if (digits == 0 || digits > 4 || groups > 8) return false;
    text.remove_prefix(digits);
    if (text.empty()) return gap ? groups < 8 : groups == 8;
    if (text.starts_with("::")) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(2);
      if (text.empty()) return groups < 8;
    } else if (text.front() == ':') {
      text.remove_prefix(1);
    } else {
      return false;
    }
  }
}

bool is_email(std::string_view text) { return is_mailbox(text, Alphabet::ascii); }
bool is_idn_email(std::string_view text) { return is_mailbox(text, Alphabet::utf8); }

}  // namespace sluiced::schema
