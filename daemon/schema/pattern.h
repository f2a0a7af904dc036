// `pattern` and `patternProperties`: ECMA-262 regular expressions, Unicode, searched for anywhere in the text.
//
// Three ways to run one, the first that can: the steps of SimplePatterns, RE2 (linear time, whatever the pattern and the text), and
// PCRE2 within limits for look-around, back-references and what else RE2 cannot express.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/pcre_pattern.h"
#include "schema/simple_patterns.h"

namespace re2 {
class RE2;
}

namespace sluiced::schema {

/// Immutable; threads may share one, but RE2 locks a cache on the way, so a loop is better off with its own.
class Pattern {
 public:
  /// The first that may be taken; whichever runs, what is found is the same. any is what schemas get, the others are for holding one
  /// against the other.
  enum class Engine { any, re2, pcre2 };

  /// The failure is the complaint, with the character of the pattern that it is about where there is one. Refused because nothing
  /// could match it is a surrogate that stands alone.
  static Result<Pattern> compile(std::string_view ecma, Engine engine = Engine::any);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  /// `text` is valid UTF-8.
  Found find(std::string_view text, BacktrackingBudget& budget) const {
    if (!simple_.empty()) return simple_.match(text) ? Found::yes : Found::no;
    return regex_ ? find_linear(text) : pcre_->find(text, budget);
  }
  bool is_simple() const { return !simple_.empty(); }
  /// Why RE2 cannot run it ("look-ahead"); "" where it can.
  const std::string& backtracks_for() const { return backtracks_for_; }
  const std::string& source() const { return source_; }  ///< as the schema writes it

 private:
  Pattern();
  Found find_linear(std::string_view text) const;
  bool take_re2(const std::string& text);

  std::string source_;
  std::string backtracks_for_;
  SimplePatterns simple_;
  std::unique_ptr<re2::RE2> regex_;
  std::optional<PcrePattern> pcre_;
};

}  // namespace sluiced::schema
