// The topics that a loop reads because they match: looked for every 10 s, all over the cluster. A topic that is made later is found
// within that time; one that has gone is let go of after three looks without it, so that a broker's half answer moves nothing.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gate/io.h"
#include "gate/settings.h"

namespace sluiced::gate {

/// The settings of a topic that is not named but matches an entry of this loop; nullopt: it is not the loop's.
std::optional<TopicSettings> matched_settings(const LoopSettings& loop, const std::string& topic);

/// Used by one loop, on its thread. A loop without matches asks nobody.
class TopicFinder {
 public:
  TopicFinder(const LoopSettings& loop, OffsetLookup& lookup, const Clock& clock) : loop_(loop), lookup_(lookup), clock_(clock) {}

  /// Looks when it is time. True: what is there to read has changed. Blocks for at most twice `call_timeout` where nobody answers.
  bool tick();
  /// In the order of their names.
  std::vector<std::string> found() const;
  /// `wanted` counts for a topic that was there at the first look, by a group that had committed nothing on any topic of its entry,
  /// until the group has begun. Every other topic appeared later and begins at its log start: nothing of it is passed over.
  StartPosition start_of(const std::string& topic, const StartPosition& wanted) const;
  void group_has_begun() { from_the_start_.clear(); }
  /// What keeps the loop from having topics: "" = nothing.
  std::string complaint() const;

 private:
  struct Found {
    std::size_t entry = 0;
    int looks_without = 0;
  };
  bool take(const std::vector<ListedTopic>& listed);
  /// Whose group has committed nothing on any of the topics listed; an error: nobody can say now.
  std::optional<IoError> note_fresh_entries(const std::vector<ListedTopic>& listed);
  void put_off(const IoError& error);

  const LoopSettings& loop_;
  OffsetLookup& lookup_;
  const Clock& clock_;
  std::map<std::string, Found> found_;
  std::set<std::string> from_the_start_;  ///< topics for which the entry's start_at counts
  bool began_ = false;                    ///< the first look has succeeded
  std::string why_not_;                   ///< of the last look
  MonotonicTime next_ = MonotonicTime::min();
};

}  // namespace sluiced::gate
