// ECMA-262 regular expressions with the flag u, as a tree.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/unicode_property.h"

namespace sluiced::schema {

/// What a character class holds at one place.
struct RegexClassItem {
  enum class Kind : std::uint8_t { range, digit, not_digit, word, not_word, space, not_space, property };
  Kind kind = Kind::range;
  std::uint32_t from = 0;  ///< code points, both ends included; surrogates may be among them
  std::uint32_t to = 0;
  UnicodeProperty property;
};

struct RegexNode {
  using Index = std::uint32_t;
  static constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();

  enum class Kind : std::uint8_t {
    character,      ///< code_point
    char_class,     ///< items, negated
    start,          ///< ^
    end,            ///< $
    word_boundary,  ///< \b, or \B where negated
    sequence,       ///< children
    choice,         ///< children
    repetition,     ///< one child, min, max, lazy
    capture,        ///< one child, number
    look,           ///< one child, negated, behind
    reference,      ///< number
  };
  Kind kind = Kind::sequence;
  bool negated = false;
  bool behind = false;
  bool lazy = false;
  std::uint32_t code_point = 0;
  std::uint32_t number = 0;
  std::uint32_t min = 0;
  std::uint32_t max = 0;
  std::size_t position = 0;  ///< byte offset in the pattern
  std::vector<RegexClassItem> items;
  std::vector<Index> children;
};

/// Nodes stand behind their children; the last one is the whole expression.
struct Regex {
  std::vector<RegexNode> nodes;
  std::uint32_t capture_count = 0;

  const RegexNode& root() const { return nodes.back(); }
};

/// What is wrong, and at which byte of the pattern.
struct RegexFault {
  std::string message;
  std::size_t position = 0;
};

/// lenient: also what is no more than a needless backslash before ASCII punctuation, a brace or bracket that stands for itself,
/// or a hyphen beside a set in a class, as patterns written without the flag u have them. The meaning is never in doubt.
enum class RegexSyntax : std::uint8_t { strict, lenient };

/// Groups within groups, so that nothing that walks the tree runs out of stack.
inline constexpr std::uint32_t regex_depth_max = 200;
inline constexpr std::size_t regex_bytes_max = std::size_t{64} << 10U;

/// `pattern` is valid UTF-8. Groups of the same name are refused, and modifiers within a pattern ("(?i:…)").
Result<Regex, RegexFault> parse_regex(std::string_view pattern, RegexSyntax syntax);

}  // namespace sluiced::schema
