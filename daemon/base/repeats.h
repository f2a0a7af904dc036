// Which of many equal events is worth a line: a pure decision; who writes owns the clock.
//
//   if (const auto swallowed = repeats.admit("loop failed/orders", clock.now())) write(line, *swallowed);
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace sluiced {

/// The first event of a fingerprint passes, then one a minute. Remembers so many fingerprints; the one whose last line is the
/// oldest goes first, and is new when it comes again. One thread.
class Repeats {
 public:
  static constexpr Duration interval{60'000};
  static constexpr std::size_t fingerprints_max = 1'000;

  /// nullopt: swallow it. Else: write it, and how many were swallowed since the last one written.
  std::optional<std::uint64_t> admit(std::string_view fingerprint, MonotonicTime now);

 private:
  struct Entry {
    std::string fingerprint;
    MonotonicTime written;
    std::uint64_t swallowed = 0;
  };

  std::list<Entry> by_age_;                                                          ///< the oldest line first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_fingerprint_;  ///< the keys lie in by_age_
};

/// The text with every number as '#', for a fingerprint: a failure is the same one "after 3ms" as "after 4ms".
std::string without_numbers(std::string_view text);

}  // namespace sluiced
