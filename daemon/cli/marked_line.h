// The line of a source that a complaint speaks of, with a mark under the place: for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluiced::cli {

/// A place in a document: `bytes` begin at the start of line `first_line`, the place is `length` bytes from `offset` on.
struct MarkedPlace {
  std::string_view bytes;
  std::uint64_t first_line = 1;
  std::size_t offset = 0;
  std::size_t length = 1;
};

/// Two lines, each with its newline:
///
///       2 |     {"sku": "A-1", "amount": "12.50"},
///         |                              ^^^^^^^
///
/// A line that is too long is cut round the place, with an ellipsis at each cut; a place that goes on beyond what is shown is marked
/// as far as it is shown. What a terminal would take for more than text, or for no text, is shown as its escape.
std::string marked_line(const MarkedPlace& place, bool colour);

/// So many bytes of its line does the JSON value take that begins at `offset`: a value that does not end on this line is marked by
/// its bracket alone.
std::size_t value_length(std::string_view bytes, std::size_t offset);

}  // namespace sluiced::cli
