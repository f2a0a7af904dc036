// librdkafka's properties, as far as an operator may set them.
#pragma once

#include <string>
#include <string_view>

#include "config/config.h"
#include "config/section.h"

namespace sluiced::config {

/// "" where the property may be set, else the reason why not, as a clause that names our own key where there is one. Whether
/// librdkafka knows the property at all is librdkafka's to say, at start.
std::string_view why_reserved(std::string_view property);

/// Reads `section.name`: a mapping of property names to text, numbers or booleans. Complaints never show a value: it might be a
/// secret.
void read_properties(Section& section, std::string_view name, Properties& target, PropertyPlaces& places);

}  // namespace sluiced::config
