#include "base/nearest.h"

#include <array>
#include <catch2/catch.hpp>

using namespace sluiced;

namespace {

constexpr std::array<std::string_view, 5> keys{"brokers", "client_id", "consumer_properties", "producer_properties", "tls"};

}  // namespace

TEST_CASE("a misspelled name finds the one that was meant") {
  CHECK(nearest("brokrs", keys) == "brokers");
  CHECK(nearest("borkers", keys) == "brokers");
  CHECK(nearest("brokerss", keys) == "brokers");
  CHECK(nearest("Client-ID", keys) == "client_id");
  CHECK(nearest("consumer_propertys", keys) == "consumer_properties");
  CHECK(nearest("producer_propertys", keys) == "producer_properties");
}

TEST_CASE("a name that is like none gets no guess") {
  CHECK(nearest("retention", keys).empty());
  CHECK(nearest("abc", keys).empty());
  CHECK(nearest("", keys).empty());
  CHECK(nearest("brokers", {}).empty());
}

TEST_CASE("swapping two neighbours is one edit") {
  constexpr std::array<std::string_view, 2> near{"acbd", "abxx"};
  CHECK(nearest("abcd", near) == "acbd");
}

TEST_CASE("of equally near names the first is offered") {
  constexpr std::array<std::string_view, 2> near{"node1", "node2"};
  CHECK(nearest("node3", near) == "node1");
}

TEST_CASE("names too long to compare are never near, and cost nothing") {
  const std::string lengthy(65, 'a');
  const std::array<std::string_view, 1> known{lengthy};
  CHECK(nearest(lengthy, known).empty());
  CHECK(nearest(std::string(1'000'000, 'a'), keys).empty());
  const std::string longest(64, 'a');
  const std::array<std::string_view, 1> longest_known{longest};
  CHECK(nearest(std::string(63, 'a'), longest_known) == longest);
}
