// Labels of host names, in ASCII.
#pragma once

#include <cstddef>
#include <string_view>

namespace sluiced::schema {

inline constexpr std::size_t label_octets_max = 63;
inline constexpr std::size_t host_octets_max = 253;  ///< as text, without a dot at the end

/// RFC 1123: letters, digits and hyphens, these not at the ends.
bool is_ldh_label(std::string_view label);

/// Begins with "xn--", in whatever case.
bool has_ace_prefix(std::string_view label);

}  // namespace sluiced::schema
