#include "cli/marked_line.h"

#include <catch2/catch.hpp>

using namespace sluiced::cli;

namespace {

std::string marked(std::string_view bytes, std::size_t offset, std::size_t length = 1) {
  return marked_line({bytes, 1, offset, length}, false);
}

/// The text that stands above the mark, in a line of ASCII that may begin with an ellipsis.
std::string under_mark(std::string lines) {
  if (const std::size_t cut = lines.find("| …"); cut != std::string::npos) lines.replace(cut, 5, "| .");
  const std::size_t end = lines.find('\n');
  const std::size_t mark = lines.find('^', end) - end - 1;
  return lines.substr(mark, lines.rfind('^') - lines.find('^') + 1);
}

}  // namespace

TEST_CASE("the line is shown with its number, the place marked below") {
  CHECK(marked(R"({"a": 12})", 6, 2) == "      1 | {\"a\": 12}\n        |       ^^\n");
  CHECK(marked_line({"{\n  \"a\": x\r\n}", 41, 9, 1}, false) == "     42 |   \"a\": x\n        |        ^\n");
}

TEST_CASE("colour is for terminals alone") {
  CHECK(marked_line({"x", 1, 0, 1}, true).find("\x1b[31m^\x1b[0m") != std::string::npos);
  CHECK(marked("x", 0).find('\x1b') == std::string::npos);
}

TEST_CASE("a place at the very end is marked behind the last character") {
  CHECK(marked("{\"a\":", 5) == "      1 | {\"a\":\n        |      ^\n");
  CHECK(marked("", 0) == "      1 | \n        | ^\n");
  CHECK(marked("[\n", 2) == "      2 | \n        | ^\n");
  CHECK(marked("ab", 99, 7) == "      1 | ab\n        |   ^\n");
}

TEST_CASE("a long line is cut round the place, which is always shown") {
  const std::string line = "[" + std::string(5000, 'a') + "\"mark\"" + std::string(5000, 'b') + "]";
  const std::string cut = marked(line, 5001, 6);
  CHECK(under_mark(cut) == "\"mark\"");
  CHECK(cut.size() < 300);
  CHECK(cut.find("| …aaa") != std::string::npos);
  CHECK(cut.find("bbb…\n") != std::string::npos);
  const std::string wide = marked(line, 1, 10'000);
  CHECK(wide.find("| [aaa") != std::string::npos);
  CHECK(wide.find("aaa…\n") != std::string::npos);
  CHECK(wide.size() < 300);
}

TEST_CASE("the mark stands under its place whatever stands before it") {
  // A tab is one blank; wide characters take two columns, combining ones none.
  CHECK(marked("\t\"é\": 1", 7) == "      1 |  \"é\": 1\n        |       ^\n");
  CHECK(marked("\"日本\": 1", 10) == "      1 | \"日本\": 1\n        |         ^\n");
  CHECK(marked("e\u0301: 1", 5) == "      1 | e\u0301: 1\n        |    ^\n");
}

TEST_CASE("a terminal is shown nothing but text") {
  CHECK(marked("\x1b[31m: \xff\xc3", 7, 2) == "      1 | \\x1b[31m: \\xff\\xc3\n        |           ^^^^^^^^\n");
  CHECK(marked("\u009b\u202e\u2028", 0, 2).find("| \\u009b\\u202e\\u2028\n") != std::string::npos);
  for (int byte = 0; byte < 256; ++byte)
    for (const char c : marked(std::string(3, static_cast<char>(byte)), 1))
      CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
}

TEST_CASE("a value's length is all of it on its line, or its bracket") {
  const auto length = [](std::string_view bytes, std::size_t offset = 0) { return value_length(bytes, offset); };
  CHECK(length("12.5, 3") == 4);
  CHECK(length("true]") == 4);
  CHECK(length("null") == 4);
  CHECK(length("1\n") == 1);
  CHECK(length(R"("a\"],b" ])") == 8);
  CHECK(length(R"([1,{"]":"}"}],2)") == 13);
  CHECK(length("{}") == 2);
  CHECK(length("[1,\n2]") == 1);
  CHECK(length(R"({"a": [1]})", 6) == 3);
  CHECK(length("", 0) == 0);
  CHECK(length("x", 5) == 0);
  CHECK(length("\"a\\\n\"", 0) == 1);
}

TEST_CASE("a line of characters without a width is cut too") {
  std::string marks;
  for (int i = 0; i < 5'000; ++i) marks += "\u0301";
  const std::string document = "{\"e" + marks + "\": x, \"" + marks + "\"}";
  const std::size_t place = document.find(" x") + 1;
  const std::string shown = marked(document, place);
  CHECK(shown.size() < 2'000);
  CHECK(shown.find("\": x, \"") != std::string::npos);
  CHECK(shown.ends_with(" ^\n"));
}
