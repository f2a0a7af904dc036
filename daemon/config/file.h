// Files of an operator, read whole and bounded.
#pragma once

#include <string>

#include "base/result.h"

namespace sluiced::config {

/// The error is one clause without the file's name: "cannot be read: No such file or directory".
Result<std::string, std::string> read_text_file(const std::string& file);

/// "" where the file could be read, else why not.
std::string why_unreadable(const std::string& file);

/// `path` as seen from the folder of `from`; an absolute one stays. "" stays "".
std::string resolve_beside(const std::string& from, const std::string& path);

}  // namespace sluiced::config
