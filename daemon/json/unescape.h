// The slow path of the strict reader's strings: those with escapes, and those that are faulty.
#pragma once

#include "json/reader.h"

namespace sluiced::json {

struct UnescapedString {
  std::string_view text = {};      ///< in the arena
  const char* end = nullptr;       ///< behind the closing quote
  const char* fault_at = nullptr;  ///< where it is not a string; then `code` and `message` say why
  ReadErrorCode code = ReadErrorCode::none;
  const char* message = nullptr;
};

/// Reads a string from `begin`, the byte behind its opening quote. [begin, end) is valid UTF-8.
UnescapedString unescape(const char* begin, const char* end, StringArena& arena);

}  // namespace sluiced::json
