// What stands in a dead-letter topic, counted: how many, how many alike, since when and until when, and how many of them are open.
// Plain values, fed letter by letter; asks nobody.
//
//   Summary summary(*parse_by("rule,header:x-version"));
//   for each letter: summary.take(record, headers, read_letter(headers), ledger);
//   for (const Summary::Group* group : summary.largest_first()) …
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "letters/identity_set.h"
#include "letters/ledger.h"
#include "letters/letter.h"
#include "record/record.h"

namespace sluiced::letters {

/// By what letters are told apart.
struct Dimension {
  enum class What : std::uint8_t {
    rule,   ///< code, the keyword's location in the schema, and the place in the payload, indices as `*`
    place,  ///< of these the last alone
    code,
    schema,  ///< its name and hash
    header,
  };
  What what = What::rule;
  std::string header = {};  ///< its name, of What::header
  bool operator==(const Dimension&) const = default;
};

/// "rule,code,header:x-version". The error is one clause.
Result<std::vector<Dimension>, std::string> parse_by(std::string_view text);
/// As parse_by() reads it.
std::string to_string(const Dimension& dimension);

/// The times of what was seen, in ms since the epoch.
struct TimeSpan {
  std::int64_t first_ms = INT64_MAX;
  std::int64_t last_ms = INT64_MIN;
  bool any() const { return first_ms <= last_ms; }
  void take(std::int64_t ms) {
    first_ms = ms < first_ms ? ms : first_ms;
    last_ms = ms > last_ms ? ms : last_ms;
  }
};

/// How many came lately: in steps of ten seconds, for the last ten minutes before the newest.
class Recent {
 public:
  void take(std::int64_t ms);
  /// A second, over the time before `now`; at most ten minutes.
  double rate(std::int64_t now_ms, std::int64_t over_ms) const;

 private:
  static constexpr std::int64_t step_ms = 10'000;
  struct Step {
    std::int64_t number = -1;
    std::uint64_t count = 0;
  };
  std::array<Step, 64> steps_{};
};

/// Of one dead-letter topic. A letter that says the same of the same record as one before is a repeat: a daemon that was killed wrote
/// it once more. Repeats are counted, and count for nothing else.
class Summary {
 public:
  /// So many groups are told apart; what comes when they are full counts as `others`.
  static constexpr std::size_t groups_max = 10'000;

  struct Group {
    // What it is known by; "" where letters are not told apart by that, or do not say.
    std::string code;
    std::string rule;
    std::string place;
    std::string schema;
    std::string schema_sha256;
    std::vector<std::string> headers;  ///< one for each dimension of that kind, in their order
    std::uint64_t records = 0;
    std::uint64_t open = 0;
    TimeSpan times;
    PartitionId example_partition = 0;  ///< its newest letter
    Offset example;
    std::int64_t byte_first = INT64_MAX;  ///< of parse errors, where in the payload they stand
    std::int64_t byte_last = -1;
  };

  struct Totals {
    std::uint64_t letters = 0;  ///< records and repeats
    std::uint64_t records = 0;
    std::uint64_t repeats = 0;
    std::uint64_t open = 0;
    std::uint64_t replayed = 0;
    std::uint64_t forwarded = 0;
    std::uint64_t resolved = 0;
    std::uint64_t hop_limit = 0;             ///< among those that are open: not sent again, they came back too often
    std::uint64_t without_headers = 0;       ///< of those that were too large: headers that explain are not there
    std::uint64_t without_value = 0;         ///< the value is not there
    std::uint64_t redacted = 0;              ///< places in the value are blanked
    std::array<std::uint64_t, 8> systems{};  ///< by Profile
    TimeSpan times;
    TimeSpan open_times;
    std::string newest_schema_sha256;  ///< by which the newest letter was rejected
  };

  explicit Summary(std::vector<Dimension> by);
  Summary(const Summary&) = delete;
  Summary& operator=(const Summary&) = delete;

  /// Allocates only where a group is new, or the set of those that were seen has to grow.
  void take(const Record& stands, std::span<const HeaderView> headers, const Letter& letter, const Ledger& ledger);

  const std::vector<Dimension>& by() const { return by_; }
  const Totals& totals() const { return totals_; }
  const Recent& recent() const { return recent_; }
  /// Most records first; those with as many by their newest letter.
  std::vector<const Group*> largest_first() const;
  /// What came when groups_max were there already.
  const Group& others() const { return others_; }

 private:
  /// A letter's own, borrowed.
  struct Key {
    std::string_view code;
    std::string_view rule;
    std::string_view place;
    std::string_view schema;
    std::string_view schema_sha256;
    std::vector<std::string_view> headers;
    std::uint64_t hash = 0;
  };
  struct Hash {
    using is_transparent = void;
    const std::vector<std::uint64_t>* hashes;
    std::size_t operator()(std::uint32_t group) const { return (*hashes)[group]; }
    std::size_t operator()(const Key& key) const { return key.hash; }
  };
  struct Same {
    using is_transparent = void;
    const std::vector<Group>* groups;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(const Key& key, std::uint32_t group) const;
    bool operator()(std::uint32_t group, const Key& key) const { return (*this)(key, group); }
  };

  void count(const Letter& letter, const std::optional<Done>& done);
  void read_key(std::span<const HeaderView> headers, const Letter& letter);
  Group& group_of_key();

  std::vector<Dimension> by_;
  Totals totals_;
  Recent recent_;
  Group others_;
  IdentitySet seen_;
  std::vector<Group> groups_;
  std::vector<std::uint64_t> hashes_;  ///< of the groups
  std::unordered_set<std::uint32_t, Hash, Same> index_;
  Key key_;            ///< of the letter at hand, its memory used again
  std::string place_;  ///< what key_.place stands in
};

}  // namespace sluiced::letters
