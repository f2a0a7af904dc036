// A dead letter on its way back: what becomes of it, and the record that is sent. Pure: asks nobody.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "gate/io.h"
#include "letters/ledger.h"
#include "letters/letter.h"
#include "letters/selection.h"

namespace sluiced::letters {

/// The first that holds, in this order.
enum class Fate : std::uint8_t {
  not_selected,
  no_origin,    ///< it does not tell where it stood, or not of a topic that is ours to send to
  done_before,  ///< an earlier job, or somebody, has dealt with it
  repeat,       ///< another letter of the same record, which went before it
  hop_limit,    ///< it came back too often: stays open, marked
  cut,          ///< its value is not all there, see has_value()
  superseded,   ///< a newer record with its key stands in its topic
  no_line,      ///< the filter gave nothing for it
  fails,        ///< by the schema as it is now
  too_large,    ///< its topic takes no record of its size: stays open
  send,
};

inline constexpr std::array all_fates{Fate::not_selected, Fate::no_origin, Fate::done_before, Fate::repeat,
                                      Fate::hop_limit,    Fate::cut,       Fate::superseded,  Fate::no_line,
                                      Fate::fails,        Fate::too_large, Fate::send};

/// As in `--output json`.
std::string_view to_string(Fate fate);

class Tally {
 public:
  void count(Fate fate) { ++counts_[static_cast<std::size_t>(fate)]; }
  std::uint64_t of(Fate fate) const { return counts_[static_cast<std::size_t>(fate)]; }

 private:
  std::array<std::uint64_t, all_fates.size()> counts_{};
};

struct Destination {
  std::string topic;
  PartitionId partitions = 1;
  /// A record with an older timestamp would be gone at once, or be refused, and one with a newer is refused: it gets today's
  /// (dlt.timestamp keeps its own).
  std::int64_t kept_from_ms = 0;
  std::int64_t taken_until_ms = std::numeric_limits<std::int64_t>::max();
};

/// The record as it stood, and in its headers where it first stood and how often it came back: the gate believes them when it reads it
/// in the topic of its origin. What else a dead-letter writer has added is left out, ours and others'. Borrows nothing.
/// letter.origin must be there.
gate::OutgoingRecord make_replayed(const Letter& letter, const Record& stands, std::span<const HeaderView> headers,
                                   const Destination& to);

}  // namespace sluiced::letters
