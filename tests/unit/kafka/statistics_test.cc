#include "kafka/statistics.h"

#include <catch2/catch.hpp>

using sluiced::kafka::brokers_up;

TEST_CASE("brokers count as up by their state in librdkafka's statistics, and nothing else does") {
  CHECK(brokers_up(R"({"brokers":{"a:1/0":{"state":"UP"},"b:1/1":{"state":"DOWN"},"c:1/2":{"state":"UP"}}})") == 2);
  CHECK(brokers_up(R"({"brokers":{"a:1/0":{"state":"TRY_CONNECT"},"b":{"name":"UP"}}})") == 0);
  for (const char* odd :
       {"", "[]", "{}", "{\"brokers\":[]}", "{\"brokers\":{\"a\":1}}", "{\"brokers\":{\"a\":{\"state\":5}}}", "{"})
    CHECK(brokers_up(odd) == 0);
}
