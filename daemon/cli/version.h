#pragma once

#include <string>

namespace sluiced::cli {

/// "sluiced 0.1.0 (librdkafka 2.0.2)".
std::string version_text();

/// "0.1.0".
std::string version_number();

}  // namespace sluiced::cli
