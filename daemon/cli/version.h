#pragma once

#include <string>

namespace sluiced::cli {

/// "sluiced 0.1.0 (librdkafka 2.0.2)".
std::string version_text();

}  // namespace sluiced::cli
