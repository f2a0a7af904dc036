// Other systems whose names for a dead letter's headers can be written beside ours (`dead_letter.header_profile`).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluiced {

enum class HeaderProfile : std::uint8_t {
  spring,   ///< Spring Kafka's DeadLetterPublishingRecoverer: numbers as big-endian bytes
  connect,  ///< Kafka Connect's error reporter (KIP-298)
  streams,  ///< Kafka Streams (KIP-1034)
};

inline constexpr std::array all_header_profiles{HeaderProfile::spring, HeaderProfile::connect, HeaderProfile::streams};

std::string_view to_string(HeaderProfile profile);
std::optional<HeaderProfile> header_profile_from(std::string_view name);

}  // namespace sluiced
