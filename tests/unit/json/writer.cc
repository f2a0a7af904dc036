#include "json/writer.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <limits>

#include "reading.h"

namespace sluiced::json {
namespace {

std::string written(std::string_view text) {
  Writer writer;
  writer.string(text);
  return writer.text();
}

TEST_CASE("the writer writes compact JSON in the order of the calls") {
  Writer writer;
  writer.begin_object();
  writer.key("valid");
  writer.boolean(true);
  writer.key("list");
  writer.begin_array();
  writer.number(std::int64_t{-7});
  writer.number(0.5);
  writer.null();
  writer.begin_object();
  writer.end_object();
  writer.begin_array();
  writer.end_array();
  writer.end_array();
  writer.key("");
  writer.string("");
  writer.end_object();
  CHECK(writer.text() == R"({"valid":true,"list":[-7,0.5,null,{},[]],"":""})");
}

TEST_CASE("a value of a document is written as it is, its numbers to the letter") {
  const std::string text = R"({"a":[1.50,1e400,-0,null,true,{}],"\"\\é":"\n"})";
  Tree tree;
  REQUIRE(read(text, file_limits, tree).code == ReadErrorCode::none);
  Writer writer;
  writer.begin_array();
  writer.value(tree, 0);
  writer.json("[2.0]");
  writer.end_array();
  CHECK(writer.text() == "[" + text + ",[2.0]]");
}

TEST_CASE("what must be escaped is, what need not be stays") {
  CHECK(written("\"\\/\b\f\n\r\t") == R"("\"\\/\b\f\n\r\t")");
  CHECK(written(std::string_view("\0\x01\x1f\x7f", 4)) == "\"\\u0000\\u0001\\u001F\x7f\"");
  CHECK(written("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80") == "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"");
  CHECK(written(std::string_view{}) == "\"\"");
}

TEST_CASE("invalid UTF-8 is replaced, in names too") {
  CHECK(written("a\xff\xc3z") == "\"a\xef\xbf\xbd\xef\xbf\xbdz\"");
  Writer writer;
  writer.begin_object();
  writer.key("\xed\xa0\x80");
  writer.string("\xe2\x82");
  writer.end_object();
  CHECK(writer.text() == "{\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\":\"\xef\xbf\xbd\"}");
}

TEST_CASE("integers are exact, doubles come back, and what is not finite is null") {
  const auto number = [](auto value) {
    Writer writer;
    writer.number(value);
    return writer.text();
  };
  CHECK(number(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
  CHECK(number(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  for (const double value : {0.1, 1e300, -2.5e-300, 1.0 / 3, 5e-324, 123456789.0})
    CHECK(std::strtod(number(value).c_str(), nullptr) == value);
  CHECK(number(std::numeric_limits<double>::infinity()) == "null");
  CHECK(number(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("whatever bytes go in, our own reader takes what comes out") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (std::size_t begin = 0; begin < all.size(); begin += 5) {
    Writer writer;
    writer.begin_object();
    writer.key(all.substr(begin));
    writer.string(all.substr(0, begin));
    writer.end_object();
    CHECK(judge(writer.text()) == accepted);
  }
}

}  // namespace
}  // namespace sluiced::json
