// dead_letter.redact: what a schema marks x-sensitive is not in the dead letter, nor what nobody could look into.
#include <catch2/catch.hpp>
#include <map>

#include "base/sha256.h"
#include "gate/dead_letter.h"
#include "support/schemas.h"

namespace sluiced::gate {
namespace {

const std::string schema_text =
    R"({"properties":{"name":{"x-sensitive":true},"amount":{"type":"number"}},"propertyNames":{"maxLength":20}})";

struct Made {
  std::optional<std::string> value;
  std::map<std::string, std::string> headers;
};

Made made_of(std::optional<std::string_view> payload, bool redact = true, LetterForm form = LetterForm::whole) {
  Judge judge(testing::schema_of(schema_text), DocumentLimits{});
  judge.judge(payload);
  const Record record{.topic = "orders", .partition = 0, .offset = {1}, .key = "k", .value = payload};
  Rejecter rejecter;
  rejecter.dead_letter_topic = "orders.dlt";
  rejecter.redact = redact;
  const OutgoingRecord letter = reduced(make_dead_letter(rejecter, record, {}, judge.explain(payload), 1, WallTime{}), form);
  Made made{.value = letter.value, .headers = {}};
  for (const Header& header : letter.headers) made.headers[header.name] = header.value.value_or("");
  return made;
}

const std::string payload = R"({"name":"Ann", "amount":"x"})";

TEST_CASE("a redacted letter has its sensitive places blanked, says so, and tells the sum of what it was") {
  const Made made = made_of(payload);
  CHECK(made.value == R"({"name":"***","amount":"x"})");
  CHECK(made.headers.at("dlt.truncated") == "redacted");
  CHECK(made.headers.at("dlt.value-sha256") == sha256_hex(payload));
  CHECK(made.headers.at("dlt.value-bytes") == std::to_string(payload.size()));
}

TEST_CASE("bytes that no schema has judged are left out of a redacted letter") {
  for (const std::string_view bytes : {"{\"name\":\"Ann\"", "{\"name\":1,\"name\":2}", "\xff"}) {
    const Made made = made_of(bytes);
    CHECK(made.value == "");
    CHECK(made.headers.at("dlt.truncated") == "redacted");
    CHECK(made.headers.at("dlt.value-sha256") == sha256_hex(bytes));
  }
}

TEST_CASE("a letter with nothing sensitive in it is whole, and so is every letter where it is not asked for") {
  CHECK(made_of(R"({"amount":"x"})").value == R"({"amount":"x"})");
  CHECK_FALSE(made_of(R"({"amount":"x"})").headers.contains("dlt.truncated"));
  CHECK(made_of(payload, false).value == payload);
  CHECK(made_of("{", false).value == "{");
  CHECK_FALSE(made_of(std::nullopt).value);
}

TEST_CASE("a redacted letter that is reduced further is never taken for a whole one") {
  CHECK(made_of(payload, true, LetterForm::without_detail).headers.at("dlt.truncated") == "redacted");
  const Made reference = made_of(payload, true, LetterForm::reference);
  CHECK(reference.headers.at("dlt.truncated") == "value");
  CHECK(reference.headers.at("dlt.value-sha256") == sha256_hex(payload));
}

}  // namespace
}  // namespace sluiced::gate
