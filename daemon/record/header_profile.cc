#include "record/header_profile.h"

namespace sluiced {

std::string_view to_string(HeaderProfile profile) {
  switch (profile) {
    case HeaderProfile::spring: return "spring";
    case HeaderProfile::connect: return "connect";
    case HeaderProfile::streams: return "streams";
  }
  return "";
}

std::optional<HeaderProfile> header_profile_from(std::string_view name) {
  for (const HeaderProfile profile : all_header_profiles)
    if (to_string(profile) == name) return profile;
  return std::nullopt;
}

}  // namespace sluiced
