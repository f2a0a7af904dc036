// A pattern, and below it texts, one a line: the pattern is taken or refused with a reason, its engines find the same, and none
// takes longer than its limits let it.
#include "schema/pattern.h"

#include <string>

#include "fuzz/expect.h"
#include "json/utf8.h"

namespace sluiced::fuzz {
namespace {

using schema::BacktrackingBudget;
using schema::Found;
using schema::Pattern;

Found find(const Result<Pattern>& pattern, std::string_view text) {
  if (!pattern) return Found::limit;
  BacktrackingBudget budget;
  return pattern->find(text, budget);
}

bool agree(Found a, Found b) { return a == b || a == Found::limit || b == Found::limit; }

void hold_against_each_other(std::string_view source, std::string_view texts) {
  const auto any = Pattern::compile(source);
  const auto linear = Pattern::compile(source, Pattern::Engine::re2);
  const auto backtracking = Pattern::compile(source, Pattern::Engine::pcre2);
  expect(any || !any.error().empty(), "a pattern that is refused has a reason");
  expect(any.ok() == (linear.ok() || backtracking.ok()), "what one engine can run is taken");
  if (!any) return;
  expect(any->source() == source, "a pattern knows how it was written");
  for (std::size_t at = 0; at <= texts.size();) {
    const std::size_t end = std::min(texts.find('\n', at), texts.size());
    const std::string_view text = texts.substr(at, end - at);
    const Found found = find(any, text);
    expect(agree(found, find(linear, text)), "RE2 finds the same");
    expect(agree(found, find(backtracking, text)), "PCRE2 finds the same");
    at = end + 1;
  }
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (json::find_invalid_utf8(bytes) != std::string_view::npos) return 0;
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  fuzz::hold_against_each_other(bytes.substr(0, end), bytes.substr(std::min(end + 1, bytes.size())));
  return 0;
}
