#include "base/fault.h"

#include <fmt/format.h>

namespace sluiced {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The bytes of the UTF-8 sequence that the text begins with, by its shape alone; 0: none.
std::size_t sequence_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : 2;
  if (length == 1) return 1;
  if (first < 0xC2 || first >= 0xF5 || text.size() < length) return 0;
  for (const char c : text.substr(1, length - 1))
    if (!is_continuation(c)) return 0;
  return length;
}

/// What a terminal or a log's reader takes for more than a character: the second half of the control characters (one of them
/// begins what ESC [ begins), and Unicode's own line ends.
std::string shown(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1 && (first < 0x20 || first == 0x7f)) return fmt::format("\\x{:02x}", first);
  if (sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0)
    return fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(sequence[1])));
  if (sequence == "\u2028") return "\\u2028";
  if (sequence == "\u2029") return "\\u2029";
  return std::string(sequence);
}

}  // namespace

std::string one_line(std::string_view text, std::size_t bytes_max) {
  std::string line;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const std::string piece =
        length == 0 ? fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front())) : shown(text.substr(0, length));
    if (line.size() + piece.size() > bytes_max) return line + "…";
    line += piece;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return line;
}

std::string to_string(const Place& place) {
  const std::string file = one_line(place.file);
  if (place.line == 0) return file;
  if (place.column == 0) return fmt::format("{}:{}", file, place.line);
  return fmt::format("{}:{}:{}", file, place.line, place.column);
}

std::string to_string(const Fault& fault) {
  std::string text = to_string(fault.place);
  if (!text.empty()) text += ": ";
  return text + one_line(fault.message);
}

}  // namespace sluiced
