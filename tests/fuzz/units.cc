// Durations, sizes and times as people write them: taken and written again as the same, or refused in one line.
#include "base/units.h"

#include <string>

#include "config/start_at.h"
#include "fuzz/expect.h"

namespace sluiced::fuzz {
namespace {

void is_one_line(const std::string& complaint) {
  expect(!complaint.empty(), "a complaint says something");
  expect(complaint.find_first_of("\n\r") == std::string::npos, "a complaint is one line");
  expect(complaint.size() < 1000, "and not a long one");
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto duration = parse_duration(text)) {
    const auto again = parse_duration(duration_text(*duration));
    fuzz::expect(again && *again == *duration, "a duration is written as what it was read from");
  } else {
    fuzz::is_one_line(duration.error());
  }
  if (const auto bytes = parse_size(text)) {
    const auto again = parse_size(size_text(*bytes));
    fuzz::expect(again && *again == *bytes, "a size is written as what it was read from");
  } else {
    fuzz::is_one_line(bytes.error());
  }
  if (const auto start = config::parse_start_at(text); !start) fuzz::is_one_line(start.error());
  return 0;
}
