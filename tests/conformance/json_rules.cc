#include "conformance/json_rules.h"

namespace sluiced::testing {
namespace {

using namespace std::string_literals;
using json::ReadErrorCode;

JsonRule accepted(const char* what, std::string bytes) { return {what, std::move(bytes), ReadErrorCode::none, 0}; }

JsonRule duplicate_key(const char* what, std::string bytes, std::uint32_t offset) {
  return {what, std::move(bytes), ReadErrorCode::duplicate_key, offset};
}

JsonRule not_utf8(const char* what, std::string bytes, std::uint32_t offset) {
  return {what, std::move(bytes), ReadErrorCode::not_utf8, offset};
}

JsonRule not_json(const char* what, std::string bytes, std::uint32_t offset) {
  return {what, std::move(bytes), ReadErrorCode::not_json, offset};
}

JsonRule over_limit(const char* what, std::string bytes, std::uint32_t offset) {
  return {what, std::move(bytes), ReadErrorCode::limit, offset};
}

std::string repeat(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

std::vector<JsonRule> rules_for_documents() {
  return {
      accepted("array of nothing", "[]"),
      accepted("array of an empty array, spaced", "[ [ ]\n]"),
      accepted("array of an empty string", R"([""])"),
      accepted("array of every type", R"([null,true,-0.5e1,"x",[],{"k":[]}])"),
      accepted("array with blanks before and behind", " \t[7]\r\n "),
      accepted("array of nulls in a row", "[3,null,null,null,4]"),
      accepted("number 0", "[0]"),
      accepted("number -0", "[-0]"),
      accepted("number with fraction and exponent", "[66.25e3]"),
      accepted("number with exponent of two signs and cases", "[5e+3,5E+3,5e-3,5E-3,5e3,5E3]"),
      accepted("number with exponent 0", "[0e1,0E+1,-0e-1,1e0,1e00]"),
      accepted("number with zeros behind the point", "[0.000000000000000000000000000000000000000000000000000000000000000000001]"),
      accepted("number behind a blank", "[ 4]"),
      accepted("number at the root, negative", "-12.75"),
      accepted("object of nothing", "{}"),
      accepted("object with an empty name", R"({"":0})"),
      accepted("object with names that differ in case", R"({"Id":1,"id":2,"ID":3})"),
      accepted("object with an escaped name", R"({"tab\there\u0000":true})"),
      accepted("object with numbers at the edge of double", R"({"least":-1.0e+28,"most":1.0e+28})"),
      accepted("object with long strings",
               R"({"id":")" + std::string(40, 'i') + R"(","next":[{"id":")" + std::string(70, 'n') + "\"}]}"),
      accepted("object with newlines between everything", "{\n\"a\"\n:\n\"b\"\n,\n\"c\"\n:\n[\n]\n}"),
      accepted("object within objects, names repeated", R"({"a":{"a":{"a":{}}},"b":[{"a":1},{"a":1}]})"),
      duplicate_key("object with a name twice: ours to refuse, since readers disagree which one wins", R"({"a":"b","a":"c"})", 9),
      duplicate_key("object with a member twice", R"({"a":"b","a":"b"})", 9),
      accepted("string of two-byte, three-byte and four-byte characters", "[\"\xc3\xbc\xe0\xa4\xb9\xf0\x9d\x84\x9e\"]"),
      accepted("string of the same, escaped", R"(["\u00fc\u0939\uD834\udd1E"])"),
      accepted("string with every short escape", R"(["\"\\\/\b\f\n\r\t"])"),
      accepted("string of an escaped backslash before a u", R"(["\\u0041","\\"])"),
      accepted("string with an escaped control character", R"(["\u001f\u0000"])"),
      accepted("string with what only JavaScript minds", R"(["/*no comment*/","\u2028\u2029"])"),
      accepted("string with line separators, raw", "[\"\xe2\x80\xa8\xe2\x80\xa9\"]"),
      accepted("string with DEL, raw", "[\"\x7f\"]"),
      accepted("string with noncharacters", R"(["\uFFFE\uFDD0\uD83F\uDFFE","\uDBFF\uDFFE"])"),
      accepted("string with noncharacters, raw", "[\"\xef\xbf\xbf\xf4\x8f\xbf\xbf\"]"),
      accepted("string with a byte order mark within", "[\"\xef\xbb\xbf\"]"),
      accepted("string with invisible characters", R"(["\u200B\u2064\u0061\u030a"])"),
      accepted("string of brackets and commas", R"(["[]{},:","]","}",",",":"])"),
      accepted("string at the root", R"("alone")"),
      accepted("string of nothing at the root", R"("")"),
      accepted("string with an escape at its end", R"(["ends in a quote\""])"),
      accepted("string with escaped backslashes, an even number", R"(["\\\\\\\\","\\\\\\\\\\"])"),
      accepted("literals at the root", "false"),
      accepted("literal null at the root with a newline behind", "null\n"),
      accepted("literal true with blanks of all kinds", " \t\n\rtrue \t\n\r"),
      accepted("nesting as deep as it may be", repeat(128, "[") + repeat(128, "]")),
  };
}

std::vector<JsonRule> rules_of_our_own() {
  return {
      accepted("number with a huge exponent", "[0.4e00669999999999999999999999999999999999999999999999999999999999999999]"),
      accepted("number with a huge negative exponent", "[-1e-9999999999999999999]"),
      accepted("number beyond double", "[1e400,-1e400,123123e100000]"),
      accepted("number below double", "[1e-400,-123e-10000000]"),
      accepted("number of more digits than 64 bits hold", "[18446744073709551616,-9223372036854775809]"),
      accepted("number of a hundred digits", "[" + repeat(100, "7") + "]"),
      over_limit("number of more characters than may be", "[" + repeat(1001, "7") + "]", 1),
      over_limit("nesting one deeper than may be", repeat(129, "[") + repeat(129, "]"), 128),
      over_limit("nesting of five hundred arrays", repeat(500, "[") + repeat(500, "]"), 128),
      not_utf8("string of a high surrogate alone", R"(["\uDADA"])", 2),
      not_utf8("string of a low surrogate alone", R"(["x\udd1E"])", 3),
      not_utf8("string of surrogates the wrong way round", R"(["\uDd1e\uD834"])", 2),
      not_utf8("string of a high surrogate before another escape", R"(["\uD888\u1234"])", 2),
      not_utf8("string of a high surrogate before a short escape", R"(["\uD800\n"])", 2),
      not_utf8("string of a high surrogate before plain text", R"(["\ud800abc"])", 2),
      not_utf8("string of two high surrogates", R"(["\ud800\ud800"])", 2),
      not_utf8("name that is a surrogate alone", R"({"\uDFAA":0})", 2),
      not_utf8("string of bytes in Latin-1", "[\"\xe9\"]", 2),
      not_utf8("string of a continuation byte alone", "[\"\x81\"]", 2),
      not_utf8("string of a character cut off", "[\"\xe0\xff\"]", 2),
      not_utf8("string of a character cut off by its quote", "[\"\xe2\x82\"]", 2),
      not_utf8("string of an overlong slash", "[\"\xc0\xaf\"]", 2),
      not_utf8("string of an overlong slash in six bytes", "[\"\xfc\x80\x80\x80\x80\xaf\"]", 2),
      not_utf8("string of a surrogate in UTF-8's way", "[\"\xed\xa0\x80\"]", 2),
      not_utf8("string beyond U+10FFFF", "[\"\xf4\xbf\xbf\xbf\"]", 2),
      not_json("UTF-16, big end first, without a mark", "\0[\0\"\0a\0\"\0]"s, 0),
      not_json("UTF-16, little end first, without a mark", "[\0\"\0a\0\"\0]\0"s, 1),
      not_utf8("UTF-16, little end first, with a mark", "\xff\xfe[\0\"\0a\0\"\0]\0"s, 0),
      not_json("byte order mark before a document", "\xef\xbb\xbf{}", 0),
  };
}

std::vector<JsonRule> json_rules() {
  std::vector<JsonRule> rules = rules_for_documents();
  for (const auto& more : {rules_for_what_is_none(), rules_of_our_own()}) rules.insert(rules.end(), more.begin(), more.end());
  return rules;
}

}  // namespace sluiced::testing
