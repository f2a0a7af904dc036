#include "schema/uri.h"

#include <algorithm>

#include "json/utf8.h"

namespace sluiced::schema {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

/// Section 5.2.4, segment by segment.
std::string without_dots(std::string_view path) {
  std::string out;
  const bool is_absolute = path.starts_with('/');
  bool ends_as_folder = false;
  while (!path.empty()) {
    const std::size_t next = path.find('/', 1);
    const std::string_view segment = path.substr(0, next);
    path = next == std::string_view::npos ? std::string_view() : path.substr(next);
    const std::string_view name = segment.starts_with('/') ? segment.substr(1) : segment;
    ends_as_folder = name == "." || name == "..";
    if (name == "..") out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
    if (!ends_as_folder) out += segment;
  }
  if (ends_as_folder || (is_absolute && out.empty())) out += '/';
  return out;
}

/// Section 2.1; letters, digits and what is in `plain` stay as they are.
std::string percent_encoded(std::string_view text, std::string_view plain) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || plain.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
  }
  return encoded;
}

}  // namespace

Uri::Uri(std::string_view text) {
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && is_scheme(text.substr(0, colon))) {
    scheme = text.substr(0, colon);
    std::transform(scheme->begin(), scheme->end(), scheme->begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    authority = text.substr(2, end - 2);
    text.remove_prefix(end);
  }
  path = text;
}

std::string Uri::without_fragment() const {
  std::string text;
  if (scheme) text += *scheme + ":";
  if (authority) text += "//" + *authority;
  text += path;
  if (query) text += "?" + *query;
  return text;
}

std::string Uri::text() const { return fragment ? without_fragment() + "#" + *fragment : without_fragment(); }

Uri resolved(const Uri& base, const Uri& reference) {
  Uri target = reference;
  if (target.scheme) {
    if (target.authority || target.path.starts_with('/')) target.path = without_dots(target.path);
    return target;
  }
  target.scheme = base.scheme;
  if (target.authority) {
    target.path = without_dots(target.path);
    return target;
  }
  target.authority = base.authority;
  if (target.path.empty()) {
    target.path = base.path;
    if (!target.query) target.query = base.query;
  } else if (target.path.starts_with('/')) {
    target.path = without_dots(target.path);
  } else {
    const std::string folder = base.authority && base.path.empty() ? "/" : base.path.substr(0, base.path.rfind('/') + 1);
    target.path = without_dots(folder + target.path);
  }
  return target;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const auto high = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high << 4U | *low);
    i += 2;
  }
  if (json::find_invalid_utf8(decoded) != std::string::npos) return std::nullopt;
  return decoded;
}

std::string file_uri(std::string_view absolute_path) { return "file://" + percent_encoded(absolute_path, "/-._~!$&'()*+,;=:@"); }

std::string pointer_fragment(std::string_view pointer) { return percent_encoded(pointer, "/-._~!$&'()*+,;=:@?"); }

}  // namespace sluiced::schema
