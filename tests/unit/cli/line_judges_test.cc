#include "cli/line_judges.h"

#include <poll.h>

#include <catch2/catch.hpp>

#include "support/schemas.h"

namespace sluiced::cli {
namespace {

using sluiced::testing::schema_of;

constexpr std::size_t threads = 3;

RecordRules rules() {
  RecordRules made{.topic = "orders",
                   .schemas = schema_of(R"({"type":"object","required":["id"]})"),
                   .limits = {.bytes_max = 1 << 20, .depth_max = 8, .members_max = 8, .number_chars_max = 20}};
  made.key_field = "/id";
  return made;
}

/// The oldest batch, or nothing after a deadline that no working machine needs.
const JudgedLines* await_front(LineJudges& judges) {
  pollfd waited{.fd = judges.fd(), .events = POLLIN, .revents = 0};
  const JudgedLines* batch = judges.front();
  while (batch == nullptr && poll(&waited, 1, 30'000) == 1) batch = judges.front();
  return batch;
}

TEST_CASE("lines come back judged in the order in which they were added, whichever thread was done first") {
  LineJudges judges(rules(), threads);
  std::uint64_t added = 0, taken = 0;
  const auto take_all = [&] {
    for (; !judges.empty(); judges.pop()) {
      const JudgedLines* const batch = await_front(judges);
      REQUIRE(batch != nullptr);
      for (std::size_t i = 0; i < batch->size(); ++i) {
        const JudgedLines::Line line = (*batch)[i];
        REQUIRE(line.document.line == ++taken);
        REQUIRE((line.refusal != nullptr) == (taken % 3 == 0));
        if (line.refusal != nullptr) continue;
        REQUIRE(*line.key == std::to_string(taken));
        REQUIRE(line.value == line.document.bytes);
      }
    }
  };
  for (int round = 0; round < 50; ++round) {
    for (std::size_t batch = 1; !judges.full(); ++batch) {
      for (std::size_t i = 0; i < 400 / batch; ++i) {  // the later ones are done sooner
        ++added;
        judges.add({.line = added, .bytes = (added % 3 == 0 ? R"({"no":)" : R"({"id":)") + std::to_string(added) + "}"});
      }
      judges.hand_over();
    }
    take_all();
  }
  CHECK(taken == added);
}

TEST_CASE("a refused line says why, and its neighbours pass") {
  LineJudges judges(rules(), threads);
  judges.add({.line = 7, .bytes = R"({"id":1})"});
  judges.add({.line = 8, .bytes = R"({"id":)"});
  judges.add({.line = 9, .bytes = "{\"id\":2}\r"});
  judges.hand_over();
  const JudgedLines* const batch = await_front(judges);
  REQUIRE(batch != nullptr);
  REQUIRE(batch->size() == 3);
  CHECK((*batch)[0].refusal == nullptr);
  REQUIRE((*batch)[1].refusal != nullptr);
  CHECK((*batch)[1].refusal->code == "not_json");
  CHECK((*batch)[1].refusal->verdict.byte_offset == 6U);
  CHECK((*batch)[2].refusal == nullptr);
  CHECK((*batch)[2].value == R"({"id":2})");
}

TEST_CASE("what is handed over and not taken is bounded, in batches and in bytes") {
  LineJudges many(rules(), threads);
  std::size_t batches = 0;
  for (; !many.full(); ++batches) {
    many.add({.line = batches + 1, .bytes = R"({"id":1})"});
    many.hand_over();
  }
  CHECK(batches == 8);
  REQUIRE(await_front(many) != nullptr);
  many.pop();
  CHECK_FALSE(many.full());
  LineJudges large(rules(), threads);
  const std::string line(std::size_t{4} << 20, ' ');
  large.add({.line = 1, .bytes = line});
  large.hand_over();
  CHECK(large.full());
}

TEST_CASE("lines that nobody takes keep nobody from leaving") {
  LineJudges judges(rules(), threads);
  for (std::uint64_t line = 1; !judges.full(); ++line) {
    judges.add({.line = line, .bytes = R"({"id":1})"});
    judges.hand_over();
  }
  CHECK_FALSE(judges.empty());
}

}  // namespace
}  // namespace sluiced::cli
