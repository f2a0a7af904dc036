// Which topics the entries `match:` of a configuration take: patterns over names, and who goes before whom. Plain values: asks nobody.
//
//   MatchRules rules{.entries = {{.pattern = "shop.*", .exclude = {"shop.test.*"}, .letters = {"", ".dlt"}}}, .never = {"shop.orders"}};
//   rules.entry_of("shop.clicks")      // 0
//   rules.entry_of("shop.clicks.dlt")  // nullopt: it would be the dead-letter topic of a topic that matches
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sluiced {

/// `*` stands for any run of characters, dots among them, and for none; all else for itself.
bool glob_matches(std::string_view pattern, std::string_view name);

/// Whether there is a text that both patterns match.
bool globs_meet(std::string_view a, std::string_view b);

/// How the dead-letter topic of a topic is called, or the one it is forwarded to: what stands before its name, and behind.
struct LetterName {
  std::string before;
  std::string after;
  std::string of(std::string_view topic) const { return before + std::string(topic) + after; }
  /// The topic for which this would be the name; nullopt: for none.
  std::optional<std::string_view> topic_of(std::string_view name) const;
  bool operator==(const LetterName&) const = default;
};

struct MatchEntry {
  std::string pattern;
  std::vector<std::string> exclude;  ///< patterns
  LetterName letters;
  std::optional<LetterName> forward = {};  ///< nullopt: they forward nothing, or all into one topic
  bool fits(std::string_view topic) const;
  /// Whether this would be the dead-letter topic or the forward topic of something that the pattern matches.
  bool makes(std::string_view topic) const;
  bool operator==(const MatchEntry&) const = default;
};

/// Of the whole configuration, so that its groups agree on whose a topic is.
struct MatchRules {
  std::vector<MatchEntry> entries;           ///< in the file's order: the first that fits has the topic
  std::set<std::string, std::less<>> never;  ///< topics that are named, their dead-letter topics and forward topics

  /// nullopt: nobody's. Kafka's own topics (`__…`), those in `never` and whatever would be a dead-letter or forward topic of
  /// something that matches are nobody's, whether they are there or not.
  std::optional<std::size_t> entry_of(std::string_view topic) const;
  bool operator==(const MatchRules&) const = default;
};

}  // namespace sluiced
