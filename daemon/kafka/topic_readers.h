// Who reads a topic: the consumer groups that have committed a place in it.
#pragma once

#include <string>
#include <vector>

#include "gate/io.h"
#include "kafka/client.h"

namespace sluiced::kafka {

/// In the order of their names. Asks for each group's offsets, one after the other; a group that may not be seen is not among them.
Result<std::vector<std::string>, gate::IoError> groups_reading(const ClientSettings& settings, const std::string& topic,
                                                               Duration at_most);

}  // namespace sluiced::kafka
