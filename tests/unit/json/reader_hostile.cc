// Documents made to cost the reader time or memory: each is bounded in both, by its own size or by a limit.
#include <catch2/catch.hpp>

#include "reading.h"
#include "support/costs.h"

namespace sluiced::json {
namespace {

using std::chrono::seconds;
using testing::alike;
using testing::Cost;
using testing::cost_of;
using testing::list_of;
using testing::repeat;

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

std::string object_of(std::size_t members, std::string (*name)(std::size_t)) {
  return "{" + list_of(members, [&](std::size_t i) { return "\"" + name(i) + "\":0"; }) + "}";
}

std::string numbered(std::size_t i) { return "m" + std::to_string(i); }

TEST_CASE("a hundred megabytes of brackets cost no memory beyond the depth that may be") {
  const std::string text(100'000'000, '[');
  const Cost cost = cost_of([&] { CHECK(judge(text, {.bytes_max = text.size()}) == over_limit(128)); });
  INFO(cost.text());
  CHECK(cost.within(seconds(20), mebibyte));
}

TEST_CASE("a hundred megabytes beyond bytes_max cost nothing") {
  for (const char byte : {'[', '{', '"', '1', '\xff', ' '}) {
    const std::string text(100'000'000, byte);
    const Cost cost = cost_of([&] { CHECK(judge(text) == over_limit(mebibyte)); });
    INFO(cost.text());
    CHECK(cost.within(seconds(1), mebibyte));
  }
}

TEST_CASE("a million members are refused at the first that is one too many, or take memory in proportion") {
  const std::string text = object_of(1'000'000, numbered);
  const auto first_too_many = static_cast<std::uint32_t>(text.find("\"m10000\""));
  Cost cost = cost_of([&] { CHECK(judge(text, {.bytes_max = text.size()}) == over_limit(first_too_many)); });
  INFO("refused: " << cost.text());
  CHECK(cost.within(seconds(5), 8 * mebibyte));
  cost = cost_of([&] { CHECK(judge(text, {.bytes_max = text.size(), .members_max = 1'000'000}) == accepted); });
  INFO("read: " << cost.text());
  CHECK(cost.within(seconds(20), 40 * text.size()));
}

TEST_CASE("names that are alike where it is looked first cost no more than others") {
  const std::string large = object_of(100'000, alike);
  Cost cost = cost_of([&] { CHECK(judge(large, file_limits) == accepted); });
  INFO("one object: " << cost.text());
  CHECK(cost.within(seconds(10), 40 * large.size()));
  // As many in an object as are compared by their signatures, which here are all the same.
  const std::string many = "[" + list_of(5'000, [](std::size_t) { return object_of(64, alike); }) + "]";
  cost = cost_of([&] { CHECK(judge(many, file_limits) == accepted); });
  INFO("many objects: " << cost.text());
  CHECK(cost.within(seconds(20), 40 * many.size()));
}

TEST_CASE("numbers are read in time of their length, whatever they are worth") {
  const std::string text = "[" + list_of(80'000, [](std::size_t i) { return std::to_string(i) + "e999999999"; }) + "]";
  const Cost cost = cost_of([&] { CHECK(judge(text, file_limits) == accepted); });
  INFO(cost.text());
  CHECK(cost.within(seconds(5), 40 * text.size()));
}

TEST_CASE("lone surrogates are refused where they stand, a megabyte of pairs is read") {
  const std::string pairs = "\"" + repeat("\\ud83d\\ude00", 80'000);
  CHECK(judge(pairs + "\"") == accepted);
  CHECK(judge(pairs + "\\ude00\"") == not_utf8(static_cast<std::uint32_t>(pairs.size())));
  CHECK(judge(pairs + "\\ud83d\"") == not_utf8(static_cast<std::uint32_t>(pairs.size())));
}

}  // namespace
}  // namespace sluiced::json
