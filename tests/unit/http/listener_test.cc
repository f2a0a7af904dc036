#include "http/listener.h"

#include <catch2/catch.hpp>

using namespace sluiced::http;

TEST_CASE("listen addresses are read as people write them") {
  CHECK(parse_address("127.0.0.1:9610")->host == "127.0.0.1");
  CHECK(parse_address("gate-2:80")->port == "80");
  CHECK(parse_address(":9610")->host.empty());
  CHECK(parse_address("[::1]:0")->host == "::1");
  for (const char* wrong :
       {"", "9610", "localhost", "host:", "host:http", "host:65536", "host:-1", "::1:9610", "[]:1", "host:1 "}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_address(wrong).ok());
  }
}

TEST_CASE("an address that cannot be listened on is named with the reason, in one line") {
  CHECK(listen_on("localhost").error() == "cannot listen on localhost: expected host:port or :port");
  CHECK(listen_on("192.0.2.1:0").error() == "cannot listen on 192.0.2.1:0: Cannot assign requested address");
}

TEST_CASE("a port in use is refused, never shared") {
  const auto first = listen_on("127.0.0.1:0");
  REQUIRE(first);
  const std::string address = bound_address(*first);
  CHECK(listen_on(address).error() == "cannot listen on " + address + ": Address already in use");
  CHECK(listen_on(address.substr(address.find(':'))).error().ends_with(": Address already in use"));
}

TEST_CASE("a chosen port is shown, in brackets where the address is IPv6") {
  const auto any = listen_on(":0");
  REQUIRE(any);
  const std::string address = bound_address(*any);
  CHECK((address.starts_with("[::]:") || address.starts_with("0.0.0.0:")));
  CHECK_FALSE(address.ends_with(":0"));
}
