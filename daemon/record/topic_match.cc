#include "record/topic_match.h"

#include <algorithm>

namespace sluiced {

/// Goes back to the last star only: what an earlier one took may stay as short as it is.
bool glob_matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;  ///< where the last star's run ends
  for (std::size_t i = 0; i < name.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = i;
    } else if (at < pattern.size() && pattern[at] == name[i]) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

std::optional<std::string_view> LetterName::topic_of(std::string_view letters) const {
  const std::size_t around = before.size() + after.size();
  if (letters.size() <= around || !letters.starts_with(before) || !letters.ends_with(after)) return std::nullopt;
  return letters.substr(before.size(), letters.size() - around);
}

bool MatchEntry::fits(std::string_view topic) const {
  return glob_matches(pattern, topic) &&
         std::none_of(exclude.begin(), exclude.end(), [&](const std::string& one) { return glob_matches(one, topic); });
}

std::optional<std::size_t> MatchRules::entry_of(std::string_view topic) const {
  if (topic.starts_with("__") || never.contains(topic)) return std::nullopt;
  const bool is_letters = std::any_of(entries.begin(), entries.end(), [&](const MatchEntry& entry) {
    const auto of = entry.letters.topic_of(topic);
    return of && glob_matches(entry.pattern, *of);
  });
  if (is_letters) return std::nullopt;
  const auto first = std::find_if(entries.begin(), entries.end(), [&](const MatchEntry& entry) { return entry.fits(topic); });
  return first == entries.end() ? std::nullopt : std::optional(static_cast<std::size_t>(first - entries.begin()));
}

}  // namespace sluiced
