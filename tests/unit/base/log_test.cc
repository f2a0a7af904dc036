#include "base/log.h"

#include <catch2/catch.hpp>

#include "base/time_text.h"
#include "base/wakeup.h"

using namespace sluiced;

TEST_CASE("a JSON line escapes what has to be, and quotes only strings") {
  CHECK(log::render_json("T", log::Level::warn, "a \"b\"", {{"text", "x\n\\"}, {"number", 5}, {"truth", true}}) ==
        R"({"time":"T","level":"warn","message":"a \"b\"","text":"x\u000a\\","number":5,"truth":true})");
}

TEST_CASE("a terminal line quotes a value only where it would run into the next") {
  CHECK(log::render_terminal("topic on hold", {{"topic", "orders"}, {"why", "two words"}, {"empty", ""}, {"n", 3}}) ==
        R"(topic on hold  topic=orders  why="two words"  empty=""  n=3)");
}

TEST_CASE("a field of JSON is embedded as it is, in either format") {
  const auto field = log::Field::json("status", R"({"groups":[1]})");
  CHECK(log::render_json("T", log::Level::info, "m", {field}) ==
        R"({"time":"T","level":"info","message":"m","status":{"groups":[1]}})");
  CHECK(log::render_terminal("m", {field}) == R"(m  status={"groups":[1]})");
}

TEST_CASE("times are told in RFC 3339, UTC, with milliseconds") {
  CHECK(rfc3339(WallTime{Duration{0}}) == "1970-01-01T00:00:00.000Z");
  CHECK(rfc3339(WallTime{Duration{1'709'251'199'999}}) == "2024-02-29T23:59:59.999Z");
}

TEST_CASE("a signal given before the wait ends it at once, and all signals so far are taken by it") {
  Wakeup wakeup;
  wakeup.signal();
  wakeup.signal();
  const auto before = SystemClock().now();
  wakeup.wait(Duration{20'000});
  CHECK(SystemClock().now() - before < Duration{10'000});
  const auto again = SystemClock().now();
  wakeup.wait(Duration{30});
  CHECK(SystemClock().now() - again >= Duration{29});
}
