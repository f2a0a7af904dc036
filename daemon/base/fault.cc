#include "base/fault.h"

#include <fmt/format.h>

namespace sluiced {

std::string to_string(const Place& place) {
  if (place.line == 0) return place.file;
  if (place.column == 0) return fmt::format("{}:{}", place.file, place.line);
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string to_string(const Fault& fault) {
  std::string text = to_string(fault.place);
  if (!text.empty()) text += ": ";
  for (const char c : fault.message) text += c == '\n' ? ' ' : c;
  return text;
}

}  // namespace sluiced
