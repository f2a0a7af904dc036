// Every bound on what comes from outside, named with its unit, in its one home. Defaults as in docs/configuration.md (`limits:`).
#pragma once

#include <cstddef>
#include <cstdint>

namespace sluiced {

/// Bounds on one JSON document; passing one is the verdict `limit`.
struct DocumentLimits {
  std::size_t bytes_max = std::size_t{1} << 20;
  std::uint32_t depth_max = 128;          ///< nesting of arrays and objects; a scalar at the root has depth 0
  std::uint32_t members_max = 10'000;     ///< members of one object
  std::uint32_t number_chars_max = 1000;  ///< length of one number token
  bool operator==(const DocumentLimits&) const = default;
};

/// Bounds of files that an operator writes (configuration, schemas): generous, but never unbounded.
inline constexpr DocumentLimits file_limits{
    .bytes_max = std::size_t{64} << 20, .depth_max = 512, .members_max = 1'000'000, .number_chars_max = 1000};

/// Bounds on dead letters that a loop has sent and that are not acknowledged yet. Reached: the topic waits.
struct InFlightLimits {
  std::size_t letters_max = 10'000;
  std::size_t bytes_max = std::size_t{16} << 20;
  bool operator==(const InFlightLimits&) const = default;
};

}  // namespace sluiced
