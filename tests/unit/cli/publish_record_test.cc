#include "cli/publish_record.h"

#include <catch2/catch.hpp>

#include "support/schemas.h"

namespace sluiced::cli {
namespace {

using sluiced::testing::schema_of;

RecordRules rules() {
  return {.topic = "orders",
          .schemas = schema_of(R"({"type":"object","required":["id"],"properties":{"n":{"type":"integer"}}})"),
          .limits = {.bytes_max = 100, .depth_max = 8, .members_max = 8, .number_chars_max = 20}};
}

RecordRules keyed_by(const std::string& field) {
  RecordRules with_key = rules();
  with_key.key_field = field;
  return with_key;
}

/// "" where the line passes, else its code and message.
std::string refusal_of(RecordMaker& maker, std::string_view line) {
  const auto refusal = maker.take({.line = 1, .bytes = line});
  return refusal ? std::string(refusal->code) + ": " + refusal->verdict.message : "";
}

TEST_CASE("a line that passes is the record's value, byte for byte, with what all records have in common") {
  RecordRules all = rules();
  all.key = "k";
  all.headers = {{"source", "test"}, {"empty", ""}};
  all.partition = 3;
  RecordMaker maker(all);
  REQUIRE(refusal_of(maker, R"( {"id": 1.0e1, "é": null} )").empty());
  CHECK(maker.record().topic == "orders");
  CHECK(maker.record().partition == 3);
  CHECK(maker.record().key == "k");
  CHECK(maker.record().value == R"( {"id": 1.0e1, "é": null} )");
  CHECK(maker.record().headers == all.headers);
}

TEST_CASE("without a key there is none, which is not the same as an empty one") {
  RecordMaker without(rules());
  REQUIRE(refusal_of(without, R"({"id":1})").empty());
  CHECK_FALSE(without.record().key);
  RecordRules empty = rules();
  empty.key = "";
  RecordMaker with(empty);
  REQUIRE(refusal_of(with, R"({"id":1})").empty());
  CHECK(with.record().key == "");
}

TEST_CASE("the carriage return before a newline is no part of the record") {
  RecordMaker maker(rules());
  REQUIRE(refusal_of(maker, "{\"id\":1}\r").empty());
  CHECK(maker.record().value == R"({"id":1})");
}

TEST_CASE("what fails is refused with the daemon's own code and place") {
  RecordMaker maker(rules());
  CHECK(refusal_of(maker, "{").starts_with("not_json: at byte 1: "));
  CHECK(refusal_of(maker, R"({"id":1,"id":2})").starts_with("duplicate_key: "));
  CHECK(refusal_of(maker, R"({"id":")" + std::string(100, 'x') + "\"}").starts_with("limit: "));
  CHECK(refusal_of(maker, R"({"n":"1"})").starts_with("schema_violation: "));
  const auto refusal = maker.take({.line = 1, .bytes = R"({"id":1,"n":"1"})"});
  REQUIRE(refusal);
  REQUIRE(refusal->verdict.violations.size() == 1);
  CHECK(refusal->verdict.violations[0].instance_location == "/n");
}

TEST_CASE("what the topic lets pass is sent, and what it would wait with is not") {
  RecordRules lenient = rules();
  lenient.verdicts.set(VerdictCode::not_json, Action::pass);
  lenient.verdicts.set(VerdictCode::schema_violation, Action::hold);
  RecordMaker maker(lenient);
  CHECK(refusal_of(maker, "no json").empty());
  CHECK(maker.record().value == "no json");
  CHECK(refusal_of(maker, "{}").starts_with("schema_violation: "));
}

TEST_CASE("each line brings its own key: a string unescaped, a number as it is written") {
  RecordMaker maker(keyed_by("/id"));
  REQUIRE(refusal_of(maker, R"({"id":"a\u00e9\n"})").empty());
  CHECK(maker.record().key == "aé\n");
  REQUIRE(refusal_of(maker, R"({"id":""})").empty());
  CHECK(maker.record().key == "");
  REQUIRE(refusal_of(maker, R"({"id":1.50e2})").empty());
  CHECK(maker.record().key == "1.50e2");
  REQUIRE(refusal_of(maker, R"({"id":12345678901234567890})").empty());  // read strictly: the fast reader leaves it
  CHECK(maker.record().key == "12345678901234567890");
}

TEST_CASE("a line whose key is missing or no text is refused, and tells no value") {
  RecordMaker maker(keyed_by("/id/x"));
  CHECK(refusal_of(maker, R"({"id":"secret"})") == "no_key: /id/x: nothing is there to be the key");
  CHECK(refusal_of(maker, R"({"id":{"x":null}})") == "no_key: /id/x: the key has to be a string or a number, found null");
  CHECK(refusal_of(maker, R"({"id":{"x":["secret"]}})") == "no_key: /id/x: the key has to be a string or a number, found array");
  REQUIRE(refusal_of(maker, R"({"id":{"x":"k"}})").empty());
}

TEST_CASE("what passes without being JSON has no key to be found in it") {
  RecordRules lenient = keyed_by("/id");
  lenient.verdicts.set(VerdictCode::not_json, Action::pass);
  RecordMaker maker(lenient);
  REQUIRE(refusal_of(maker, R"({"id":"before"})").empty());
  CHECK(refusal_of(maker, R"({"id":"k")") == "no_key: /id: nothing is there to be the key");
}

TEST_CASE("records choose their schema by the headers that are given, as they would in the daemon") {
  gate::SchemaTable table({.header = "event-type", .field = "", .from = "{}.json"},
                          {{"paid", schema_of(R"({"required":["sum"]})")}, {"open", schema_of("{}")}});
  const auto with_type = [&](const std::string& type) {
    RecordRules typed{.topic = "orders", .schemas = table};
    typed.headers = {{"event-type", type}};
    return typed;
  };
  RecordMaker open(with_type("open"));
  RecordMaker paid(with_type("paid"));
  RecordMaker lost(with_type("lost"));
  CHECK(refusal_of(open, "{}").empty());
  CHECK(refusal_of(paid, "{}").starts_with("schema_violation: "));
  CHECK(refusal_of(lost, "{}").starts_with("schema_unknown: "));
}

}  // namespace
}  // namespace sluiced::cli
