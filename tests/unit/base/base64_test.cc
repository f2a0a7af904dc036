#include "base/base64.h"

#include <catch2/catch.hpp>

using namespace sluiced;

TEST_CASE("base64 is as RFC 4648 has it, both ways") {
  const std::pair<std::string_view, std::string_view> pairs[] = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {std::string_view("\xff\x00\xfe", 3), "/wD+"}};
  for (const auto& [bytes, text] : pairs) {
    CHECK(base64(bytes) == text);
    CHECK(bytes_of_base64(text) == bytes);
  }
}

TEST_CASE("bytes have one text in base64, and everything else is refused") {
  for (const std::string_view text : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm 9", "Zm9v\n", "-_==", "Zg==Zg=="}) {
    CAPTURE(text);
    CHECK_FALSE(is_base64(text));
    CHECK_FALSE(bytes_of_base64(text));
  }
}
