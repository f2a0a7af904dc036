#include "schema/ecma_class.h"

#include <fmt/format.h>

#include "json/utf8.h"
#include "schema/ascii.h"
#include "schema/code_points.h"

namespace sluiced::schema {
namespace {

using Kind = RegexClassItem::Kind;

constexpr std::uint32_t number_max = 0x7fffffff;
constexpr std::uint32_t code_point_max = 0x10ffff;

RegexClassItem single(std::uint32_t code_point) { return {Kind::range, code_point, code_point, {}}; }
RegexClassItem set(Kind kind) { return {kind, 0, 0, {}}; }

bool is_low_surrogate(std::uint32_t c) { return c >= 0xdc00 && c <= 0xdfff; }

/// After "\u": four digits, a pair of them for two surrogates, or any number in braces.
std::uint32_t unicode_escape(RegexInput& in) {
  if (in.take("{")) {
    std::uint32_t value = 0;
    if (in.peek() == '}') in.fail("'\\u{' needs a hexadecimal digit");
    while (!in.take("}")) {
      value = value * 16 + in.hex(1);
      if (value > code_point_max) in.fail("a code point is over U+10FFFF");
    }
    return value;
  }
  const std::uint32_t value = in.hex(4);
  if (value < 0xd800 || value > 0xdbff || !in.rest().starts_with("\\u") || in.rest().starts_with("\\u{")) return value;
  RegexInput ahead = in;
  ahead.take("\\u");
  const std::uint32_t low = ahead.hex(4);
  if (!is_low_surrogate(low)) return value;
  in = ahead;
  return 0x10000 + ((value - 0xd800) << 10U) + (low - 0xdc00);
}

/// After "\p" or "\P".
RegexClassItem property(RegexInput& in, bool negated) {
  const std::size_t end = in.rest().find('}');
  if (in.peek() != '{' || end == std::string_view::npos) in.fail("'\\p' is followed by a property in braces");
  const std::string_view name = in.rest().substr(1, end - 1);
  std::optional<UnicodeProperty> known = unicode_property(name);
  if (!known) in.fail(name.size() > 64 ? "no such Unicode property" : fmt::format("no Unicode property '{}'", name));
  in.take(in.rest().substr(0, end + 1));
  known->negated = known->negated != negated;
  return {Kind::property, 0, 0, std::move(*known)};
}

/// One member of a class, or one end of a range.
RegexClassItem class_atom(RegexInput& in) {
  if (!in.take("\\")) return single(in.next());
  if (in.take("b")) return single('\b');
  if (in.take("-")) return single('-');
  return read_escape(in);
}

}  // namespace

std::uint32_t RegexInput::next() { return take_code_point(rest_); }

std::uint32_t RegexInput::number() {
  if (!is_digit(peek())) fail("a number is missing");
  std::uint64_t value = 0;
  for (; is_digit(peek()); rest_.remove_prefix(1)) value = std::min<std::uint64_t>(value * 10 + hex_value(peek()), number_max);
  return static_cast<std::uint32_t>(value);
}

std::uint32_t RegexInput::hex(unsigned digits) {
  std::uint32_t value = 0;
  for (; digits != 0; --digits, rest_.remove_prefix(1)) {
    if (!is_hex_digit(peek())) fail("a hexadecimal digit is missing");
    value = value * 16 + hex_value(peek());
  }
  return value;
}

bool RegexInput::quantifier_begins() const {
  std::string_view rest = rest_;
  const auto digits = [&rest] {
    const std::size_t before = rest.size();
    while (!rest.empty() && is_digit(rest.front())) rest.remove_prefix(1);
    return rest.size() != before;
  };
  if (!rest.starts_with('{')) return false;
  rest.remove_prefix(1);
  if (!digits()) return false;
  if (rest.starts_with(',')) {
    rest.remove_prefix(1);
    digits();
  }
  return rest.starts_with('}');
}

/// Beyond ASCII any code point may stand in a name: which of them are letters of an identifier is not looked into.
std::string RegexInput::group_name() {
  std::string name;
  while (!take(">")) {
    if (done()) fail("a group's name has no end");
    const std::uint32_t c = take("\\u") ? unicode_escape(*this) : next();
    const bool digit = c < 0x80 && is_digit(static_cast<char>(c));
    const bool letter = c >= 0x80 || is_letter(static_cast<char>(c)) || c == '_' || c == '$';
    const bool surrogate = c >= 0xd800 && c <= 0xdfff;
    if (surrogate || (!letter && (!digit || name.empty()))) fail("a group's name is not one");
    char utf8[4];
    name.append(utf8, json::write_utf8(utf8, c));
  }
  if (name.empty()) fail("a group's name is empty");
  return name;
}

RegexClassItem read_escape(RegexInput& in) {
  const std::size_t begin = in.position() - 1;
  if (in.done()) in.fail_at(begin, "it ends with a backslash");
  const std::uint32_t c = in.next();
  switch (c) {
    case 'd': return set(Kind::digit);
    case 'D': return set(Kind::not_digit);
    case 'w': return set(Kind::word);
    case 'W': return set(Kind::not_word);
    case 's': return set(Kind::space);
    case 'S': return set(Kind::not_space);
    case 'p': return property(in, false);
    case 'P': return property(in, true);
    case 't': return single('\t');
    case 'n': return single('\n');
    case 'v': return single('\v');
    case 'f': return single('\f');
    case 'r': return single('\r');
    case 'x': return single(in.hex(2));
    case 'u': return single(unicode_escape(in));
    case 'c':
      if (!is_letter(in.peek())) in.fail("'\\c' is followed by a letter");
      return single(in.next() % 32);
    case '0':
      if (is_digit(in.peek())) in.fail_at(begin, "octal escapes are not supported");
      return single(0);
    default: break;
  }
  if (c >= 0x80) in.fail_at(begin, "a backslash stands before a character that needs none");
  const char escaped = static_cast<char>(c);
  if (is_alphanumeric(escaped)) in.fail_at(begin, fmt::format("'\\{}' is not an escape", escaped));
  const bool needed = escaped != '\0' && std::string_view("^$\\.*+?()[]{}|/").find(escaped) != std::string_view::npos;
  if (in.strict() && !needed) in.fail_at(begin, "a backslash stands before a character that needs none");
  return single(c);
}

void read_class(RegexInput& in, RegexNode& node) {
  const std::size_t begin = in.position() - 1;
  node.negated = in.take("^");
  while (!in.take("]")) {
    if (in.done()) in.fail_at(begin, "a character class has no end");
    const std::size_t position = in.position();
    RegexClassItem from = class_atom(in);
    const bool ranges = in.rest().size() >= 2 && in.rest()[0] == '-' && in.rest()[1] != ']';
    if (!ranges) {
      node.items.push_back(std::move(from));
      continue;
    }
    in.take("-");
    RegexClassItem to = class_atom(in);
    if (from.kind == Kind::range && to.kind == Kind::range) {
      if (to.from < from.from) in.fail_at(position, "a range is in the wrong order");
      from.to = to.to;
      node.items.push_back(std::move(from));
      continue;
    }
    // A hyphen beside a set, as in [\w-.], is a hyphen.
    if (in.strict()) in.fail_at(position, "a set cannot be the end of a range");
    node.items.push_back(std::move(from));
    node.items.push_back(single('-'));
    node.items.push_back(std::move(to));
  }
}

}  // namespace sluiced::schema
