// `sluiced topics` against a real cluster, and the topics that the daemon makes and looks over by itself.
#include <librdkafka/rdkafka.h>

#include "authorizer.h"
#include "scene.h"

namespace sluiced::testing {
namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("topics plan tells what is missing, topics apply makes it, and then there is nothing to do") {
  const std::string brokers = tier_broker();
  const WatchedTopic fresh = fresh_topic("plan-fresh");
  const WatchedTopic narrow = fresh_topic("plan-narrow");
  const WatchedTopic made = fresh_topic("plan-made", "create: { partitions: 4 }");
  create_topic(brokers, fresh.name, 3);
  create_topic(brokers, narrow.name, 4);
  create_topic(brokers, narrow.dead_letter_topic(), 2, {{"max.message.bytes", "1179660"}, {"retention.ms", "2592000000"}});
  const DaemonProcess command({.brokers = brokers, .topics = {fresh, narrow, made}});

  const auto plan = command.command({"topics", "plan"});
  CHECK(plan.exit_code == 1);
  CHECK(holds(plan.out, "create  3 partitions, replication 1, min ISR 1, retention 30 d"));
  CHECK(holds(plan.out, "partitions 2 -> 4"));
  CHECK(holds(plan.out, "create  4 partitions, replication the broker's default"));
  CHECK(holds(plan.out, "4 to do: sluiced topics apply does it\n"));
  CHECK(partition_count(brokers, fresh.dead_letter_topic()) == 0);

  const auto apply = command.command({"topics", "apply"});
  INFO(apply.out << apply.err);
  CHECK(apply.exit_code == 0);
  CHECK(holds(apply.out, "= 6 topics as they should be\n4 done\n"));
  CHECK(partition_count(brokers, fresh.dead_letter_topic()) == 3);
  CHECK(topic_config(brokers, fresh.dead_letter_topic(), "retention.ms") == "2592000000");
  CHECK(partition_count(brokers, narrow.dead_letter_topic()) == 4);
  CHECK(partition_count(brokers, made.name) == 4);
  CHECK(partition_count(brokers, made.dead_letter_topic()) == 4);

  const auto again = command.command({"topics", "plan", "--output", "json"});
  CHECK(again.exit_code == 0);
  CHECK(again.out == "{\"topics\":[],\"as_they_should_be\":6,\"to_do\":0,\"wrong\":0}\n");
  CHECK(command.command({"topics", "apply"}).out == "= 6 topics as they should be\nnothing to do\n");
}

TEST_CASE("topics apply leaves alone what only a person should change, and says so") {
  const std::string brokers = tier_broker();
  const WatchedTopic clicks = fresh_topic("apply-compacted");
  const WatchedTopic invoices = fresh_topic("apply-missing");
  create_topic(brokers, clicks.name, 2);
  create_topic(brokers, clicks.dead_letter_topic(), 1, {{"cleanup.policy", "compact"}});
  const auto apply = DaemonProcess({.brokers = brokers, .topics = {clicks, invoices}}).command({"topics", "apply"});
  CHECK(apply.exit_code == 1);
  CHECK(holds(apply.out, "compacted: "));
  CHECK(holds(apply.out, "missing, and the configuration does not say `create`"));
  CHECK(holds(apply.out, "0 done, 3 left\n"));
  CHECK(topic_config(brokers, clicks.dead_letter_topic(), "cleanup.policy") == "compact");
  CHECK(partition_count(brokers, clicks.dead_letter_topic()) == 1);
  CHECK(partition_count(brokers, invoices.name) == 0);
}

TEST_CASE("topics apply raises a setting and leaves the others alone, or gives the command that does") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("apply-settings");
  create_topic(brokers, topic.name, 1);
  create_topic(brokers, topic.dead_letter_topic(), 1,
               {{"max.message.bytes", "1179660"}, {"retention.ms", "604800000"}, {"segment.ms", "86400000"}});
  const auto apply = DaemonProcess({.brokers = brokers, .topics = {topic}}).command({"topics", "apply"});
  INFO(apply.out << apply.err);
  const bool can_set_one = rd_kafka_version() >= 0x020200ff;  // else the library could only replace all
  CHECK(apply.exit_code == (can_set_one ? 0 : 1));
  CHECK(holds(apply.out, "retention 7 d -> 30 d"));
  CHECK(holds(apply.out, "--add-config retention.ms=2592000000") == !can_set_one);
  CHECK(topic_config(brokers, topic.dead_letter_topic(), "retention.ms") == (can_set_one ? "2592000000" : "604800000"));
  CHECK(topic_config(brokers, topic.dead_letter_topic(), "segment.ms") == "86400000");
}

TEST_CASE("topics plan gives up in time where no broker answers") {
  const DaemonProcess command({.brokers = "127.0.0.1:1", .topics = {fresh_topic("nobody")}});
  const auto started = Stopwatch::now();
  const auto plan = command.command({"topics", "plan", "--timeout", "1s"});
  CHECK(plan.exit_code == 69);
  CHECK(holds(plan.err, "no broker of 127.0.0.1:1 answers within 1s"));
  CHECK(plan.out.empty());
  CHECK(since(started) < milliseconds(10'000));
}

TEST_CASE("a dead-letter topic has its source's min ISR, not the broker's default") {
  // One broker cannot reach 2: a topic made with its default would take no letter at all.
  Broker broker("min-isr", guarded_port, {"min.insync.replicas=2"});
  broker.up();
  const WatchedTopic topic = fresh_topic("min-isr");
  create_topic(broker.address(), topic.name, 1, {{"min.insync.replicas", "1"}});
  const auto apply = DaemonProcess({.brokers = broker.address(), .topics = {topic}}).command({"topics", "apply"});
  INFO(apply.out << apply.err);
  CHECK(apply.exit_code == 0);
  CHECK(topic_config(broker.address(), topic.dead_letter_topic(), "min.insync.replicas") == "1");
}

TEST_CASE("the daemon makes a missing topic where its entry says `create`, and reads it") {
  const std::string brokers = tier_broker();
  const WatchedTopic topic = fresh_topic("made-by-daemon", "create: { partitions: 3 }");
  DaemonProcess daemon({.brokers = brokers, .topics = {topic}});
  daemon.start();
  const bool made = within(seconds(60), [&] { return partition_count(brokers, topic.name) == 3; });
  INFO(daemon.log());
  REQUIRE(made);
  EventLedger ledger(41, 3'000, {.broken_every = 10});
  ledger.produce(brokers, topic.name);
  REQUIRE(await_committed(brokers, topic));
  CHECK(stop(daemon) == 0);
  CHECK(ledger.check(brokers, letters_of(topic)).text() == "");
  CHECK(partition_count(brokers, topic.dead_letter_topic()) == 3);
}

TEST_CASE("a daemon that may not read settings nor add partitions says so once and goes on") {
  Broker broker("modest", guarded_port, with_authorizer());
  broker.up();
  const std::string& brokers = broker.address();
  const std::string user = "User:gate";
  for (const auto resource : {Permission::Resource::topic, Permission::Resource::group, Permission::Resource::cluster})
    add_permission(brokers, {.user = user, .resource = resource});
  for (const auto operation : {Permission::Operation::alter, Permission::Operation::describe_configs})
    add_permission(brokers, {.user = user, .name = "*", .operation = operation, .allow = false});
  const WatchedTopic narrow = fresh_topic("modest-narrow");
  WatchedTopic fresh = fresh_topic("modest-fresh");
  fresh.group = narrow.group;
  create_topic(brokers, narrow.name, 3);
  create_topic(brokers, narrow.dead_letter_topic(), 2);
  create_topic(brokers, fresh.name, 2);
  EventLedger narrow_ledger(51, 2'000, {.broken_every = 10});
  EventLedger fresh_ledger(52, 2'000, {.broken_every = 10});
  narrow_ledger.produce(brokers, narrow.name);
  fresh_ledger.produce(brokers, fresh.name);

  DaemonProcess daemon({.brokers = guarded_listener, .topics = {narrow, fresh}, .kafka = sasl_settings()});
  daemon.start();
  const bool committed_all = await_committed(brokers, narrow) && await_committed(brokers, fresh);
  INFO(daemon.log());
  REQUIRE(committed_all);
  CHECK(narrow_ledger.check(brokers, letters_of(narrow)).text() == "");  // on p % 2
  CHECK(fresh_ledger.check(brokers, letters_of(fresh)).text() == "");
  for (const std::string& topic : {narrow.name, fresh.name, narrow.dead_letter_topic()})
    CHECK(daemon.lines({"settings of a topic cannot be read", "\"topic\":\"" + topic + "\""}).size() == 1);
  CHECK(daemon.lines({"dead-letter topic is not as it should be", "\"what\":\"partitions\"", "AUTHORIZATION_FAILED"}).size() ==
        1);
  CHECK(topic_config(brokers, fresh.dead_letter_topic(), "max.message.bytes") == "1179660");

  const auto plan = daemon.command({"topics", "plan"});
  CHECK(plan.exit_code == 1);
  CHECK(holds(plan.out, "its settings may not be read (DESCRIBE_CONFIGS)"));
  CHECK(stop(daemon) == 0);
}

}  // namespace
}  // namespace sluiced::testing
