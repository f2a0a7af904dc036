#include "cli/documents.h"

#include <catch2/catch.hpp>

using namespace sluiced::cli;

namespace {

using Lines = std::vector<std::pair<std::uint64_t, std::string>>;

/// In pieces of `piece` bytes.
Lines lines_of(std::string_view text, std::size_t kept_max, std::size_t piece) {
  Lines lines;
  const auto take = [&](const InputDocument& document) {
    lines.emplace_back(document.line, std::string(document.bytes));
    return true;
  };
  LineSplitter splitter(kept_max);
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) splitter.feed(text.substr(0, piece), take);
  splitter.finish(take);
  return lines;
}

}  // namespace

TEST_CASE("lines are the same whatever pieces they come in, and those of white space are none") {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 100U}) {
    INFO(piece);
    CHECK(lines_of("one\n\n \t\r\ntwo\r\n3", 100, piece) == Lines{{1, "one"}, {4, "two\r"}, {5, "3"}});
    CHECK(lines_of("a longer one\nx\n", 4, piece) == Lines{{1, "a lo"}, {2, "x"}});
  }
}

TEST_CASE("a line that is too long is none of white space because it begins with much of it") {
  for (const std::size_t piece : {1U, 3U, 100U}) {
    INFO(piece);
    CHECK(lines_of("        {}\n", 4, piece) == Lines{{1, "    "}});
    CHECK(lines_of("        {}", 4, piece) == Lines{{1, "    "}});
    CHECK(lines_of("          \n         ", 4, piece).empty());
    CHECK(lines_of("   \n      {\n   \n", 4, piece) == Lines{{2, "    "}});
  }
}
