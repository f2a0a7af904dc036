// Patterns that several simple ones make up: look-aheads at the start must match as well, one of the alternatives of a group must.
#pragma once

#include <string_view>
#include <vector>

#include "schema/simple_pattern.h"

namespace sluiced::schema {

/// Of each that must match, the alternatives ("^[0-9]+(ms|s)$" has two, "^(?=[^!]+$).*\\w" is two with one each).
class SimplePatterns {
 public:
  static constexpr std::size_t alternatives_max = 8;
  static constexpr std::size_t groups_max = 8;  ///< and so many that must match

  /// Empty for whatever is not that simple (or not a pattern at all).
  static SimplePatterns parse(std::string_view ecma);

  bool empty() const { return all_.empty(); }
  bool match(std::string_view text) const {
    for (const auto& alternatives : all_)
      if (!one_matches(alternatives, text)) return false;
    return true;
  }

 private:
  static bool one_matches(const std::vector<SimplePattern>& alternatives, std::string_view text) {
    for (const SimplePattern& pattern : alternatives)
      if (pattern.matches(text)) return true;
    return false;
  }
  bool add(std::string_view ecma);

  std::vector<std::vector<SimplePattern>> all_;
};

}  // namespace sluiced::schema
