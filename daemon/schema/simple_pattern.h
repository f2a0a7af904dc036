// The simple patterns that most schemas consist of, matched without a regular expression engine: literals, and one character
// class after another ("^[A-Z]{3}$", "^ord-[0-9]+$", "^/.*", "^.{1,64}$", ".+", "^.*\.json$").
#pragma once

#include <bitset>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluiced::schema {

/// A sequence of classes with repetitions, each greedy. parse() accepts only those where taking as much as possible is always
/// right, so there is never anything to take back.
class SimplePattern {
 public:
  /// Nothing for whatever is not that simple (or not a pattern at all).
  static std::optional<SimplePattern> parse(std::string_view ecma);

  bool matches(std::string_view text) const;

  using ByteSet = std::bitset<256>;
  struct Step {
    static constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();
    ByteSet bytes;
    bool is_dot = false;  ///< "." takes characters, of any length but line ends; `bytes` are those that may begin one
    std::uint32_t min = 1;
    std::uint32_t max = 1;
  };

 private:
  class Parser;

  bool settle();
  void take_suffix();
  bool greedy_is_exact() const;
  bool matches_steps(std::string_view text) const;
  bool occurs(std::string_view text) const;

  bool at_start_ = false;
  bool at_end_ = false;
  bool is_literal_ = false;
  bool is_anywhere_ = false;       ///< a single class, at no place in particular
  bool is_in_first_line_ = false;  ///< the same, before the first line ends ("^.*[a-z]")
  std::string literal_;
  std::vector<Step> steps_;
  std::vector<Step> suffix_;  ///< behind them: the last bytes of the text
  std::size_t suffix_bytes_ = 0;
};

}  // namespace sluiced::schema
