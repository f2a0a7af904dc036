#include "kafka/statistics.h"

#include <catch2/catch.hpp>

using sluiced::kafka::read_statistics;

TEST_CASE("brokers count as connected by their state in librdkafka's statistics, and nothing else does") {
  const auto connected = [](std::string_view text) { return read_statistics(text).brokers_connected; };
  CHECK(connected(R"({"brokers":{"a:1/0":{"state":"UP"},"b:1/1":{"state":"DOWN"},"c:1/2":{"state":"UP"}}})") == 2);
  CHECK(connected(R"({"brokers":{"a:1/0":{"state":"TRY_CONNECT"},"b":{"name":"UP"}}})") == 0);
}

TEST_CASE("a broker that is connected answers until nothing has come from it for 20 s") {
  const auto answering = [](std::string_view text) { return read_statistics(text).brokers_answering; };
  CHECK(answering(R"({"brokers":{"a":{"state":"UP","rxidle":19999999},"b":{"state":"UP","rxidle":20000000}}})") == 1);
  CHECK(answering(R"({"brokers":{"a":{"state":"UP","rxidle":-1},"b":{"state":"UP"},"c":{"state":"DOWN","rxidle":1}}})") == 2);
}

TEST_CASE("what has been fetched is summed over all partitions") {
  const auto statistics = read_statistics(
      R"({"topics":{"t":{"partitions":{"0":{"fetchq_cnt":3},"-1":{"fetchq_cnt":-1}}},"u":{"partitions":{"5":{"fetchq_cnt":4}}}}})");
  CHECK(statistics.records_fetched == 7);
}

TEST_CASE("what does not look like statistics says nothing") {
  for (const char* odd : {"", "[]", "{}", "{\"brokers\":[]}", "{\"brokers\":{\"a\":1}}", "{\"brokers\":{\"a\":{\"state\":5}}}",
                          "{\"topics\":{\"t\":{\"partitions\":{\"0\":{\"fetchq_cnt\":\"1\"}}}}}", "{"}) {
    CHECK(read_statistics(odd).brokers_connected == 0);
    CHECK(read_statistics(odd).brokers_answering == 0);
    CHECK(read_statistics(odd).records_fetched == 0);
  }
}
