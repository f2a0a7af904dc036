#include "cli/version.h"

#include <fmt/format.h>

#include "kafka/client.h"

namespace sluiced::cli {

std::string version_text() { return fmt::format("sluiced {} (librdkafka {})", SLUICED_VERSION, kafka::library_version()); }

std::string version_number() { return SLUICED_VERSION; }

}  // namespace sluiced::cli
