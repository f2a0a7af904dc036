// PCRE2, for the regular expressions that need backtracking: never for longer than its limits let it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct pcre2_real_code_8;

namespace sluiced::schema {

/// What came of looking for a pattern in a text.
enum class Found : std::uint8_t {
  no,
  yes,
  limit,  ///< given up: neither can be said
};

/// What backtracking may cost one document in all, beyond what is in proportion to its length. Counted in characters looked at,
/// never in time, so that a verdict is the same on every machine.
class BacktrackingBudget {
 public:
  /// False where nothing is left. A single search may go over what is left, once.
  bool spend(std::uint64_t characters) {
    if (spent_ >= characters_max) return false;
    spent_ += characters;
    return true;
  }

 private:
  static constexpr std::uint64_t characters_max = 100'000'000;
  std::uint64_t spent_ = 0;
};

/// Threads may share one.
class PcrePattern {
 public:
  /// `text` is PCRE2's spelling, `step_width` what one of its steps may look at. The failure is its complaint.
  static Result<PcrePattern> compile(const std::string& text, std::uint64_t step_width);

  /// Anywhere in `text`, which is valid UTF-8.
  Found find(std::string_view text, BacktrackingBudget& budget) const;

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const;
  };
  PcrePattern(pcre2_real_code_8* code, std::uint64_t step_width) : code_(code), step_width_(step_width) {}

  std::unique_ptr<pcre2_real_code_8, Free> code_;
  std::uint64_t step_width_;
};

}  // namespace sluiced::schema
