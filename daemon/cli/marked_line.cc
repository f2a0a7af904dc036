#include "cli/marked_line.h"

#include <fmt/format.h>
#include <unistr.h>
#include <uniwidth.h>

#include <algorithm>
#include <vector>

#include "cli/output.h"

namespace sluiced::cli {
namespace {

/// Of the line, without its number.
constexpr std::size_t columns_max = 96;
/// So many of them are kept for what stands before the place.
constexpr std::size_t columns_before = 60;
/// In bytes of the source, many of which may have no width at all: a letter with two marks, of three bytes each, fits everywhere.
constexpr std::size_t bytes_per_column = 9;
constexpr std::string_view ellipsis = "…";

/// A character, and how it is shown.
struct Cell {
  std::size_t bytes = 1;
  std::string text;
  std::size_t columns = 1;
};

/// Marks of direction turn round what stands beside them.
bool is_shown(ucs4_t character) {
  const bool turns = (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069) ||
                     character == 0x200e || character == 0x200f || character == 0x61c;
  return !turns && character != 0x2028 && character != 0x2029 && character >= 0x20 && (character < 0x7f || character >= 0xa0);
}

Cell cell_at(std::string_view text) {
  Cell cell;
  ucs4_t character = 0;
  const int length = u8_mbtoucr(&character, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  if (length <= 0) {
    cell.text = fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    cell.columns = cell.text.size();
    return cell;
  }
  cell.bytes = static_cast<std::size_t>(length);
  if (character == '\t') {
    cell.text = " ";
  } else if (is_shown(character)) {
    cell.text = text.substr(0, cell.bytes);
    cell.columns = static_cast<std::size_t>(std::max(0, uc_width(character, "UTF-8")));
  } else {
    cell.text = character < 0x80 ? fmt::format("\\x{:02x}", character) : fmt::format("\\u{:04x}", character);
    cell.columns = cell.text.size();
  }
  return cell;
}

/// The start of the character before `at`; at most four bytes back.
std::size_t before(std::string_view text, std::size_t at) {
  std::size_t start = at - 1;
  while (start > 0 && at - start < 4 && (static_cast<unsigned char>(text[start]) & 0xc0U) == 0x80U) --start;
  return start;
}

struct Line {
  std::string text;
  std::size_t columns = 0;

  /// Takes characters of `from` until they fill the line up to `columns_end`; the number of bytes taken.
  std::size_t take(std::string_view from, std::size_t columns_end) {
    std::size_t taken = 0;
    while (taken < from.size()) {
      const Cell cell = cell_at(from.substr(taken));
      if (columns + cell.columns > columns_end || text.size() + cell.text.size() > columns_end * bytes_per_column) break;
      text += cell.text;
      columns += cell.columns;
      taken += cell.bytes;
    }
    return taken;
  }
};

}  // namespace

std::string marked_line(const MarkedPlace& place, bool colour) {
  const std::size_t offset = std::min(place.offset, place.bytes.size());
  const std::size_t start = offset == 0 ? 0 : place.bytes.rfind('\n', offset - 1) + 1;  // npos + 1 is 0
  std::string_view text = place.bytes.substr(start);
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  const std::size_t at = std::min(offset - start, text.size());

  std::size_t from = at;
  std::size_t columns = 0;
  while (from > 0) {
    const std::size_t previous = before(text, from);
    columns += cell_at(text.substr(previous)).columns;
    if (columns > columns_before || at - previous > columns_before * bytes_per_column) break;
    from = previous;
  }

  Line line;
  if (from > 0) line = {std::string(ellipsis), 1};
  line.take(text.substr(from, at - from), columns_max);
  const std::size_t mark_column = line.columns;
  const std::size_t length = std::min(std::max<std::size_t>(place.length, 1), text.size() - at);
  std::size_t end = at + line.take(text.substr(at, length), columns_max);
  const std::size_t mark_columns = std::max<std::size_t>(line.columns - mark_column, 1);
  end += line.take(text.substr(end), columns_max);
  if (end < text.size()) line.text += ellipsis;

  const auto newlines =
      static_cast<std::uint64_t>(std::count(place.bytes.begin(), place.bytes.begin() + static_cast<std::ptrdiff_t>(start), '\n'));
  const std::string number = fmt::format("{:>7} | ", place.first_line + newlines);
  const std::string margin = std::string(number.size() - 2, ' ') + "| ";
  return styled(colour, Style::dim, number) + line.text + "\n" + styled(colour, Style::dim, margin) +
         std::string(mark_column, ' ') + styled(colour, Style::red, std::string(mark_columns, '^')) + "\n";
}

std::size_t value_length(std::string_view bytes, std::size_t offset) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = offset; i < bytes.size() && bytes[i] != '\n'; ++i) {
    const char c = bytes[i];
    if (in_string) {
      if (c == '\\' && i + 1 < bytes.size() && bytes[i + 1] != '\n') ++i;
      in_string = c != '"';
      if (!in_string && depth == 0) return i + 1 - offset;
      continue;
    }
    if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return i - offset;
      if (--depth == 0) return i + 1 - offset;
    } else if (depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\r')) {
      return i - offset;
    }
  }
  if (depth != 0 || in_string) return 1;
  return std::min(bytes.find('\n', offset), bytes.size()) - std::min(offset, bytes.size());
}

}  // namespace sluiced::cli
