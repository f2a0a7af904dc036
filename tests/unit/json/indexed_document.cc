// The fast reader beside the strict one: what it takes, what it leaves to the other.
// reading.h holds every text of the strict reader's tests against it, too.
#include "json/indexed_document.h"

#include <catch2/catch.hpp>
#include <random>

#include "reading.h"

namespace sluiced::json {
namespace {

TEST_CASE("both readers take the same texts, however a document is broken") {
  const auto seed = static_cast<std::uint32_t>(std::random_device{}());
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  const std::string_view alphabet = "{}[]:,\"\\ \n\t0123456789-+.eEtrufalsn/bx\x01\x7f\xc3\xa9\xed\xa0\x80\xef\xbb\xbf";
  const std::vector<std::string> documents = {
      R"({"a":1,"b":[true,false,null,{"c":"x\ny","d":-0.5e+10}],"e":{}, "f" : [ ] })",
      R"(["\ud83d\ude00","\u0000","\\","\"",1E400,-0,0.0,123456789012345678901234567890,9223372036854775808])",
      " \t\r\n\"lone string\" ", "-1.5e-3", "[[[[[[]]]]]]", R"({"":{"":{"":[]}}})",
      "{\"\xc3\xa9\":\"\xf0\x9f\x98\x80\",\"long name that goes beyond sixteen bytes\":\"" + std::string(130, 'x') + "\"}"};
  int taken = 0;
  for (int round = 0; round < 40'000; ++round) {
    std::string text = documents[below(documents.size())];
    for (std::size_t changes = below(4); changes > 0 && !text.empty(); --changes) {
      const std::size_t at = below(text.size());
      switch (below(4)) {
        case 0: text[at] = alphabet[below(alphabet.size())]; break;
        case 1: text.erase(at, 1 + below(3)); break;
        case 2: text.insert(at, 1, alphabet[below(alphabet.size())]); break;
        default: text.insert(at, text.substr(below(text.size()), 1 + below(12))); break;
      }
    }
    const DocumentLimits limits{.bytes_max = 400, .depth_max = 6, .members_max = 4, .number_chars_max = 30};
    taken += judge(text, limits) == accepted ? 1 : 0;
  }
  CHECK(taken > 4'000);
}

TEST_CASE("a text that ends at any byte is judged alike, and nothing behind its end is read") {
  const std::string text = R"({"a":[1,-2.5e3,"x\u00e9\ud83d\ude00",true,null],"b":{"c":"dddddddddddddddddddddddddddddddddddddddddddd"}} )";
  for (std::size_t length = 0; length + 1 < text.size(); ++length) CHECK_FALSE(judge(std::string_view(text).substr(0, length)) == accepted);
  CHECK(judge(text) == accepted);
}

TEST_CASE("a byte order mark is left to the strict reader, which says what it is") {
  CHECK_FALSE(IndexedDocument().read("\xef\xbb\xbf{}", {}));
  CHECK(judge("\xef\xbb\xbf{}") == not_json(0));
}

}  // namespace
}  // namespace sluiced::json
