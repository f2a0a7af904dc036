// Any bytes as a file of documents: cut into lines whatever pieces it comes in, and every place of it can be shown to a person.
#include "cli/documents.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cli/marked_line.h"
#include "fuzz/expect.h"
#include "json/utf8.h"

namespace sluiced::fuzz {
namespace {

struct Cut {
  std::uint64_t line = 0;
  std::string bytes;
  bool operator==(const Cut&) const = default;
};

/// number: how large the pieces are; 0: all is one.
std::vector<Cut> cut(std::string_view bytes, std::size_t kept_max, std::uint64_t number) {
  std::vector<Cut> all;
  const auto take = [&](const cli::InputDocument& document) {
    all.push_back({document.line, std::string(document.bytes)});
    return true;
  };
  cli::LineSplitter lines(kept_max);
  while (!bytes.empty()) {
    const std::size_t piece = number == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 1 + number % 40);
    if (number != 0) number = number / 3 + 1;
    expect(lines.feed(bytes.substr(0, piece), take), "who wants more is given more");
    bytes.remove_prefix(piece);
  }
  lines.finish(take);
  return all;
}

/// As it would be done with all of it at hand.
std::vector<Cut> cut_at_once(std::string_view bytes, std::size_t kept_max) {
  std::vector<Cut> all;
  for (std::uint64_t number = 1; !bytes.empty(); ++number) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) all.push_back({number, std::string(line.substr(0, kept_max))});
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
  }
  return all;
}

void can_be_shown(std::string_view bytes, std::size_t offset) {
  const std::size_t length = cli::value_length(bytes, offset);
  expect(offset + length <= bytes.size() || length <= 1, "a value ends in the document");
  expect(bytes.substr(offset, length).find('\n') == std::string_view::npos, "and on its line");
  const std::string shown = cli::marked_line({.bytes = bytes, .first_line = 7, .offset = offset, .length = length}, false);
  expect(shown.ends_with('\n') && std::count(shown.begin(), shown.end(), '\n') == 2, "a place is shown in two lines");
  expect(shown.size() < 2'000, "of a width that can be looked at");
  expect(json::find_invalid_utf8(shown) == std::string::npos, "in UTF-8");
  for (const char c : shown)
    expect(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f), "without what a terminal would take for more");
  expect(shown.ends_with("^\n"), "with a mark under it");
}

}  // namespace
}  // namespace sluiced::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluiced;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::uint64_t number = fuzz::hash_of(bytes);
  for (const std::size_t kept_max : {std::size_t{1}, std::size_t{1} + number % 50, std::size_t{5'000}})
    for (const std::uint64_t pieces : {std::uint64_t{0}, number | 1})
      fuzz::expect(fuzz::cut(bytes, kept_max, pieces) == fuzz::cut_at_once(bytes, kept_max),
                   "the pieces that a file comes in do not count");
  for (const std::size_t offset : {std::size_t{0}, number % (size + 1), number / 7 % (size + 1), size})
    fuzz::can_be_shown(bytes, offset);
  return 0;
}
