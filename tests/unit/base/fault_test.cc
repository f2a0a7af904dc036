#include "base/fault.h"

#include <catch2/catch.hpp>

using namespace sluiced;

TEST_CASE("a complaint is one line, and nothing in it speaks to the terminal") {
  CHECK(to_string(Fault{{"a\nb\x1b[2J.yaml", 3, 7}, "found 'x\r\n\ty\x7f'"}) ==
        "a\\x0ab\\x1b[2J.yaml:3:7: found 'x\\x0d\\x0a\\x09y\\x7f'");
  CHECK(one_line("\u009b2J \u2028\u2029 \xff \xc3") == "\\u009b2J \\u2028\\u2029 \\xff \\xc3");
  CHECK(one_line("größer → 𝄞") == "größer → 𝄞");
}

TEST_CASE("a long text in a complaint is cut, never within a character") {
  CHECK(one_line(std::string(1000, 'x')) == std::string(1000, 'x'));
  CHECK(one_line(std::string(1001, 'x')) == std::string(1000, 'x') + "…");
  CHECK(one_line("xäää", 4) == "xä…");
  CHECK(one_line("ab\n", 4) == "ab…");
  CHECK(to_string(Fault{{std::string(5000, 'f'), 1, 1}, std::string(5000, 'm')}).size() < 2100);
}
