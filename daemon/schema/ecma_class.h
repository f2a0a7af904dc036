// The pieces of a regular expression below its structure: characters, escapes, classes, names, numbers. Private to ecma_*.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/ecma_regex.h"

namespace sluiced::schema {

/// What is left of a pattern. Whatever finds a fault throws it, as a RegexFault; parse_regex() catches it.
class RegexInput {
 public:
  RegexInput(std::string_view pattern, RegexSyntax syntax)
      : rest_(pattern), size_(pattern.size()), pattern_(pattern), strict_(syntax == RegexSyntax::strict) {}

  bool strict() const { return strict_; }
  bool done() const { return rest_.empty(); }
  std::size_t position() const { return size_ - rest_.size(); }
  /// The next byte; NUL at the end, which no caller asks for.
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  std::string_view rest() const { return rest_; }
  /// The byte before this place.
  char last() const { return pattern_[position() - 1]; }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  /// The next code point.
  std::uint32_t next();

  /// One or more digits; what is too large for 31 bits is their largest value.
  std::uint32_t number();
  /// Exactly so many hexadecimal digits.
  std::uint32_t hex(unsigned digits);
  /// After '<': up to and with '>'.
  std::string group_name();
  /// "{2}", "{2,}" or "{2,3}" comes next.
  bool quantifier_begins() const;

  [[noreturn]] void fail(std::string message) const { fail_at(position(), std::move(message)); }
  [[noreturn]] void fail_at(std::size_t position, std::string message) const { throw RegexFault{std::move(message), position}; }

 private:
  std::string_view rest_;
  std::size_t size_;
  std::string_view pattern_;
  bool strict_;
};

/// After a backslash that begins neither a back-reference nor a boundary.
RegexClassItem read_escape(RegexInput& in);

/// After '[': up to and with ']'.
void read_class(RegexInput& in, RegexNode& node);

}  // namespace sluiced::schema
