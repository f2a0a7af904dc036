// The library's public face: what a program that knows <sluiced/schema.h> alone gets.
#include <sluiced/schema.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/counted_allocations.h"

using namespace sluiced;

namespace {

constexpr const char* order = R"({
  "properties": {"id": {"type": "string"}, "amount": {"$ref": "money.json"}},
  "required": ["id"]
})";

SchemaOptions with_money() {
  SchemaOptions options;
  options.base_uri = "https://example.com/order.json";
  options.resolve = [](const std::string& uri) -> std::optional<std::string> {
    if (uri == "https://example.com/money.json") return R"({"type": "number", "minimum": 0})";
    return std::nullopt;
  };
  return options;
}

std::string fault_of(const std::string& text, const SchemaOptions& options = {}) {
  const Compiled compiled = Schema::from_text(text, options);
  return compiled ? "" : to_string(compiled.fault());
}

}  // namespace

TEST_CASE("library: each kind of document has its verdict, and the explanation agrees") {
  struct Case {
    std::string document;
    Verdict verdict;
    std::string_view name;
    std::optional<std::uint32_t> byte_offset;
    std::string_view message;
  };
  const Case cases[] = {
      {R"({"id":"a"})", Verdict::valid, "valid", {}, ""},
      {R"({"id":7})", Verdict::schema_violation, "schema_violation", {}, "/id: expected string, found number"},
      {"", Verdict::empty, "empty", {}, "the document has no bytes"},
      {"{\"a\":\"\xff\"}", Verdict::not_utf8, "not_utf8", 6, ""},
      {R"({"id":"a",})", Verdict::not_json, "not_json", 10, ""},
      {R"({"id":"a","\u0069d":"b"})", Verdict::duplicate_key, "duplicate_key", 10, "object names a member twice"},
      {"[[[[[]]]]]", Verdict::limit, "limit", 4, ""},
      {R"({"id":"a","p":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"})",
       Verdict::limit,
       "limit",
       {},
       "the schema could"},
  };
  const Schema schema =
      Schema::from_text(R"({"properties":{"id":{"type":"string"},"p":{"pattern":"^(?=a)(a*)*$"}},"required":["id"]})").value();
  Limits limits;
  limits.depth_max = 4;
  Validator validator(schema, limits);
  for (const Case& item : cases) {
    CAPTURE(item.document);
    CHECK(validator.judge(item.document) == item.verdict);
    CHECK(validator.valid(item.document) == (item.verdict == Verdict::valid));
    CHECK(to_string(item.verdict) == item.name);
    const Explanation explanation = validator.explain(item.document);
    CHECK(explanation.verdict == item.verdict);
    CHECK(explanation.byte_offset == item.byte_offset);
    CHECK(explanation.message.substr(0, item.message.size()) == item.message);
    CHECK(explanation.message.empty() == (item.verdict == Verdict::valid));
    CHECK(explanation.violations.empty() == (item.verdict != Verdict::schema_violation));
  }
}

TEST_CASE("library: a violation is told with its places in the document, in the schema's text and in what was resolved") {
  const std::string document = "{\"id\": \"a\",\n \"amount\": -1}";
  const Compiled compiled = Schema::from_text(order, with_money());
  REQUIRE(compiled);
  CHECK(compiled->name() == "https://example.com/order.json");
  const Explanation explanation = Validator(*compiled).explain(document);
  REQUIRE(explanation.violations.size() == 1);
  const Violation& violation = explanation.violations.front();
  CHECK(violation.keyword == "minimum");
  CHECK(violation.keyword_location == "/properties/amount/$ref/minimum");
  CHECK(violation.absolute_keyword_location == "https://example.com/money.json#/minimum");
  CHECK(violation.instance_location == "/amount");
  CHECK(to_string(violation.rule) == "https://example.com/money.json:1:20: ");
  const LineColumn place = line_column(document, violation.offset);
  CHECK(place.line == 2);
  CHECK(place.column == 12);
}

TEST_CASE("library: as many violations as were asked for, in the order of the document") {
  Validator validator(Schema::from_text(R"({"items":{"type":"integer"}})").value());
  CHECK(validator.explain(R"(["a","b","c"])", 2).violations.size() == 2);
  CHECK(validator.explain(R"(["a","b","c"])", 2).violations[1].instance_location == "/1");
  CHECK(validator.explain(R"(["a"])", 0).message == "the schema does not allow it");
}

TEST_CASE("library: a schema that is none is told with its place, as a value or as an exception") {
  CHECK(fault_of("{\n \"type\": 5}").substr(0, 12) == "schema:2:10:");
  CHECK(fault_of("{").substr(0, 11) == "schema:1:2:");
  CHECK(fault_of(order).find("'https://") == std::string::npos);
  CHECK(fault_of(order).find("'$ref' to 'json-schema:///money.json': nothing is fetched") != std::string::npos);
  SchemaOptions options = with_money();
  options.base_uri = "order.json";
  CHECK(fault_of(order, options) == "order.json:1:1: the base URI 'order.json' is not absolute");
  CHECK_THROWS_AS(Schema::from_text("{").value(), std::invalid_argument);
  CHECK(to_string(Schema::from_file("no/such.json").fault()).substr(0, 13) == "no/such.json:");
  CHECK(Schema::from_text("{}").value().warnings().empty());
  const auto warnings = Schema::from_text(R"({"minLenght": 1})").value().warnings();
  REQUIRE(warnings.size() == 1);
  CHECK(to_string(warnings[0]).substr(0, 11) == "schema:1:2:");
}

TEST_CASE("library: what the resolver throws comes through") {
  SchemaOptions options;
  options.resolve = [](const std::string&) -> std::optional<std::string> { throw std::runtime_error("no network"); };
  CHECK_THROWS_WITH(Schema::from_text(R"({"$ref":"http://a.example/b"})", options), "no network");
}

TEST_CASE("library: each option does what it says") {
  const auto accepts = [](const std::string& text, const SchemaOptions& options, std::string_view document) {
    return Validator(Schema::from_text(text, options).value()).valid(document);
  };
  SchemaOptions options;
  CHECK_FALSE(accepts(R"({"format":"date"})", options, R"("x")"));
  options.asserted_formats = {"time"};
  CHECK(accepts(R"({"format":"date"})", options, R"("x")"));
  CHECK_FALSE(accepts(R"({"format":"time"})", options, R"("x")"));
  options = {};
  options.asserts_formats = false;
  CHECK(accepts(R"({"format":"date"})", options, R"("x")"));
  CHECK(accepts(R"({"contentEncoding":"base64"})", options, R"("?")"));
  options.asserts_content = true;
  CHECK_FALSE(accepts(R"({"contentEncoding":"base64"})", options, R"("?")"));
  const std::string beside_ref = R"({"$ref":"#/definitions/any","type":"string","definitions":{"any":true}})";
  CHECK_FALSE(accepts(beside_ref, {}, "1"));
  options = {};
  options.default_dialect = "http://json-schema.org/draft-07/schema#";
  CHECK(accepts(beside_ref, options, "1"));
  const std::string looks_ahead = R"json({"pattern":"(?=a)"})json";
  CHECK(fault_of(looks_ahead).empty());
  options = {};
  options.linear_patterns_only = true;
  CHECK(fault_of(looks_ahead, options).substr(0, 12) == "schema:1:12:");
}

TEST_CASE("library: files find the files beside them, and URLs in the folders that they are mapped to") {
  namespace fs = std::filesystem;
  std::string name = (fs::temp_directory_path() / "sluiced-library-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  const fs::path folder(name);
  fs::create_directory(folder / "mapped");
  std::ofstream(folder / "a.json") << R"({"properties":{"b":{"$ref":"b.json"},"c":{"$ref":"https://example.com/c"}}})";
  std::ofstream(folder / "b.json") << R"({"type":"integer"})";
  std::ofstream(folder / "mapped" / "c.json") << R"({"type":"string"})";
  SchemaOptions options;
  options.references = {{"https://example.com/", (folder / "mapped").string()}};
  const Compiled compiled = Schema::from_file((folder / "a.json").string(), options);
  fs::remove_all(folder);
  REQUIRE(compiled);
  CHECK(compiled->sha256().size() == 64);
  Validator validator(*compiled);
  CHECK(validator.valid(R"({"b":1,"c":"x"})"));
  CHECK_FALSE(validator.valid(R"({"b":"x"})"));
  CHECK_FALSE(validator.valid(R"({"c":1})"));
}

TEST_CASE("library: the output shapes are those of the specification, and there are none of what is no document") {
  Validator validator(Schema::from_text(R"({"title":"T","type":"object"})").value());
  CHECK(validator.output("[]", OutputShape::flag) == R"({"valid":false})");
  CHECK(validator.output("[]", OutputShape::basic)->find(R"("keywordLocation":"/type")") != std::string::npos);
  CHECK(validator.output("{}", OutputShape::detailed)->find(R"("annotation":"T")") != std::string::npos);
  CHECK(validator.output("{", OutputShape::flag) == std::nullopt);
}

TEST_CASE("library: a warm validator allocates nothing") {
  Validator validator(Schema::from_text(order, with_money()).value());
  const std::string good = R"({"id":"a","amount":12.5})";
  const std::string bad = R"({"id":"a","amount":-12.5})";
  const auto judge_both = [&] { return validator.valid(good) && !validator.valid(bad); };
  REQUIRE(judge_both());
  const std::size_t before = allocations;
  const bool as_expected = judge_both();
  CHECK(allocations == before);
  CHECK(as_expected);
}
