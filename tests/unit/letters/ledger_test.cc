#include "letters/ledger.h"

#include <catch2/catch.hpp>

namespace sluiced::letters {
namespace {

void take(Ledger& ledger, const gate::OutgoingRecord& written) {
  Record record;
  record.topic = written.topic;
  record.key = *written.key;
  record.value = *written.value;
  ledger.take(record);
}

TEST_CASE("what was sent, forwarded or resolved is dealt with, and what came back too often is only marked") {
  Ledger ledger;
  for (const Done done : {Done::sent, Done::forwarded, Done::resolved, Done::hop_limit})
    take(ledger, ledger_entry("letter " + std::string(to_string(done)), done, "job", WallTime{}));
  CHECK(ledger.dealt_with("letter sent"));
  CHECK(ledger.dealt_with("letter forwarded"));
  CHECK(ledger.dealt_with("letter resolved"));
  CHECK_FALSE(ledger.dealt_with("letter hop_limit"));
  CHECK(ledger.find("letter hop_limit") == Done::hop_limit);
  CHECK_FALSE(ledger.find("another"));
}

TEST_CASE("a job is read back as it was written, and the last word on it counts") {
  JobState state{.id = "1f2e3d4c",
                 .letters = "orders.dlt",
                 .selection = "code=not_json",
                 .ranges = {{0, {5}, {900}}, {11, {70}, {70}}},
                 .sent = 3};
  Ledger ledger;
  take(ledger, ledger_entry(state, WallTime{}));
  state.ranges[0].from = {400};
  state.finished = true;
  take(ledger, ledger_entry(state, WallTime{}));
  const JobState* const found = ledger.job("1f2e3d4c");
  REQUIRE(found != nullptr);
  CHECK(found->letters == "orders.dlt");
  CHECK(found->selection == "code=not_json");
  CHECK(found->ranges == state.ranges);
  CHECK(found->sent == 3);
  CHECK(found->finished);
  CHECK(ledger.job("another") == nullptr);
}

TEST_CASE("what is no entry of the ledger is passed over") {
  Ledger ledger;
  const auto given = [&](std::optional<std::string_view> key, std::optional<std::string_view> value) {
    Record record;
    record.key = key;
    record.value = value;
    ledger.take(record);
  };
  given(std::nullopt, "{}");
  given("letter:a", std::nullopt);
  given("letter:a", "{");
  given("letter:a", R"({"done":"eaten"})");
  given("letter:a", R"(["sent"])");
  given("job:a", "{}");
  given("job:a", R"({"finished":true,"ranges":[{"partition":0,"from":9,"to":5}]})");
  given("job:a", R"({"finished":true,"ranges":[7]})");
  CHECK_FALSE(ledger.find("a"));
  CHECK(ledger.job("a") == nullptr);
}

}  // namespace
}  // namespace sluiced::letters
