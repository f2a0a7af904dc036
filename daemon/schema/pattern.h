// `pattern` and `patternProperties`: ECMA-262 regular expressions, Unicode, searched for anywhere in the text. Linear time,
// whatever the pattern and the text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/simple_pattern.h"

namespace re2 {
class RE2;
}

namespace sluiced::schema {

/// The same expression in RE2's spelling; captures become plain groups. The failure is the complaint: look-around,
/// back-references, inline flags and escapes that ECMA-262 does not know.
Result<std::string> to_re2(std::string_view ecma);

/// Immutable; threads may share one, but RE2 locks a cache on the way, so a loop is better off with its own.
class Pattern {
 public:
  enum class Engine { any, re2 };  ///< re2: never by the steps of SimplePattern; for holding one against the other

  /// The failure is the complaint, in one clause.
  static Result<Pattern> compile(std::string_view ecma, Engine engine = Engine::any);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  bool matches(std::string_view text) const { return simple_ ? simple_->matches(text) : matches_regex(text); }
  bool is_simple() const { return simple_.has_value(); }
  const std::string& source() const { return source_; }  ///< as the schema writes it

 private:
  Pattern();
  bool matches_regex(std::string_view text) const;

  std::string source_;
  std::optional<SimplePattern> simple_;
  std::unique_ptr<re2::RE2> regex_;
};

}  // namespace sluiced::schema
