// What a dead letter says of itself in the words of other systems, for tools that know only those. Internal to gate/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/header_profile.h"
#include "record/record.h"

namespace sluiced::gate {

/// As our own headers tell it.
struct ProfileFacts {
  std::string_view topic;  ///< where the record stood
  PartitionId partition = 0;
  Offset offset;
  std::int64_t timestamp_ms = -1;
  std::string_view timestamp_type;
  std::string_view group;
  std::string_view code;
  std::string_view message;
};

/// Whether that system has a header of that name, so that an older one has to make room.
bool is_of_profile(HeaderProfile profile, std::string_view name);

/// Of the headers of any of them: it only explains, and may be left out of a letter that is too large.
bool only_explains_in_profile(std::string_view name);

/// There is no exception: its class is said to be "sluiced.<code>". There are no stack traces.
void add_profile_headers(std::vector<Header>& headers, HeaderProfile profile, const ProfileFacts& facts);

}  // namespace sluiced::gate
