#include "config/properties.h"

#include <catch2/catch.hpp>

#include "unit/config/workspace.h"

using namespace sluiced;
using namespace sluiced::config;

TEST_CASE("properties keep their scalars as text that librdkafka reads") {
  const Workspace files;
  const auto config = files.load(
      "kafka:\n  brokers: k\n  properties: {socket.timeout.ms: 30000, socket.keepalive.enable: True, debug: \"broker,topic\"}\n"
      "  consumer_properties: {fetch.min.bytes: 0x10}\n  producer_properties: {linger.ms: 2.5}\n"
      "groups: {sluiced.orders: {consumer_properties: {fetch.wait.max.ms: 100}}}\n"
      "topics: [{name: orders, schema: orders.schema.json}]\n");
  REQUIRE(config);
  const Config& loaded = config.value();
  CHECK(loaded.kafka.properties ==
        Properties{{"socket.timeout.ms", "30000"}, {"socket.keepalive.enable", "true"}, {"debug", "broker,topic"}});
  CHECK(loaded.kafka.consumer_properties == Properties{{"fetch.min.bytes", "16"}});
  CHECK(loaded.kafka.producer_properties == Properties{{"linger.ms", "2.5"}});
  CHECK(loaded.groups.at(0).consumer_properties == Properties{{"fetch.wait.max.ms", "100"}});
}

TEST_CASE("a property that a promise hangs on is refused wherever it is set, with the reason") {
  const Workspace files;
  const std::string topics = "topics: [{name: orders, schema: orders.schema.json}]\n";
  CHECK(files.fault("kafka: {brokers: k, properties: {acks: 1}}\n" + topics) ==
        "sluiced.yaml:1:34: properties: 'acks' cannot be set: a dead letter counts as delivered only when all in-sync replicas "
        "have it");
  CHECK(files.fault("kafka: {brokers: k, producer_properties: {max.in.flight.requests.per.connection: 9}}\n" + topics) ==
        "sluiced.yaml:1:43: producer_properties: 'max.in.flight.requests.per.connection' cannot be set: a dead letter sent again "
        "must "
        "neither double nor overtake another");
  CHECK(files.fault("kafka: {brokers: k, consumer_properties: {auto.offset.reset: latest}}\n" + topics) ==
        "sluiced.yaml:1:43: consumer_properties: 'auto.offset.reset' cannot be set: lost offsets must not be jumped over; where "
        "a new group "
        "begins is the topic's 'start_at'");
  CHECK(files.fault("kafka: {brokers: k}\ngroups: {sluiced.orders: {consumer_properties: {group.id: x}}}\n" + topics) ==
        "sluiced.yaml:2:49: consumer_properties: 'group.id' cannot be set: use the topic's 'group'");
}

TEST_CASE("all that the promises hang on is reserved, and nothing else") {
  for (const std::string_view property : {"acks",
                                          "request.required.acks",
                                          "enable.idempotence",
                                          "enable.auto.offset.store",
                                          "enable.auto.commit",
                                          "auto.offset.reset",
                                          "isolation.level",
                                          "group.id",
                                          "group.instance.id",
                                          "transactional.id",
                                          "transaction.timeout.ms",
                                          "message.timeout.ms",
                                          "delivery.timeout.ms",
                                          "bootstrap.servers",
                                          "metadata.broker.list",
                                          "allow.auto.create.topics",
                                          "enable.partition.eof",
                                          "max.in.flight",
                                          "max.in.flight.requests.per.connection",
                                          "client.id",
                                          "partition.assignment.strategy",
                                          "group.protocol",
                                          "enable.gapless.guarantee",
                                          "retries",
                                          "message.send.max.retries",
                                          "sasl.password",
                                          "ssl.key.password"}) {
    INFO(property);
    CHECK_FALSE(why_reserved(property).empty());
  }
  for (const std::string_view property : {"linger.ms", "fetch.min.bytes", "security.protocol", "compression.type", "acks2", ""}) {
    INFO(property);
    CHECK(why_reserved(property).empty());
  }
}

TEST_CASE("a property with a value that is no scalar is refused") {
  const Workspace files;
  const std::string topics = "topics: [{name: orders, schema: orders.schema.json}]\n";
  CHECK(files.fault("kafka: {brokers: k, properties: {linger.ms: }}\n" + topics) ==
        "sluiced.yaml:1:34: properties: 'linger.ms': expected text, a number, true or false, found nothing");
  CHECK(files.fault("kafka: {brokers: k, properties: [linger.ms]}\n" + topics) ==
        "sluiced.yaml:1:33: properties: expected a mapping of librdkafka's properties to values, found a list");
}
