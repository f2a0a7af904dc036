// Each record chooses its schema: docs/configuration.md, "A schema for each kind of record".
#include "gate/schema_table.h"

#include <catch2/catch.hpp>

#include "json/reader.h"
#include "support/loop_fixture.h"

using namespace sluiced;
using namespace sluiced::gate;
using namespace sluiced::testing;

namespace {

const schema::Schema paid = schema_of(R"({"type":"object","required":["amount"]})", "schemas/paid.json");
const schema::Schema shipped = schema_of(R"({"type":"object","required":["carrier"]})", "schemas/shipped.json");

SchemaTable table(const std::string& header, const std::string& field) {
  return {{.header = header, .field = field, .from = "schemas/{}.json"}, {{"paid", paid}, {"shipped", shipped}}};
}

const SchemaTable by_header = table("event-type", "");
const SchemaTable by_field = table("", "/type");
const SchemaTable by_both = table("event-type", "/type");

struct Tried {
  std::string chosen;  ///< its name; "" = none
  std::string why;
};
Tried choose(const SchemaTable& from, const std::vector<HeaderView>& headers, const std::string& payload) {
  json::Tree tree;
  REQUIRE(json::read(payload, {}, tree).code == json::ReadErrorCode::none);
  const schema::Schema* const chosen = from.choose(headers, tree);
  return chosen == nullptr ? Tried{"", from.why_none(headers, tree)} : Tried{chosen->name(), ""};
}

struct Scene : LoopFixture {
  explicit Scene(SchemaTable schemas, Action on_unknown = Action::reject)
      : LoopFixture([&] {
          auto topic = topic_settings("orders");
          topic.schema = std::move(schemas);
          topic.verdicts.set(VerdictCode::schema_unknown, on_unknown);
          return std::vector{topic};
        }()) {
    assign({{"orders", 0}});
  }
  void put(std::int64_t offset, std::vector<Header> headers, const std::string& value) {
    broker.put({.topic = "orders", .partition = 0, .offset = offset, .key = {}, .value = value, .headers = std::move(headers)});
  }
  std::string header(std::size_t letter, const std::string& name) const {
    for (const Header& header : sink.sent.at(letter).letter.headers)
      if (header.name == name) return header.value.value_or("(null)");
    return "(none)";
  }
};

}  // namespace

TEST_CASE("one schema is every record's, whatever the record says") {
  const SchemaTable one(paid);
  CHECK(choose(one, {{"event-type", "shipped"}}, R"({"type":"shipped"})").chosen == "schemas/paid.json");
  CHECK(one.by().empty());
  CHECK(one.size() == 1);
  CHECK(one.sha256() == paid.sha256());
  CHECK_FALSE(one.by_header());
}

TEST_CASE("a header chooses: the last one of its name, byte for byte") {
  CHECK(choose(by_header, {{"event-type", "paid"}}, "{}").chosen == "schemas/paid.json");
  CHECK(choose(by_header, {{"event-type", "paid"}, {"x", "y"}, {"event-type", "shipped"}}, "{}").chosen ==
        "schemas/shipped.json");
  CHECK(choose(by_header, {{"event-type", "Paid"}}, "{}").chosen.empty());
  CHECK(choose(by_header, {{"Event-Type", "paid"}}, "{}").chosen.empty());
  CHECK(choose(by_header, {{"event-type", "paid"}, {"event-type", std::nullopt}}, "{}").chosen.empty());
  CHECK(choose(by_header, {{"event-type", "../schemas/paid"}}, "{}").chosen.empty());
}

TEST_CASE("a field chooses: a string, at its pointer") {
  CHECK(choose(by_field, {}, R"({"type":"paid"})").chosen == "schemas/paid.json");
  CHECK(choose(by_field, {{"event-type", "paid"}}, R"({"type":"shipped"})").chosen == "schemas/shipped.json");
  CHECK(choose(by_field, {}, R"({"type":["paid"]})").chosen.empty());
  CHECK(choose(by_field, {}, "[]").chosen.empty());
}

TEST_CASE("with both, the header decides where it has a value, and the field where it has none") {
  CHECK(choose(by_both, {{"event-type", "paid"}}, R"({"type":"shipped"})").chosen == "schemas/paid.json");
  CHECK(choose(by_both, {}, R"({"type":"shipped"})").chosen == "schemas/shipped.json");
  CHECK(choose(by_both, {{"event-type", std::nullopt}}, R"({"type":"shipped"})").chosen == "schemas/shipped.json");
  CHECK(choose(by_both, {{"event-type", "refunded"}}, R"({"type":"shipped"})").chosen.empty());
}

TEST_CASE("why there is no schema is told by names, types and lengths, never by a value") {
  CHECK(choose(by_header, {}, "{}").why == "the header event-type is missing");
  CHECK(choose(by_header, {{"event-type", std::nullopt}}, "{}").why == "the header event-type is null");
  CHECK(choose(by_header, {{"event-type", "secret-4711"}}, "{}").why ==
        "the header event-type (of 11 bytes) names no schema of schemas/{}.json");
  CHECK(choose(by_field, {}, "{}").why == "the field /type is missing");
  CHECK(choose(by_field, {}, R"({"type":7})").why == "the field /type is no string but number");
  CHECK(choose(by_field, {}, R"({"type":"secret"})").why == "the field /type (of 6 bytes) names no schema of schemas/{}.json");
  CHECK(choose(by_both, {}, "[]").why == "the header event-type is missing, the field /type is missing");
  CHECK(choose(by_both, {{"event-type", "x"}}, R"({"type":"paid"})").why ==
        "the header event-type (of 1 bytes) names no schema of schemas/{}.json");
}

TEST_CASE("a table is known by its pattern, and by a hash that any key and any schema changes") {
  CHECK(by_header.name() == "schemas/{}.json");
  CHECK(by_header.by() == "header event-type");
  CHECK(by_field.by() == "field /type");
  CHECK(by_both.by() == "header event-type or field /type");
  CHECK(by_header.size() == 2);
  CHECK(by_header.sha256() == by_field.sha256());
  const SchemaSelector by{.header = "event-type", .field = "", .from = "schemas/{}.json"};
  CHECK(SchemaTable(by, {{"paid", paid}}).sha256() != by_header.sha256());
  CHECK(SchemaTable(by, {{"paid", shipped}, {"shipped", paid}}).sha256() != by_header.sha256());
  CHECK(SchemaTable(by, {{"paid", paid}, {"shipped", shipped}}) == by_header);
  CHECK_FALSE(by_field == by_header);
  CHECK_FALSE(SchemaTable(paid) == by_header);
}

TEST_CASE("each record is judged by the schema it names, and its dead letter says which") {
  Scene f(by_header);
  f.put(0, {{"event-type", "paid"}}, R"({"amount":1})");
  f.put(1, {{"event-type", "shipped"}}, R"({"amount":1})");
  f.put(2, {{"event-type", "paid"}}, R"({"carrier":"x"})");
  f.step();
  CHECK(f.count(0, VerdictCode::valid) == 1);
  CHECK(f.count(0, VerdictCode::schema_violation) == 2);
  REQUIRE(f.sink.sent.size() == 2);
  CHECK(f.header(0, "dlt.schema") == "schemas/shipped.json");
  CHECK(f.header(0, "dlt.schema-sha256") == shipped.sha256());
  CHECK(f.header(1, "dlt.schema") == "schemas/paid.json");
  CHECK(f.header(1, "dlt.schema-sha256") == paid.sha256());
}

TEST_CASE("a record that names no schema is schema_unknown, and its letter tells of the table") {
  Scene f(by_field);
  f.put(0, {}, R"({"type":"secret"})");
  f.step();
  CHECK(f.count(0, VerdictCode::schema_unknown) == 1);
  REQUIRE(f.sink.sent.size() == 1);
  CHECK(f.header(0, "dlt.code") == "schema_unknown");
  CHECK(f.header(0, "dlt.message") == "the field /type (of 6 bytes) names no schema of schemas/{}.json");
  CHECK(f.header(0, "dlt.violations") == "(none)");
  CHECK(f.header(0, "dlt.schema") == "schemas/{}.json");
  CHECK(f.header(0, "dlt.schema-sha256") == by_field.sha256());
}

TEST_CASE("what is no document has its own code, not schema_unknown, and the schema where its header names one") {
  Scene f(by_both);
  f.put(0, {{"event-type", "paid"}}, "{");
  f.put(1, {}, "{");
  f.put(2, {{"event-type", "gone"}}, "");
  f.step();
  CHECK(f.count(0, VerdictCode::schema_unknown) == 0);
  REQUIRE(f.sink.sent.size() == 3);
  CHECK(f.header(0, "dlt.code") == "not_json");
  CHECK(f.header(0, "dlt.schema") == "schemas/paid.json");
  CHECK(f.header(1, "dlt.schema") == "schemas/{}.json");
  CHECK(f.header(2, "dlt.code") == "empty");
}

TEST_CASE("schema_unknown passes, or stops its topic, where the topic's verdicts say so") {
  Scene passing(by_header, Action::pass);
  passing.put(0, {}, "{}");
  passing.step();
  CHECK(passing.count(0, VerdictCode::schema_unknown) == 1);
  CHECK(passing.sink.sent.empty());
  CHECK(passing.broker.stored[{"orders", 0}] == 1);
  Scene stopping(by_header, Action::hold);
  stopping.put(0, {}, "{}");
  stopping.step();
  CHECK(stopping.held(0, HoldReason::verdict));
  CHECK(stopping.counters[0].stopped_at.get().code == VerdictCode::schema_unknown);
  CHECK(stopping.counters[0].hold_why.get() == "the header event-type is missing");
}

TEST_CASE("a table is swapped between two batches, with what chooses from it") {
  Scene f(by_header, Action::hold);
  f.put(0, {{"event-type", "refunded"}}, R"({"amount":1})");
  f.put(1, {{"kind", "paid"}}, R"({"amount":1})");
  f.step();
  REQUIRE(f.held(0, HoldReason::verdict));
  const SchemaSelector by{.header = "event-type", .field = "", .from = "schemas/{}.json"};
  const SchemaTable more(by, {{"paid", paid}, {"refunded", paid}, {"shipped", shipped}});
  f.control.post({.ticket = 0, .request = SwapSchemas{.generation = 2, .schemas = {more}}});
  f.step(2);
  CHECK(f.count(0, VerdictCode::valid) == 1);
  CHECK(f.held(0, HoldReason::verdict));
  f.control.post({.ticket = 0, .request = SwapSchemas{.generation = 3, .schemas = {table("kind", "")}}});
  f.step(2);
  CHECK(f.count(0, VerdictCode::valid) == 2);
  CHECK_FALSE(f.held(0));
  CHECK(f.broker.calls == std::vector<std::string>{"commit", "assign"});
}
