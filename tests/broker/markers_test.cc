// Offsets at which no record stands: what a producer's transactions leave in a topic.
#include "scene.h"
#include "support/kafka_handles.h"

namespace sluiced::testing {
namespace {

ClientHandle transactional(const std::string& brokers, const std::string& id) {
  ClientHandle producer = make_client(RD_KAFKA_PRODUCER, brokers, {{"transactional.id", id}});
  REQUIRE(rd_kafka_init_transactions(producer.get(), answer_timeout_ms) == nullptr);
  return producer;
}

void transaction(rd_kafka_t* producer, const std::string& topic, int records, bool committed) {
  REQUIRE(rd_kafka_begin_transaction(producer) == nullptr);
  const TopicHandle handle(rd_kafka_topic_new(producer, topic.c_str(), nullptr));
  char value = '{';
  for (int i = 0; i < records; ++i)
    REQUIRE(rd_kafka_produce(handle.get(), 0, RD_KAFKA_MSG_F_COPY, &value, 1, nullptr, 0, nullptr) == 0);
  REQUIRE(rd_kafka_flush(producer, answer_timeout_ms) == RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_error_t* const error = committed ? rd_kafka_commit_transaction(producer, answer_timeout_ms)
                                            : rd_kafka_abort_transaction(producer, answer_timeout_ms);
  REQUIRE(error == nullptr);
}

TEST_CASE("the markers of transactions, and records of aborted ones, leave no lag and no letter") {
  const std::string brokers = tier_broker();
  const WatchedTopic once = fresh_topic("markers-exactly");
  const WatchedTopic least = fresh_topic("markers-least");
  for (const WatchedTopic& topic : {once, least}) {
    create_topic(brokers, topic.name, 1);
    const ClientHandle producer = transactional(brokers, topic.name);
    transaction(producer.get(), topic.name, 3, true);
    transaction(producer.get(), topic.name, 5, false);
  }
  DaemonSettings settings{.brokers = brokers, .topics = {once, least}};
  settings.groups[once.group] = "delivery: exactly_once";
  DaemonProcess daemon(settings);
  daemon.start();
  for (const WatchedTopic& topic : {once, least}) {
    const bool committed_all = await_committed(brokers, topic);
    INFO(daemon.log());
    CHECK(committed_all);
    CHECK(committed(brokers, topic.group, topic.name) == std::vector<std::int64_t>{10});
    const Labels labels{{"topic", topic.name}};
    CHECK(within(seconds(10), [&] { return daemon.metric("sluiced_lag_records", labels) == 0; }));
    std::size_t letters = 0;
    read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord&) { ++letters; });
    CHECK(letters == 3);
  }
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
