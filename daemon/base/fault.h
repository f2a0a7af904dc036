// Where something stands in a file, and what is wrong there: the one shape of every complaint about a file.
#pragma once

#include <cstdint>
#include <string>

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

std::string to_string(const Place& place);
std::string to_string(const Fault& fault);

}  // namespace sluiced
