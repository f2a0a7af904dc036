// Schemas and documents that are large where it hurts, each bounded in time and memory and with a clear outcome. Bounds hold for
// slow machines and sanitizers, and are far below what a square of the size would take.
#include <catch2/catch.hpp>
#include <optional>

#include "compiling.h"
#include "support/costs.h"

using namespace sluiced::schema;
using namespace sluiced::schema::testing;
using sluiced::testing::alike;
using sluiced::testing::Cost;
using sluiced::testing::cost_of;
using sluiced::testing::list_of;
using sluiced::testing::repeat;
using std::chrono::seconds;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

std::string number(std::size_t i) { return std::to_string(i); }

/// That compiling, judging and explaining the document stay within the bounds, and the outcome is this.
void holds(const std::string& schema_text, const std::string& document, Outcome expected, seconds time_max,
           std::size_t bytes_max) {
  compiled("{}");  // the meta-schema is compiled once, for all
  std::optional<Schema> made;
  const Cost compiling = cost_of([&] { made = compiled(schema_text); });
  INFO("compiling: " << compiling.text());
  CHECK(compiling.within(time_max, bytes_max));
  const Instance instance(document);
  Scratch scratch;
  const Cost judging = cost_of([&] { CHECK(made->validate(instance.tree(), scratch) == expected); });
  INFO("judging: " << judging.text());
  CHECK(judging.within(time_max, bytes_max));
  const Cost explaining =
      cost_of([&] { CHECK(made->explain(instance.tree(), scratch, 5).empty() == (expected == Outcome::valid)); });
  INFO("explaining: " << explaining.text());
  CHECK(explaining.within(time_max, bytes_max));
}

}  // namespace

TEST_CASE("a pattern of repetitions within repetitions takes time by the text's length") {
  const std::string near_miss = "\"" + std::string(1'000'000, 'a') + "b\"";
  holds(R"({"pattern":"^(a+)+$"})", near_miss, Outcome::invalid, seconds(10), 16 * mebibyte);
  holds(R"({"pattern":"^(a+)+$"})", "\"" + std::string(1'000'000, 'a') + "\"", Outcome::valid, seconds(10), 16 * mebibyte);
}

TEST_CASE("the same where it needs backtracking is given up, not waited for") {
  const std::string near_miss = "\"" + std::string(100'000, 'a') + "b\"";
  holds(R"({"pattern":"^(?=a)(a+)+$"})", near_miss, Outcome::limit, seconds(30), 16 * mebibyte);
  holds(R"({"items":{"pattern":"^(?=a)(a+)+$"}})", "[" + list_of(100, [&](std::size_t) { return near_miss; }) + "]",
        Outcome::limit, seconds(30), 16 * mebibyte);
}

TEST_CASE("many patterns over many members are judged in time of both, or given up") {
  const std::string members =
      "{" + list_of(10'000, [](std::size_t i) { return "\"xxxxxxxxxxxxxxxx" + number(i) + "y\":0"; }) + "}";
  const auto patterns = [](const std::string& begin) {
    return R"({"patternProperties":{)" +
           list_of(100, [&](std::size_t i) { return "\"" + begin + "[0-9]+y" + number(i) + R"(z?$":{"type":"integer"})"; }) +
           "}}";
  };
  holds(patterns("^x+"), members, Outcome::valid, seconds(30), 64 * mebibyte);
  holds(patterns("^(?!y)(x+)+"), members, Outcome::limit, seconds(30), 64 * mebibyte);
}

TEST_CASE("a hundred thousand objects are found to differ, or not, without comparing each with each") {
  const auto objects = [](std::size_t last) {
    return "[" + list_of(100'000, [&](std::size_t i) { return R"({"name":"x","id":)" + number(i == 99'999 ? last : i) + "}"; }) +
           "]";
  };
  holds(R"({"uniqueItems":true})", objects(99'999), Outcome::valid, seconds(20), 16 * mebibyte);
  holds(R"({"uniqueItems":true})", objects(0), Outcome::invalid, seconds(20), 16 * mebibyte);
}

TEST_CASE("unique items within unique items cost as often as they are nested") {
  const std::string document = repeat("[0,", 100) + "[" + list_of(20'000, number) + "]" + repeat("]", 100);
  holds(R"({"uniqueItems":true,"items":{"$ref":"#"}})", document, Outcome::valid, seconds(20), 16 * mebibyte);
}

TEST_CASE("an enum of a hundred thousand is looked into by what is looked for, of whatever type") {
  const auto items = [](std::string (*make)(std::size_t)) { return list_of(100'000, make); };
  for (const auto make :
       {+[](std::size_t i) { return number(i); }, +[](std::size_t i) { return "\"v" + number(i) + "\""; },
        +[](std::size_t i) { return "{\"a\":[" + number(i) + "]}"; }, +[](std::size_t i) { return "\"" + alike(i) + "\""; }}) {
    const std::string schema = R"({"items":{"enum":[)" + items(make) + "]}}";
    holds(schema, "[" + items(make) + "]", Outcome::valid, seconds(20), 128 * mebibyte);
    holds(schema, "[" + items(make) + ",null]", Outcome::invalid, seconds(20), 128 * mebibyte);
  }
}

TEST_CASE("values of a large enum are equal however they are spelt") {
  const Schema schema = compiled(R"({"enum":[1,2,3,4,5,6,7,8,9,10,[1,{"a":0.10,"b":null}],{"x":1e2},true,"s"]})");
  for (const char* const value : {"1.0", "10", "100e-1", R"([1.00,{"b":null,"a":1e-1}])", R"({"x":100})", "true", R"("s")"})
    CHECK(accepts(schema, value));
  for (const char* const value : {"11", "1.5", R"([1,{"a":0.10}])", R"({"x":101})", "false", R"("1")", R"("t")", "null", "[]"})
    CHECK(!accepts(schema, value));
}

TEST_CASE("a hundred thousand alternatives are tried once each") {
  const std::string schema =
      R"({"oneOf":[)" + list_of(100'000, [](std::size_t i) { return R"({"const":)" + number(i) + "}"; }) + "]}";
  holds(schema, "99999", Outcome::valid, seconds(30), 512 * mebibyte);
  holds(schema, "100000", Outcome::invalid, seconds(30), 512 * mebibyte);
}

TEST_CASE("names that are alike where it is looked first cost a schema no more than others") {
  const auto members = [](const std::string& value) {
    return "{" + list_of(20'000, [&](std::size_t i) { return "\"" + alike(i) + "\":" + value; }) + "}";
  };
  const std::string schema = R"({"properties":)" + members(R"({"type":"integer"})") + R"(,"additionalProperties":false})";
  holds(schema, members("1"), Outcome::valid, seconds(30), 256 * mebibyte);
  holds(schema, R"({")" + alike(20'000) + "\":1}", Outcome::invalid, seconds(30), 256 * mebibyte);
}

TEST_CASE("as many names may be required as a document may have members") {
  const std::string names = list_of(10'000, [](std::size_t i) { return "\"" + alike(i) + "\""; });
  const auto members = [](std::size_t count) {
    return "{" + list_of(count, [](std::size_t i) { return "\"" + alike(i) + "\":0"; }) + "}";
  };
  holds("{\"required\":[" + names + "]}", members(10'000), Outcome::valid, seconds(30), 64 * mebibyte);
  holds("{\"required\":[" + names + "]}", members(9'999), Outcome::invalid, seconds(30), 64 * mebibyte);
  holds("{\"required\":[" + names + "]}", "{}", Outcome::invalid, seconds(30), 64 * mebibyte);
}

TEST_CASE("numbers beyond all measure are compared and divided exactly, in time of their length") {
  const std::string many = "[" + list_of(50'000, [](std::size_t) { return std::string("1e999999999"); }) + "]";
  const auto of_items = [](const std::string& keywords) { return R"({"items":{)" + keywords + "}}"; };
  holds(of_items(R"("minimum":1e999999998,"maximum":10e999999998)"), many, Outcome::valid, seconds(10), mebibyte);
  holds(of_items(R"("exclusiveMinimum":1e999999999)"), many, Outcome::invalid, seconds(10), mebibyte);
  holds(of_items(R"("multipleOf":0.01)"), many, Outcome::valid, seconds(10), mebibyte);
  holds(of_items(R"("multipleOf":1e-300)"), many, Outcome::valid, seconds(10), mebibyte);
  holds(of_items(R"("multipleOf":3)"), many, Outcome::invalid, seconds(10), mebibyte);
  holds(of_items(R"("const":0.1e1000000000,"type":"integer")"), many, Outcome::valid, seconds(10), mebibyte);
  holds(of_items(R"("enum":[1e999999998,)" + list_of(20, number) + "]"), many, Outcome::invalid, seconds(10), mebibyte);
  holds(R"({"uniqueItems":true})", "[1e999999999,1e999999998,1e-999999999,-1e999999999,1]", Outcome::valid, seconds(1), mebibyte);
  holds(R"({"uniqueItems":true})", "[1e999999999,2,3,4,5,6,0.001e1000000002]", Outcome::invalid, seconds(1), mebibyte);
  holds(R"({"multipleOf":1e-300})", "1e-301", Outcome::invalid, seconds(1), mebibyte);
  holds(R"({"minLength":1e999999999})", R"("a")", Outcome::invalid, seconds(1), mebibyte);
}

TEST_CASE("a chain of additionalProperties is followed as deep as the document goes") {
  const std::string chain = R"({"$ref":"#/$defs/n0","$defs":{)" +
                            list_of(2'000,
                                    [](std::size_t i) {
                                      return "\"n" + number(i) + R"(":{"additionalProperties":{"$ref":"#/$defs/n)" +
                                             number((i + 1) % 2'000) + R"("},"maxProperties":1})";
                                    }) +
                            "}}";
  holds(chain, repeat("{\"a\":", 128) + "1" + repeat("}", 128), Outcome::valid, seconds(10), 64 * mebibyte);
  holds(chain, repeat("{\"a\":", 128) + R"({"b":1,"c":2})" + repeat("}", 128), Outcome::invalid, seconds(10), 64 * mebibyte);
}

TEST_CASE("a schema recurses as deep as a document may be, through every applicator at once") {
  const std::string schema = R"({"allOf":[{"if":{"type":"array"},"then":{"items":{"anyOf":[{"$ref":"#"},false]}},)"
                             R"("else":{"additionalProperties":{"oneOf":[{"$ref":"#"},false]}}}]})";
  const std::string document = repeat("[{\"a\":", 64) + "1" + repeat("}]", 64);
  holds(schema, document, Outcome::valid, seconds(5), 16 * mebibyte);
}
