#include "schema/simple_patterns.h"

#include <string>

namespace sluiced::schema {
namespace {

/// Where one of these characters stands outside of classes, escapes and inner groups, from there on; npos where none does.
std::size_t find_outside(std::string_view ecma, std::string_view characters, std::size_t from) {
  std::size_t open = 0;
  bool in_class = false;
  for (std::size_t i = from; i < ecma.size(); ++i) {
    const char c = ecma[i];
    if (c == '\\') {
      ++i;
    } else if (in_class || c == '[') {
      in_class = c != ']';
    } else if (open == 0 && characters.find(c) != std::string_view::npos) {
      return i;
    } else if (c == '(') {
      ++open;
    } else if (c == ')' && open != 0) {
      --open;
    }
  }
  return std::string_view::npos;
}

std::vector<std::string_view> alternatives_of(std::string_view ecma) {
  std::vector<std::string_view> alternatives;
  for (std::size_t from = 0;;) {
    const std::size_t bar = find_outside(ecma, "|", from);
    alternatives.push_back(ecma.substr(from, bar - from));
    if (bar == std::string_view::npos) return alternatives;
    from = bar + 1;
  }
}

/// Without groups; false where there are too many of them or of alternatives, or a group is no plain one.
bool spread(std::string_view ecma, std::size_t groups, std::vector<std::string>& into) {
  for (const std::string_view one : alternatives_of(ecma)) {
    const std::size_t opening = find_outside(one, "(", 0);
    if (opening == std::string_view::npos) {
      if (into.size() == SimplePatterns::alternatives_max) return false;
      into.emplace_back(one);
      continue;
    }
    if (groups == SimplePatterns::groups_max) return false;
    std::string_view inner = one.substr(opening + 1);
    const std::size_t closing = find_outside(inner, ")", 0);
    if (closing == std::string_view::npos) return false;
    std::string_view behind = inner.substr(closing + 1);
    inner = inner.substr(0, closing);
    if (inner.starts_with("?:"))
      inner.remove_prefix(2);
    else if (inner.starts_with('?'))
      return false;
    const bool is_optional = behind.starts_with('?');
    if (is_optional) behind.remove_prefix(1);
    if (!behind.empty() && std::string_view("*+?{").find(behind.front()) != std::string_view::npos) return false;
    const std::string before(one.substr(0, opening));
    for (const std::string_view alternative : alternatives_of(inner))
      if (!spread(before + std::string(alternative) + std::string(behind), groups + 1, into)) return false;
    if (is_optional && !spread(before + std::string(behind), groups + 1, into)) return false;
  }
  return true;
}

}  // namespace

SimplePatterns SimplePatterns::parse(std::string_view ecma) {
  constexpr std::string_view look_ahead = "^(?=";
  SimplePatterns patterns;
  std::string rest(ecma);
  while (rest.starts_with(look_ahead)) {
    const std::size_t closing = find_outside(rest, ")", look_ahead.size());
    if (closing == std::string::npos || find_outside(rest, "|", 0) != std::string::npos) return {};
    if (!patterns.add("^(" + rest.substr(look_ahead.size(), closing - look_ahead.size()) + ')')) return {};
    rest = '^' + rest.substr(closing + 1);
  }
  return patterns.add(rest) ? patterns : SimplePatterns();
}

bool SimplePatterns::add(std::string_view ecma) {
  std::vector<std::string> texts;
  if (all_.size() == groups_max || !spread(ecma, 0, texts)) return false;
  std::vector<SimplePattern> alternatives;
  for (const std::string& text : texts) {
    std::optional<SimplePattern> pattern = SimplePattern::parse(text);
    if (!pattern) return false;
    alternatives.push_back(std::move(*pattern));
  }
  all_.push_back(std::move(alternatives));
  return true;
}

}  // namespace sluiced::schema
