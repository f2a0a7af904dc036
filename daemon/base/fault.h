// Where something stands in a file, and what is wrong there: the one shape of every complaint about a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluiced {

/// A place in a text file. line and column count from 1, columns in bytes; 0 = not known (then only the parts known are shown).
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const Place&) const = default;
};

/// One complaint: to_string gives "file:line:column: message", always one line.
struct Fault {
  Place place;
  std::string message;
};

/// The file's name and the message as by one_line().
std::string to_string(const Place& place);
std::string to_string(const Fault& fault);

/// Text from outside as part of one line that a terminal takes for nothing but text: control characters, line separators and
/// bytes that are no UTF-8 shown as \x1b or \u2028, and at most about `bytes_max` bytes of it, with an ellipsis.
std::string one_line(std::string_view text, std::size_t bytes_max = 1000);

}  // namespace sluiced
