#include "record/topic_match.h"

#include <algorithm>
#include <vector>

#include "record/ledger_topic.h"

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

bool globs_meet(std::string_view a, std::string_view b) {
  // meets[j]: whether what is seen of `a` and the first j characters of `b` match one text.
  std::vector<bool> meets(b.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) {
    bool diagonal = meets[0];  // of the row before, and of the column before
    meets[0] = i == 0 || (a[i - 1] == '*' && meets[0]);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool above = i > 0 && meets[j];
      const bool star = b[j - 1] == '*' || (i > 0 && a[i - 1] == '*');
      meets[j] = star ? above || meets[j - 1] : i > 0 && a[i - 1] == b[j - 1] && diagonal;
      diagonal = above;
    }
  }
  return meets.back();
}

std::optional<std::string_view> LetterName::topic_of(std::string_view name) const {
  const std::size_t around = before.size() + after.size();
  if (name.size() <= around || !name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
  return name.substr(before.size(), name.size() - around);
}

bool MatchEntry::fits(std::string_view topic) const {
  return glob_matches(pattern, topic) &&
         std::none_of(exclude.begin(), exclude.end(), [&](const std::string& one) { return glob_matches(one, topic); });
}

bool MatchEntry::makes(std::string_view topic) const {
  const auto of = [&](const LetterName& name) {
    const auto source = name.topic_of(topic);
    return source && glob_matches(pattern, *source);
  };
  return of(letters) || (forward && of(*forward));
}

std::optional<std::size_t> MatchRules::entry_of(std::string_view topic) const {
  if (topic.starts_with("__") || topic == ledger_topic || never.contains(topic)) return std::nullopt;
  if (std::any_of(entries.begin(), entries.end(), [&](const MatchEntry& entry) { return entry.makes(topic); }))
    return std::nullopt;
  const auto first = std::find_if(entries.begin(), entries.end(), [&](const MatchEntry& entry) { return entry.fits(topic); });
  return first == entries.end() ? std::nullopt : std::optional(static_cast<std::size_t>(first - entries.begin()));
}

}  // namespace sluiced
