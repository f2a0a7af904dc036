#include "config/yaml.h"

#include <catch2/catch.hpp>

#include "json/pointer.h"
#include "json/tree.h"

using namespace sluiced;
using namespace sluiced::config;

namespace {

/// The tree as compact JSON, members in the order of the file.
std::string shown(const json::Tree& tree, json::NodeIndex at) {
  const json::Node& node = tree[at];
  std::string out;
  switch (node.kind) {
    case json::Kind::null: return "null";
    case json::Kind::boolean: return node.truth ? "true" : "false";
    case json::Kind::number: return std::string(node.string());
    case json::Kind::string: return '"' + std::string(node.string()) + '"';
    case json::Kind::array:
      for (const json::NodeIndex child : json::children(tree, at)) out += (out.empty() ? "" : ",") + shown(tree, child);
      return "[" + out + "]";
    case json::Kind::object:
      for (const json::NodeIndex child : json::children(tree, at)) {
        out += (out.empty() ? "" : ",") + std::string(tree[child].name()) + ":" + shown(tree, child);
      }
      return "{" + out + "}";
  }
  return out;
}

std::string read(const std::string& yaml) {
  const auto document = read_yaml("f.yaml", yaml, nullptr);
  return document ? shown(document.value().document->tree, 0) : to_string(document.error());
}

std::string place_of(const std::string& yaml, std::string_view pointer) {
  const auto document = read_yaml("f.yaml", yaml, nullptr);
  if (!document) return to_string(document.error());
  const json::Tree& tree = document.value().document->tree;
  const json::NodeIndex node = json::resolve_pointer(tree, 0, pointer);
  return node == json::no_node ? "no such node" : to_string(document.value().place(tree[node].offset));
}

}  // namespace

TEST_CASE("plain scalars are typed by the core schema of YAML 1.2, so yes and no are text") {
  CHECK(read("[true, True, TRUE, false, yes, no, on, off, y, tRUE]") ==
        R"([true,true,true,false,"yes","no","on","off","y","tRUE"])");
  CHECK(read("[null, Null, NULL, ~, nil]") == R"([null,null,null,null,"nil"])");
  CHECK(read("[0, 7, -7, +7, 007, 0x1F, 0o17, 1_000, 0b1, 12:30:45, 2026-11-23]") ==
        R"([0,7,-7,7,7,31,15,"1_000","0b1","12:30:45","2026-11-23"])");
  CHECK(read("[1.5, .5, -.5, 5., 1e3, 1E-3, 6.02e+23, 1e, ., 1.2.3]") ==
        R"([1.5,0.5,-0.5,5.0,1e3,1E-3,6.02e+23,"1e",".","1.2.3"])");
}

TEST_CASE("a quoted or block scalar stays text") {
  CHECK(read("['true', \"5\", '', \"null\"]") == R"(["true","5","","null"])");
  CHECK(read("a: |\n  5\nb: >-\n  true\n") == "{a:\"5\n\",b:\"true\"}");
}

TEST_CASE("numbers keep every digit, as JSON writes them") {
  CHECK(read("[18446744073709551617, 0.10000000000000000001]") == "[18446744073709551617,0.10000000000000000001]");
  CHECK(read("0xFFFFFFFFFFFFFFFF") == "18446744073709551615");
  CHECK(read("a: 0x10000000000000000") == "f.yaml:1:4: '0x10000000000000000' does not fit 64 bits");
}

TEST_CASE("numbers that JSON does not have are refused") {
  CHECK(read("a: .inf") == "f.yaml:1:4: .inf is a number that JSON does not have; quote it where text is meant");
  CHECK(read("a: -.Inf") == "f.yaml:1:4: -.Inf is a number that JSON does not have; quote it where text is meant");
  CHECK(read("a: .nan") == "f.yaml:1:4: .nan is a number that JSON does not have; quote it where text is meant");
  CHECK(read("a: '.nan'") == R"({a:".nan"})");
}

TEST_CASE("keys are text, whatever they look like") {
  CHECK(read("1: a\ntrue: b\nno: c\n'~': d\n") == R"({1:"a",true:"b",no:"c",~:"d"})");
}

TEST_CASE("every value knows its line and its column in bytes") {
  const std::string yaml = "a: é\nbé: x\nlist:\n  - 1\n  - {k: v}\nempty:\nlast: ~\n";
  CHECK(place_of(yaml, "") == "f.yaml:1:1");
  CHECK(place_of(yaml, "/a") == "f.yaml:1:4");
  CHECK(place_of(yaml, "/bé") == "f.yaml:2:6");
  CHECK(place_of(yaml, "/list/0") == "f.yaml:4:5");
  CHECK(place_of(yaml, "/list/1/k") == "f.yaml:5:9");
  CHECK(place_of(yaml, "/empty") == "f.yaml:6:1");  // nothing stands there: the key
  CHECK(place_of(yaml, "/last") == "f.yaml:7:7");
}

TEST_CASE("a value left out has its key's place, not that of whatever comes next") {
  CHECK(place_of("a:\nnullable: 1\n", "/a") == "f.yaml:1:1");
  CHECK(place_of("a: {b: , c: 1}\n", "/a/b") == "f.yaml:1:5");
  CHECK(place_of("a: {b: ~, c: null}\n", "/a/b") == "f.yaml:1:8");
  CHECK(place_of("a: {b: ~, c: null}\n", "/a/c") == "f.yaml:1:14");
}

TEST_CASE("a byte order mark and CRLF shift no place") {
  CHECK(read("\xEF\xBB\xBF"
             "a: 1\r\nb: x\r\n") == R"({a:1,b:"x"})");
  CHECK(place_of("\xEF\xBB\xBF"
                 "a: 1\r\nb: 2\r\n",
                 "/b") == "f.yaml:2:4");
}

TEST_CASE("a key that stands twice is refused at the second one") {
  CHECK(read("a: 1\nb: 2\na: 3\n") == "f.yaml:3:1: key 'a' stands twice in this mapping");
  CHECK(read("{x: {a: 1, 'a': 2}}") == "f.yaml:1:12: key 'a' stands twice in this mapping");
  CHECK(read("- a: 1\n- a: 1\n") == "[{a:1},{a:1}]");
}

TEST_CASE("a key that is no text is refused") {
  CHECK(read("? [a]\n: b\n") == "f.yaml:1:3: a key must be text");
  CHECK(read("{a: 1}: b\n") == "f.yaml:1:1: a key must be text");
  CHECK(read("~: b\n") == "f.yaml:1:1: a key must be text; quote it where it is one");
  CHECK(read("null: b\n") == "f.yaml:1:1: a key must be text; quote it where it is one");
}

TEST_CASE("aliases stand for what they name") {
  CHECK(read("a: &x {b: [1, 2]}\nc: *x\nd: [*x]\n") == "{a:{b:[1,2]},c:{b:[1,2]},d:[{b:[1,2]}]}");
  CHECK(read("a: &n 5\nb: *n\n") == "{a:5,b:5}");
  CHECK(read("a: &k name\n*k : 1\n") == R"({a:"name",name:1})");
}

TEST_CASE("aliases that multiply without bound are refused") {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    laughs += name + ": &" + name + " [" + before;
    for (int j = 1; j < 10; ++j) laughs += ", " + before;
    laughs += "]\n";
  }
  CHECK_THAT(read(laughs), Catch::Matchers::EndsWith("aliases expand to more than 100000 values"));
}

TEST_CASE("an alias of nothing, or within its own anchor, is refused") {
  CHECK(read("a: *x\n") == "f.yaml:1:4: this alias names no anchor before it");
  CHECK(read("a: &x [1, *x]\n") == "f.yaml:1:11: an alias cannot stand within its own anchor");
}

TEST_CASE("merge keys are refused as the unknown keys they are to us") {
  CHECK(read("a: &x {b: 1}\nc: {<<: *x}\n") == "f.yaml:2:5: unknown key '<<': merge keys are not supported");
}

TEST_CASE("one file is one document") {
  CHECK(read("---\na: 1\n...\n") == "{a:1}");
  CHECK(read("a: 1\n---\nb: 2\n") == "f.yaml:2:1: a second document begins here; one file holds one");
  CHECK(read("") == "null");
  CHECK(read("# nothing but a comment\n") == "null");
}

TEST_CASE("tags of the core schema count, others are refused") {
  CHECK(read("a: !!str 5\nb: !!int '7'\nc: !!float 1\nd: !!map {}\ne: !!seq []\nf: ! x\n") ==
        R"({a:"5",b:7,c:1,d:{},e:[],f:"x"})");
  CHECK(read("a: !secret x\n") == "f.yaml:1:4: tag '!secret' is not supported, only those of YAML's core schema");
  CHECK(read("a: !!binary x\n") ==
        "f.yaml:1:4: tag 'tag:yaml.org,2002:binary' is not supported, only those of YAML's core schema");
  CHECK(read("a: !!int x\n") == "f.yaml:1:4: this value is not what its tag !!int says");
  CHECK(read("a: !!seq {}\n") == "f.yaml:1:4: this value is not what its tag !!seq says");
}

TEST_CASE("what is not UTF-8, or holds control characters, is refused at its byte") {
  CHECK(read("a: b\nc: \xff\n") == "f.yaml:2:4: not UTF-8");
  CHECK(read("a: \xc3\x28\n") == "f.yaml:1:4: not UTF-8");
  CHECK(read(std::string("a: b\0c\n", 7)) == "f.yaml:1:5: control character 0x00");
  CHECK(read("a: \x1b[31m\n") == "f.yaml:1:4: control character 0x1b");
}

TEST_CASE("a quote that is never closed is refused where it opens") {
  CHECK(read("a: 1\nb: \"x\nc: 2\n") == "f.yaml:2:4: a quoted text begins here and is never closed");
  CHECK(read("a: 'it''s\n") == "f.yaml:1:4: a quoted text begins here and is never closed");
  CHECK(read("a: 'it''s'\nb: \"say \\\"x\\\"\"\nc: !!str \"y\"\n") == R"({a:"it's",b:"say "x"",c:"y"})");
}

TEST_CASE("broken YAML says what to look at") {
  CHECK(read("a: 1\n b: 2\n") == "f.yaml:2:3: a ':' cannot stand here: is the indentation right, or a quote missing?");
  CHECK(read("a: b: c\n") == "f.yaml:1:5: a ':' cannot stand here: is the indentation right, or a quote missing?");
  CHECK(read("a: @x\n") == "f.yaml:1:4: a value cannot begin with '@' unless it is quoted");
  CHECK(read("a: \"x\" y\n") ==
        "f.yaml:1:8: expected the next key of this mapping: is the indentation right, or a quote missing?");
  CHECK(read("a: 1\n}\n") == "f.yaml:2:1: a closing ']' or '}' cannot stand here unless it is quoted");
  CHECK(read("a: [1, 2\nb: 3\n") == "f.yaml:2:2: expected ',' or ']'");
}

TEST_CASE("flow style with an unquoted variable says that it needs quotes") {
  CHECK(read("kafka: {brokers: ${X}}\n") == "f.yaml:1:19: expected ',' or '}'; in flow style ${…} needs quotes");
  CHECK(read("a: [${X:-b}, c]\n") == "f.yaml:1:6: expected ',' or ']'; in flow style ${…} needs quotes");
}

TEST_CASE("nesting is bounded, however deep the file goes") {
  CHECK_THAT(read(std::string(100'000, '[')), Catch::Matchers::EndsWith("nested too deeply"));
  std::string blocks;
  for (std::size_t i = 0; i < 2'000; ++i) blocks += std::string(i, ' ') + "a:\n";
  CHECK_THAT(read(blocks), Catch::Matchers::EndsWith("nested too deeply"));
}

TEST_CASE("variables are replaced in values before they are typed, and never in keys") {
  const VariableLookup lookup = [](const std::string& name) -> std::optional<std::string> {
    if (name == "ON") return "true";
    if (name == "COLON") return "x: y";
    return std::nullopt;
  };
  const auto document = read_yaml("f.yaml", "a: ${ON}\nb: \"${ON}\"\nc: ${NO:-5}s\nd: ${NO:-}\n${ON}: ${COLON}\n", &lookup);
  REQUIRE(document);
  CHECK(shown(document.value().document->tree, 0) == R"({a:true,b:"true",c:"5s",d:null,${ON}:"x: y"})");
}

TEST_CASE("a variable that is not set is refused at its dollar") {
  const VariableLookup nothing = [](const std::string&) { return std::nullopt; };
  const auto refused = [&](const std::string& yaml) { return to_string(read_yaml("f.yaml", yaml, &nothing).error()); };
  const std::string message = "the environment variable NODE is not set; set it or write ${NODE:-default}";
  CHECK(refused("a: 1\nb: x-${NODE}\n") == "f.yaml:2:6: " + message);
  CHECK(refused("b: \"x-${NODE}\"\n") == "f.yaml:1:7: " + message);
  CHECK(refused("b: \"\\t${NODE}\"\n") == "f.yaml:1:4: " + message);  // escapes: the scalar's own place
}
