#define PCRE2_CODE_UNIT_WIDTH 8
#include "schema/pcre_pattern.h"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <new>

namespace sluiced::schema {
namespace {

/// What a search is given before it is given up: steps, and characters that it looks at.
struct Allowance {
  std::uint64_t steps;
  std::uint64_t characters;
};
/// Free of charge: what a search that does not go astray stays below.
constexpr Allowance cheap{1000, 20'000'000};
constexpr Allowance most{100'000, 500'000'000};
constexpr std::uint64_t steps_per_byte = 16;  ///< on top of both
constexpr std::uint32_t heap_kib_max = 16 * 1024;

/// What a search needs besides the pattern and the text. Kept by each thread, with at most heap_kib_max.
class Workspace {
 public:
  Workspace() {
    if (!context_ || !data_) throw std::bad_alloc();
    pcre2_set_heap_limit(context_.get(), heap_kib_max);
  }

  int match(const pcre2_code* code, std::string_view text, std::uint64_t steps) {
    pcre2_set_match_limit(context_.get(), static_cast<std::uint32_t>(std::min<std::uint64_t>(steps, UINT32_MAX)));
    // An empty view may have no address, which PCRE2 would take for an error.
    const char* const subject = text.empty() ? "" : text.data();
    return pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(subject), text.size(), 0, PCRE2_NO_UTF_CHECK, data_.get(),
                       context_.get());
  }

 private:
  struct Free {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  };
  std::unique_ptr<pcre2_match_context, Free> context_{pcre2_match_context_create(nullptr)};
  std::unique_ptr<pcre2_match_data, Free> data_{pcre2_match_data_create(1, nullptr)};
};

}  // namespace

void PcrePattern::Free::operator()(pcre2_real_code_8* code) const { pcre2_code_free(code); }

Result<PcrePattern> PcrePattern::compile(const std::string& text, std::uint64_t step_width) {
  // $ only at the very end; a reference to a group that took no part is empty; no UCP: what \b, \D and \W mean stays ASCII.
  // Nothing possessive of PCRE2's own making: what is taken and cannot be given back would be looked at without being counted.
  constexpr std::uint32_t options = PCRE2_UTF | PCRE2_NO_AUTO_POSSESS | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                                    PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK;
  int code = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* const compiled =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), options, &code, &offset, nullptr);
  if (compiled != nullptr) return PcrePattern(compiled, step_width);
  std::array<PCRE2_UCHAR, 256> message{};
  pcre2_get_error_message(code, message.data(), message.size());
  return failure(std::string(reinterpret_cast<const char*>(message.data())));
}

Found PcrePattern::find(std::string_view text, BacktrackingBudget& budget) const {
  thread_local Workspace workspace;
  const std::uint64_t width = std::min<std::uint64_t>(step_width_, text.size() + 1);
  const auto steps = [&](const Allowance& allowance) {
    return std::min(allowance.steps + steps_per_byte * text.size(), allowance.characters / width);
  };
  int code = workspace.match(code_.get(), text, steps(cheap));
  if (code == PCRE2_ERROR_MATCHLIMIT) {
    if (!budget.spend(steps(most) * width)) return Found::limit;
    code = workspace.match(code_.get(), text, steps(most));
  }
  // More groups than there is room for are no matter: 0 says so, and that it matches.
  if (code >= 0) return Found::yes;
  return code == PCRE2_ERROR_NOMATCH ? Found::no : Found::limit;
}

}  // namespace sluiced::schema
