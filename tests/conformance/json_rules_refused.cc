// What is no JSON, by what is wrong with it.
#include <utility>

#include "conformance/json_rules.h"

namespace sluiced::testing {
namespace {

using namespace std::string_literals;

struct Refusal {
  const char* what;
  std::string bytes;
  std::uint32_t offset;
};

std::vector<Refusal> arrays() {
  return {{"two values without a comma", "[1 true]", 3},
          {"a colon for a comma", R"(["":1])", 3},
          {"a comma behind the array", R"([""],)", 4},
          {"a comma and nothing", R"(["",])", 4},
          {"two commas", "[3,,4]", 3},
          {"two commas at the end", R"(["x",,])", 5},
          {"a comma first", "[,3]", 1},
          {"a comma alone", "[,]", 1},
          {"a second bracket at the end", R"(["x"]])", 5},
          {"no bracket at the end", R"(["x")", 4},
          {"no bracket, a newline", "[3,\n4\n,4", 8},
          {"no value behind the comma, the end", "[4,", 3},
          {"an array within, unclosed", "[[],[1]", 7},
          {"a minus alone", "[-]", 2},
          {"a star", "[*]", 1},
          {"a double star", "[**]", 1},
          {"a name without an object", "[x", 1},
          {"a vertical tab within", "[\"\va\"]", 2},
          {"a form feed between", "[\f]", 1},
          {"a no-break space between", "[\xc2\xa0]", 1}};
}

std::vector<Refusal> numbers() {
  return {{"two signs", "[++1234]", 1},
          {"a plus", "[+9]", 1},
          {"a minus and a blank", "[- 5]", 2},
          {"a minus before a letter", "[-foo]", 2},
          {"a minus before a point", "[-.125]", 2},
          {"a point first", "[.75e-3]", 1},
          {"a point and a minus", "[.-5]", 1},
          {"a zero before digits", "[017]", 2},
          {"a zero before digits, negative", "[-017]", 3},
          {"two zeros", "[-00.5]", 3},
          {"a point last", "[-4.]", 4},
          {"two points", "[0.5.5]", 4},
          {"a point after the fraction", "[-1.5.]", 5},
          {"a point before the exponent", "[8.e3]", 3},
          {"a point before a signed exponent", "[8.e+3]", 3},
          {"an exponent of nothing", "[0.5e]", 5},
          {"an exponent of a sign", "[0.5E-]", 6},
          {"an exponent of nothing on zero", "[0E]", 3},
          {"an exponent of two signs", "[0e+-1]", 4},
          {"an exponent of two letters", "[1eE2]", 3},
          {"an exponent with a point", "[1e3.5]", 4},
          {"a letter in the exponent", "[1ea]", 3},
          {"a letter behind", "[-5x]", 3},
          {"a letter within the fraction", "[1.5a-3]", 4},
          {"letters behind", "[-625.5foo]", 7},
          {"hexadecimal", "[0x2A]", 2},
          {"a hexadecimal exponent", "[1.5H-308]", 4},
          {"a sum", "[1+2]", 2},
          {"a space within", "[1 000.5]", 3},
          {"a digit that is not ASCII", "[\xef\xbc\x97]", 1},
          {"NaN", "[NaN]", 1},
          {"NaN, negative", "[-NaN]", 2},
          {"Inf", "[Inf]", 1},
          {"Infinity", "[Infinity]", 1},
          {"Infinity, negative", "[-Infinity]", 2},
          {"the end behind a minus", "[-", 2},
          {"the end behind a point", "[0.", 3}};
}

std::vector<Refusal> objects() {
  return {{"a comma for a colon", R"({"x",null})", 4},
          {"two colons", R"({"x"::"b"})", 5},
          {"a value without a colon", R"({"a" "b"})", 5},
          {"a value between name and colon", R"({"a" b:1})", 5},
          {"a name alone", R"({"a"})", 4},
          {"a name and a colon alone", R"({"a":)", 5},
          {"no name", R"({:"b"})", 1},
          {"a name without quotes", R"({a:"b"})", 1},
          {"a name in single quotes", R"({'a':0})", 1},
          {"a number for a name", R"({7:1})", 1},
          {"a number for a name, too large", R"({9999E9999:1})", 1},
          {"null for a name", R"({null:null})", 1},
          {"an array for a name", R"({[]:1})", 1},
          {"a smiling name", "{\xf0\x9f\x98\x80}", 1},
          {"a comma and nothing", R"({"id":0,})", 8},
          {"many commas", R"({"id":0,,,,,})", 8},
          {"two commas in the middle", R"({"a":"b",,"c":"d"})", 9},
          {"a value twice", R"({"a":"a" 123})", 9},
          {"an array where a member should be", R"({"a":1 []})", 7},
          {"a bracket for the brace", R"({"a":1])", 6},
          {"no brace at the end", R"({"a":"b")", 8},
          {"a brace too many", R"({"a":"b"}})", 9},
          {"a comment behind", R"({"a":"b"}/**/)", 9},
          {"a comment behind, unfinished", R"({"a":"b"}/)", 9},
          {"a comment of a line behind", R"({"a":"b"}//)", 9},
          {"a hash behind", R"({"a":"b"}#)", 9},
          {"a comment between", R"({"a":/*comment*/"b"})", 5},
          {"text between the members", R"({"a":"b" x "c":1})", 9}};
}

std::vector<Refusal> strings() {
  return {{"a newline, raw", "[\"new\nline\"]", 5},
          {"a tab, raw", "[\"\t\"]", 2},
          {"NUL, raw", "[\"a\0a\"]"s, 3},
          {"the last control character, raw", "[\"a\x1f\"]", 3},
          {"an escaped blank", "[\"\\ \"]", 3},
          {"an escaped newline", "[\"\\\n\"]", 3},
          {"an escaped NUL", "[\"\\\0\"]"s, 3},
          {"an escaped quote and no end", R"(["\")", 4},
          {"a backslash and the end", R"(["\)", 3},
          {"three backslashes", R"(["\\\"])", 7},
          {"an escape of x", R"(["\x00"])", 3},
          {"an escape of an octal number", R"(["\012"])", 3},
          {"an escape of a capital U", R"(["\UA66D"])", 3},
          {"an escape of a smiling face", "[\"\\\xf0\x9f\x8c\x80\"]", 3},
          {"an escape of a single quote", R"(["\'"])", 3},
          {"an escape of a letter", R"(["\a"])", 3},
          {"an escape of no digits", R"(["\u"])", 4},
          {"an escape of three digits", R"(["\u00A"])", 7},
          {"an escape of no hexadecimal", R"(["\uqqqq"])", 4},
          {"an escape of a sign", R"(["\u+041"])", 4},
          {"an escape, cut off", R"(["\u00)", 6},
          {"quotes of another kind", "[\"\xe2\x80\x9cx\xe2\x80\x9d\", \xe2\x80\x9cx\xe2\x80\x9d]", 12},
          {"single quotes", "['single']", 1},
          {"no quote at the beginning", "[\\n]", 1},
          {"no quote at the end", R"(["abc)", 5},
          {"no quote at the end, at the root", R"("abc)", 4},
          {"a quote alone", R"(")", 1},
          {"text behind", R"("abc"x)", 5},
          {"a backslash for the string", R"(["x",\])", 5},
          {"an accent behind the escape", "[\"\\u00\xc3\xa9\"]", 6}};
}

std::vector<Refusal> structures() {
  return {{"nothing but blanks", " \n", 2},
          {"a byte order mark alone", "\xef\xbb\xbf", 0},
          {"a byte order mark behind a blank", " \xef\xbb\xbf{}", 1},
          {"a word joiner", "[\xe2\x81\xa0]", 1},
          {"an angle bracket", "<.>", 0},
          {"nothing in angle brackets", "[<null>]", 1},
          {"a letter", "[a]", 1},
          {"a capital", "[True]", 1},
          {"capitals", "[NULL]", 1},
          {"a literal cut off by the end", "[nul", 4},
          {"a literal cut off", "[fals]", 5},
          {"a literal that goes on", "[truey]", 5},
          {"a literal with a capital within", "[nULL]", 2},
          {"two literals", "[true false]", 6},
          {"an object, then an array", "{}[]", 2},
          {"two documents", R"({"a":1} {"a":1})", 8},
          {"two numbers", "2 3", 2},
          {"a number with text behind", "2@", 1},
          {"an array with a letter behind", "[]x", 2},
          {"an array with NUL behind", "[]\0"s, 2},
          {"NUL alone", "\0"s, 0},
          {"NUL between", "[1,\0]"s, 3},
          {"an array closed as an object", "[1}", 2},
          {"an object closed as an array", "{]", 1},
          {"an array unclosed behind a comma", "[1,", 3},
          {"an object unclosed behind a comma", R"({"a":1,)", 7},
          {"an object with an array unclosed", R"({"a":[1)", 7},
          {"objects and arrays, unclosed", R"([{"":[{"":[)", 11},
          {"a closing bracket", "]", 0},
          {"a closing brace", "}", 0},
          {"a comma", ",", 0},
          {"a colon", ":", 0},
          {"a star", "*", 0},
          {"a comment before", "/**/[]", 0},
          {"an apostrophe", "{'", 1},
          {"an equals sign", R"({"a"=1})", 4},
          {"a semicolon", "[1;2]", 2},
          {"a plus of strings", R"(["a"+"b"])", 4},
          {"a carriage return escaped outside of strings", R"([\r1])", 1},
          {"a non-breaking space behind", "[1]\xc2\xa0", 3},
          {"a line separator between",
           "[1,\xe2\x80\xa8"
           "2]",
           3},
          {"a next line (U+0085) between",
           "[1,\xc2\x85"
           "2]",
           3},
          {"a vertical tab behind", "[1]\v", 3}};
}

}  // namespace

std::vector<JsonRule> rules_for_what_is_none() {
  std::vector<JsonRule> rules;
  const std::pair<const char*, std::vector<Refusal>> groups[] = {
      {"array", arrays()}, {"number", numbers()}, {"object", objects()}, {"string", strings()}, {"structure", structures()}};
  for (const auto& [group, refusals] : groups)
    for (const Refusal& refusal : refusals)
      rules.push_back({group + std::string(": ") + refusal.what, refusal.bytes, json::ReadErrorCode::not_json, refusal.offset});
  rules.push_back({"no bytes at all", "", json::ReadErrorCode::empty, 0});
  rules.push_back({"number: a byte that is no UTF-8 behind", "[123\xe5]", json::ReadErrorCode::not_utf8, 4});
  rules.push_back({"number: a byte that is no UTF-8 behind the exponent", "[1e1\xe5]", json::ReadErrorCode::not_utf8, 4});
  rules.push_back({"array: a byte that is no UTF-8", "[a\xe5]", json::ReadErrorCode::not_utf8, 2});
  rules.push_back({"object: a byte that is no UTF-8 for a name", "{\"\xb9\":\"0\",}", json::ReadErrorCode::not_utf8, 2});
  rules.push_back({"string: a byte that is no UTF-8, behind an escape", "[\"\\u\xe5\"]", json::ReadErrorCode::not_utf8, 4});
  rules.push_back({"structure: a byte order mark cut off", "\xef\xbb{}", json::ReadErrorCode::not_utf8, 0});
  rules.push_back({"structure: a byte that is no UTF-8 alone", "\xe5", json::ReadErrorCode::not_utf8, 0});
  rules.push_back({"structure: a byte that is no UTF-8 behind the document", "[]\xff", json::ReadErrorCode::not_utf8, 2});
  rules.push_back({"structure: opened without end", std::string(100'000, '['), json::ReadErrorCode::limit, 128});
  std::string objects;
  for (int i = 0; i < 50'000; ++i) objects += "[{\"\":";
  rules.push_back({"structure: arrays and objects opened without end", objects, json::ReadErrorCode::limit, 5 * 64});
  return rules;
}

}  // namespace sluiced::testing
