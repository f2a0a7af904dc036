// `sluiced validate`, from outside.
#include <catch2/catch.hpp>

#include "json/reader.h"
#include "support/process.h"

using namespace sluiced;
using namespace sluiced::testing;

namespace {

constexpr std::string_view order_schema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["id"],
  "properties": {
    "id": {"type": "string", "format": "uuid"},
    "lines": {"type": "array", "items": {"type": "object", "properties": {"amount": {"type": "number"}}}}
  },
  "additionalProperties": false
}
)";
const std::string good = R"({"id": "6f1c2a9e-8d54-4b7e-9a31-0c5e7f2b4d18"})";

/// A folder with order.schema.json, in which the command runs: so that complaints name files as a person would.
struct Orders {
  Orders() { folder.write("order.schema.json", order_schema); }
  Finished validate(std::vector<std::string> arguments, RunOptions options = {}) const {
    arguments.insert(arguments.begin(), {"validate", "order.schema.json"});
    options.directory = folder.path();
    return sluiced::testing::sluiced(arguments, options);
  }
  Finished validate_text(std::string_view document, std::vector<std::string> arguments = {"--document"}) const {
    return validate(std::move(arguments), {.input = std::string(document)});
  }
  Folder folder;
};

std::string code_of(std::string_view jsonl) {
  constexpr std::string_view before = "\"code\":\"";
  const std::size_t at = jsonl.find(before);
  return at == std::string_view::npos
             ? "valid"
             : std::string(jsonl.substr(at + before.size(), jsonl.find('"', at + before.size()) - at - before.size()));
}

}  // namespace

TEST_CASE("documents that the schema allows: exit 0, and only the count is printed") {
  const Orders orders;
  orders.folder.write("a.json", good);
  const Finished run = orders.validate({"a.json"});
  CHECK(run.exit_code == 0);
  CHECK(run.out == "1 document: 1 valid, 0 not\n");
  CHECK(run.err.empty());
}

TEST_CASE("a violation is told at its place in the document, with its rule at its place in the schema") {
  const Orders orders;
  orders.folder.write(
      "a.json",
      "{\n  \"id\": \"6f1c2a9e-8d54-4b7e-9a31-0c5e7f2b4d18\",\n  \"lines\": [{\"amount\": 1},\n    {\"amount\": \"x\"}]\n}\n");
  const Finished run = orders.validate({"a.json"});
  CHECK(run.exit_code == 1);
  CHECK(run.out.find(
            "a.json:4:16: schema_violation: /lines/1/amount: expected number, found string\n    rule order.schema.json:7:") == 0);
  CHECK(run.out.find("  /properties/lines/items/properties/amount/type\n") != std::string::npos);
  CHECK(run.out.find("\n1 document: 0 valid, 1 not\n") != std::string::npos);
  CHECK(run.err.empty());
}

TEST_CASE("the line of the document is shown, with a mark under the place") {
  const Orders orders;
  orders.folder.write("a.json",
                      "{\n  \"id\": \"6f1c2a9e-8d54-4b7e-9a31-0c5e7f2b4d18\",\n  \"lines\": [{\"amount\": \"12.50\"}]\n}\n");
  const Finished run = orders.validate({"a.json"});
  CHECK(run.out.find("\n      3 |   \"lines\": [{\"amount\": \"12.50\"}]\n"
                     "        | " +
                     std::string(23, ' ') + "^^^^^^^\n") != std::string::npos);
  CHECK(run.out.find('\x1b') == std::string::npos);
  CHECK(orders.validate_text("{\"id\": nope}").out.find("\n      1 | {\"id\": nope}\n        |         ^\n") !=
        std::string::npos);
}

TEST_CASE("names in a document do not reach the terminal as more than text") {
  const Orders orders;
  const Finished run = orders.validate_text(R"({"\u001b[31m\u2028": 1})");
  CHECK(run.out.find("schema_violation: /\\x1b[31m\\u2028: member is not allowed here") != std::string::npos);
  CHECK(run.out.find('\x1b') == std::string::npos);
}

TEST_CASE("the specification's output shapes: a line of JSON for each document, what is no document too") {
  const Orders orders;
  const std::string input = good + "\n{\"id\": 3}\nnope\n";
  const Finished flag = orders.validate({"--output", "flag"}, {.input = input});
  CHECK(flag.exit_code == 1);
  CHECK(flag.out == "{\"valid\":true}\n{\"valid\":false}\n{\"valid\":false}\n");
  const std::string uri = "file://" + orders.folder.file("order.schema.json");
  const std::string not_json =
      R"({"valid":false,"keywordLocation":"","instanceLocation":"","error":"not_json: at byte 1: expected 'null'"})"
      "\n";
  const std::string error = R"({"valid":false,"keywordLocation":"/properties/id/type","absoluteKeywordLocation":")" + uri +
                            R"(#/properties/id/type","instanceLocation":"/id","error":"expected string, found number"})";
  const Finished detailed = orders.validate({"--output", "detailed"}, {.input = "{\"id\": 3}\nnope\n"});
  CHECK(detailed.exit_code == 1);
  CHECK(detailed.out == error + "\n" + not_json);
  const Finished basic = orders.validate({"--output", "basic"}, {.input = input});
  CHECK(count_lines(basic.out) == 3);
  CHECK(basic.out.find(R"({"valid":true,"keywordLocation":"","absoluteKeywordLocation":")" + uri +
                       R"(#","instanceLocation":"","annotations":[{)") == 0);
  CHECK(basic.out.find(R"("errors":[)" + error + "]}\n" + not_json) != std::string::npos);
  CHECK(basic.err.empty());
}

TEST_CASE("content is asserted where that is asked for") {
  const Orders orders;
  orders.folder.write("order.schema.json", R"({"contentMediaType": "application/json"})");
  CHECK(orders.validate({}, {.input = "\"{:}\"\n"}).exit_code == 0);
  const Finished run = orders.validate({"--content", "assert"}, {.input = "\"{}\"\n\"{:}\"\n"});
  CHECK(run.exit_code == 1);
  CHECK(run.out.find("stdin:2:1: schema_violation: the whole document: not JSON (3 characters)\n") == 0);
}

TEST_CASE("every violation has a line of its own, five at most") {
  const Orders orders;
  const Finished run = orders.validate_text(R"({"id":1,"a":1,"b":1,"c":1,"d":1,"e":1,"f":1})");
  std::size_t told = 0;
  for (std::size_t at = run.out.find(": schema_violation: "); at != std::string::npos;
       at = run.out.find(": schema_violation: ", at + 1))
    ++told;
  CHECK(told == 5);
}

TEST_CASE("what is not a document has the gate's own code") {
  const Orders orders;
  const std::string deep = std::string(129, '[') + std::string(129, ']');
  const std::vector<std::pair<std::string, std::string>> documents{{good, "valid"},
                                                                   {"", "empty"},
                                                                   {"{\"id\": \"\xff\"}", "not_utf8"},
                                                                   {R"({"id": "\ud83d"})", "not_utf8"},
                                                                   {"{\"id\": ", "not_json"},
                                                                   {"\xef\xbb\xbf{}", "not_json"},
                                                                   {"{} {}", "not_json"},
                                                                   {R"({"id":"x","id":"y"})", "duplicate_key"},
                                                                   {deep, "limit"},
                                                                   {"\"" + std::string(1 << 20, 'x') + "\"", "limit"},
                                                                   {std::string(1001, '1'), "limit"},
                                                                   {"null", "schema_violation"},
                                                                   {std::string("\0\x01\x02", 3), "not_json"}};
  for (const auto& [document, code] : documents) {
    const Finished run = orders.validate_text(document, {"--document", "--output", "jsonl"});
    CAPTURE(document.substr(0, 40), run.err);
    CHECK(code_of(run.out) == code);
    CHECK(run.exit_code == (code == "valid" ? 0 : 1));
  }
}

TEST_CASE("a parse error is told at its line and column") {
  const Orders orders;
  orders.folder.write("a.json", "{\n  \"id\": nope\n}");
  const Finished run = orders.validate({"a.json"});
  CHECK(run.exit_code == 1);
  CHECK(run.out.find("a.json:2:10: not_json: at byte 11: ") == 0);
}

TEST_CASE("jsonl tells of each document on one line, valid or not, in the shape that is documented") {
  const Orders orders;
  orders.folder.write("a.ndjson", good + "\n{\"id\": 3}\nnope\n");
  const Finished run = orders.validate({"a.ndjson", "--output", "jsonl"});
  CHECK(run.exit_code == 1);
  CHECK(run.err.empty());
  CHECK(
      run.out ==
      R"({"source":"a.ndjson","line":1,"valid":true,"violations":[]})"
      "\n"
      R"({"source":"a.ndjson","line":2,"valid":false,"code":"schema_violation","message":"/id: expected string, found number",)"
      R"("violations":[{"keywordLocation":"/properties/id/type","absoluteKeywordLocation":"file://)" +
          orders.folder.file("order.schema.json") +
          R"(#/properties/id/type",)"
          R"("instanceLocation":"/id","error":"expected string, found number"}]})"
          "\n"
          R"({"source":"a.ndjson","line":3,"valid":false,"code":"not_json","message":"at byte 1: expected 'null'","byteOffset":1,"violations":[]})"
          "\n");
}

TEST_CASE("jsonl stays JSON whatever the names in a document are") {
  const Orders orders;
  const Finished run = orders.validate_text("{\"id\": 1, \"a\\\"b\\u0000\\n\xf0\x9f\x98\x80\": 1}\n", {"--output", "jsonl"});
  json::Tree tree;
  CHECK(count_lines(run.out) == 1);
  CHECK(json::read(run.out, DocumentLimits{}, tree).code == json::ReadErrorCode::none);
}

TEST_CASE("standard input is read by lines: blank ones count, but not as documents, and the last newline may be missing") {
  const Orders orders;
  const std::string input = good + "\r\n\n \t\r\n{\"id\": 3}\n" + good;
  const Finished run = orders.validate({}, {.input = input});
  CHECK(run.exit_code == 1);
  CHECK(run.out.find("stdin:4:8: schema_violation: /id: ") == 0);
  CHECK(run.out.find("\n3 documents: 2 valid, 1 not\n") != std::string::npos);
}

TEST_CASE("a line longer than a document may be is a limit, and the lines behind it are judged at their numbers") {
  const Orders orders;
  const std::string input = "\"" + std::string(3 << 20, 'x') + "\"\n" + good + "\n{}\n";
  const Finished run = orders.validate({"-"}, {.input = input});
  CHECK(run.out.find("stdin:1:1048577: limit: ") == 0);
  CHECK(run.out.find("\nstdin:3:1: schema_violation: ") != std::string::npos);
  CHECK(run.out.find("\n3 documents: 1 valid, 2 not\n") != std::string::npos);
}

TEST_CASE("lines and documents can be told apart by hand, and a wrong guess is hinted at") {
  const Orders orders;
  orders.folder.write("pretty.json", "{\n  \"id\": \"6f1c2a9e-8d54-4b7e-9a31-0c5e7f2b4d18\"\n}\n");
  orders.folder.write("lines.json", good + "\n" + good + "\n");
  CHECK(orders.validate({"pretty.json"}).exit_code == 0);
  CHECK(orders.validate({"lines.json", "--lines"}).out == "2 documents: 2 valid, 0 not\n");
  const Finished lines = orders.validate({"lines.json"});
  CHECK(lines.exit_code == 1);
  CHECK(lines.err == "lines.json: if every line of it is a document, say --lines\n");

  const std::string pretty = "{\n  \"id\": \"6f1c2a9e-8d54-4b7e-9a31-0c5e7f2b4d18\"\n}\n";
  CHECK(orders.validate_text(pretty).exit_code == 0);
  const Finished document = orders.validate_text(pretty, {});
  CHECK(document.exit_code == 1);
  CHECK(document.err == "stdin: no line of it is a document; if all of it is one, say --document\n");
}

TEST_CASE("input that cannot be read: one line, exit 65, and the other files are judged all the same") {
  const Orders orders;
  orders.folder.write("a.json", good);
  orders.folder.make_folder("folder");
  const Finished run = orders.validate({"gone.json", "folder", "a.json"});
  CHECK(run.exit_code == 65);
  CHECK(run.err == "gone.json: cannot be read: No such file or directory\nfolder: cannot be read: Is a directory\n");
  CHECK(run.out == "1 document: 1 valid, 0 not\n");
}

TEST_CASE("no document at all is not taken for well") {
  const Orders orders;
  const Finished nothing = orders.validate({});
  CHECK(nothing.exit_code == 65);
  CHECK(nothing.err == "sluiced: there is no document in the input\n");
  const Finished closed = orders.validate({}, {.closed = {0}});
  CHECK(closed.exit_code == 65);
  CHECK(closed.err == "stdin: cannot be read: Bad file descriptor\n");
}

TEST_CASE("a bad schema: its place on one line, exit 78, nothing judged") {
  const Orders orders;
  orders.folder.write("a.json", good);
  orders.folder.write("broken.json", "{\n  \"type\": \"object\",\n");
  orders.folder.write("wrong.json", "{\n  \"type\": \"strin\"\n}");
  orders.folder.write("unknown.yaml", "type: object\n$schema: https://example.com/none\n");
  orders.folder.write("binary.json", std::string("\x7f"
                                                 "ELF\x02\x01\x01\xff",
                                                 8));
  orders.folder.make_folder("folder");
  const std::vector<std::pair<std::string, std::string>> schemas{
      {"broken.json", "broken.json:3:1: "}, {"wrong.json", "wrong.json:2:"}, {"unknown.yaml", "unknown.yaml:2:"},
      {"binary.json", "binary.json:1:"},    {"folder", "folder: "},          {"gone.json", "gone.json: "}};
  for (const auto& [schema, complaint] : schemas) {
    const Finished run = sluiced::testing::sluiced({"validate", schema, "a.json"}, {.directory = orders.folder.path()});
    CAPTURE(schema, run.err);
    CHECK(run.exit_code == 78);
    CHECK(run.err.find(complaint) == 0);
    CHECK(count_lines(run.err) == 1);
    CHECK(run.out.empty());
  }
}

TEST_CASE("a schema may be YAML, its dialect given beside it, its formats taken as notes only") {
  const Folder folder;
  folder.write("s.yaml", "type: object\nproperties:\n  id: { type: string, format: uuid }\n");
  const RunOptions input{.input = "{\"id\": \"no uuid\"}\n", .directory = folder.path()};
  CHECK(sluiced::testing::sluiced({"validate", "s.yaml"}, input).exit_code == 1);
  CHECK(sluiced::testing::sluiced({"validate", "s.yaml", "--formats", "annotate"}, input).exit_code == 0);
  // What `items` with an array means depends on the dialect.
  folder.write("t.yaml", "items: [ { type: string } ]\n");
  const RunOptions list{.input = "[\"x\"]\n", .directory = folder.path()};
  CHECK(
      sluiced::testing::sluiced({"validate", "t.yaml", "--dialect", "http://json-schema.org/draft-07/schema#"}, list).exit_code ==
      0);
  CHECK(sluiced::testing::sluiced({"validate", "t.yaml"}, list).exit_code == 78);
}

TEST_CASE("a wrong command line: one line on stderr, exit 64") {
  const Orders orders;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--output", "verbose"},
                                                    {"--formats", "maybe"},
                                                    {"--dialect", "https://example.com/none"},
                                                    {"--nope"},
                                                    {"--lines", "--document"},
                                                    {"-", "-"}}) {
    const Finished run = orders.validate(arguments);
    CAPTURE(arguments, run.err);
    CHECK(run.exit_code == 64);
    CHECK(run.err.find("sluiced: ") == 0);
    CHECK(count_lines(run.err) == 1);
    CHECK(run.out.empty());
  }
  CHECK(sluiced::testing::sluiced({"validate"}).exit_code == 64);
}

TEST_CASE("a reader that goes away is no error: quiet, and soon") {
  const Orders orders;
  std::string input;
  for (int i = 0; i < 200'000; ++i) input += "{}\n";
  const Finished run = orders.validate({"--output", "jsonl"}, {.input = input, .hang_up_after = 1});
  CHECK(run.exit_code == 1);  // what was printed were failures
  CHECK(run.err.empty());
}

TEST_CASE("output that cannot be written is told, and is not success") {
  const Orders orders;
  orders.folder.write("a.json", good);
  const Finished full = orders.validate({"a.json"}, {.output_to = "/dev/full"});
  CHECK(full.exit_code == 70);
  CHECK(full.err == "sluiced: standard output cannot be written: No space left on device\n");
  CHECK(orders.validate({"a.json"}, {.closed = {1}}).exit_code == 70);
}

TEST_CASE("with nobody to tell, the exit code still tells") {
  const Orders orders;
  orders.folder.write("a.json", good);
  CHECK(orders.validate({"gone.json"}, {.closed = {2}}).exit_code == 65);
  CHECK(orders.validate({"--nope"}, {.closed = {2}}).exit_code == 64);
  CHECK(orders.validate({"a.json"}, {.closed = {0, 2}}).exit_code == 0);
}

TEST_CASE("a URL in a schema is read from the folder that --map names, and a misspelt keyword is warned of") {
  const Orders orders;
  orders.folder.write("order.schema.json",
                      "{\n  \"additonalProperties\": false,\n  \"$ref\": \"https://example.com/schemas/id\"\n}\n");
  orders.folder.write("id.json", R"({"required": ["id"]})");
  const std::string input = R"({"name": 1})";
  const Finished unmapped = orders.validate_text(input);
  CHECK(unmapped.exit_code == 78);
  CHECK(
      unmapped.err ==
      "order.schema.json:3:11: '$ref' to 'https://example.com/schemas/id': nothing is fetched; 'references' can map a prefix of "
      "it to a folder\n");
  const Finished mapped = orders.validate_text(input, {"--document", "--map", "https://example.com/schemas/=."});
  CHECK(mapped.exit_code == 1);
  CHECK(mapped.err ==
        "warning: order.schema.json:2:3: unknown keyword 'additonalProperties' asserts nothing; did you mean "
        "'additionalProperties'?\n");
  CHECK(orders.validate_text(input, {"--map", "no folder"}).exit_code == 64);
}
