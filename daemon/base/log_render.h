// Log lines as text. Private to base/: log.h is what others see.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/log.h"

namespace sluiced::log {

using Fields = std::span<const Field>;

/// What is told once lines get through again, with their number as the field `count`.
inline constexpr std::string_view loss_message = "log lines were dropped: nobody reads stderr fast enough";

std::string terminal_line(std::string_view message, Fields fields);
std::string json_line(std::string_view time, Level level, std::string_view message, Fields fields);

}  // namespace sluiced::log
