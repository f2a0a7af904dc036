#include "kafka/statistics.h"

#include <catch2/catch.hpp>

using sluiced::kafka::read_statistics;

TEST_CASE("brokers count as up by their state in librdkafka's statistics, and nothing else does") {
  CHECK(read_statistics(R"({"brokers":{"a:1/0":{"state":"UP"},"b:1/1":{"state":"DOWN"},"c:1/2":{"state":"UP"}}})").brokers_up ==
        2);
  CHECK(read_statistics(R"({"brokers":{"a:1/0":{"state":"TRY_CONNECT"},"b":{"name":"UP"}}})").brokers_up == 0);
}

TEST_CASE("what has been fetched is summed over all partitions") {
  const auto statistics = read_statistics(
      R"({"topics":{"t":{"partitions":{"0":{"fetchq_cnt":3},"-1":{"fetchq_cnt":-1}}},"u":{"partitions":{"5":{"fetchq_cnt":4}}}}})");
  CHECK(statistics.records_fetched == 7);
}

TEST_CASE("what does not look like statistics says nothing") {
  for (const char* odd : {"", "[]", "{}", "{\"brokers\":[]}", "{\"brokers\":{\"a\":1}}", "{\"brokers\":{\"a\":{\"state\":5}}}",
                          "{\"topics\":{\"t\":{\"partitions\":{\"0\":{\"fetchq_cnt\":\"1\"}}}}}", "{"}) {
    CHECK(read_statistics(odd).brokers_up == 0);
    CHECK(read_statistics(odd).records_fetched == 0);
  }
}
