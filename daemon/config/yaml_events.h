// A YAML text as a flat list of events with byte offsets; the one door to yaml-cpp, whose types end here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sluiced::config {

struct YamlEvent {
  enum class Kind : std::uint8_t { null, scalar, begin_list, begin_mapping, end };
  Kind kind = Kind::null;
  bool plain = false;        ///< a scalar without quotes, to be typed by its text
  std::uint32_t offset = 0;  ///< of the first byte of the value, or of its tag or anchor; none for an end
  std::string text;          ///< of a scalar
  std::string tag;           ///< what a tag written out says of a scalar or container: "str", "int", …; "" = none
};

struct YamlError {
  std::uint32_t offset = 0;
  std::string message;
};

/// Exactly one document, balanced; aliases are replaced by what they stand for, within bounds (a "billion laughs" is refused).
/// Refused with its place: what is not UTF-8 or holds control characters, a second document, a tag outside the core schema, an
/// anchor that holds itself. An empty text is one null.
Result<std::vector<YamlEvent>, YamlError> read_yaml_events(const std::string& text);

}  // namespace sluiced::config
