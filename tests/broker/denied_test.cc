// One dead-letter topic that the broker does not let us write to: its topic waits, the rest of the group does not.
#include "authorizer.h"
#include "scene.h"

namespace sluiced::testing {
namespace {

/// Nothing behind the first record whose letter is not written is committed.
bool nothing_skipped(const std::string& brokers, const WatchedTopic& topic, const EventLedger& ledger) {
  const std::vector<std::int64_t> offsets = committed(brokers, topic.group, topic.name);
  for (std::size_t partition = 0; partition < offsets.size(); ++partition)
    if (offsets[partition] > ledger.first_broken(static_cast<PartitionId>(partition))) return false;
  return true;
}

TEST_CASE("a denied dead-letter topic holds its own topic alone, lets SIGTERM through, and goes on once allowed") {
  Broker broker("denied", guarded_port, with_authorizer());
  broker.up();
  const std::string& brokers = broker.address();
  const std::string user = "User:gate";
  for (const auto resource : {Permission::Resource::topic, Permission::Resource::group, Permission::Resource::cluster})
    add_permission(brokers, {.user = user, .resource = resource});

  const WatchedTopic denied = fresh_topic("denied");
  WatchedTopic other = fresh_topic("other");
  other.group = denied.group;
  const Permission denial{
      .user = user, .name = denied.dead_letter_topic(), .operation = Permission::Operation::write, .allow = false};
  add_permission(brokers, denial);
  for (const WatchedTopic& topic : {denied, other}) create_topic(brokers, topic.name, 2);
  EventLedger denied_ledger(11, 20'000);
  EventLedger other_ledger(12, 20'000);
  denied_ledger.produce(brokers, denied.name);
  other_ledger.produce(brokers, other.name);

  DaemonProcess daemon({.brokers = guarded_listener, .topics = {denied, other}, .drain_timeout = "5s", .kafka = sasl_settings()});
  const auto start_into_the_hold = [&] {
    daemon.start();
    const bool held = daemon.await_line({"topic on hold", denied.name, "\"reason\":\"dlt_denied\""});
    INFO(daemon.log());
    REQUIRE(held);
  };
  start_into_the_hold();
  // The other topic of the group comes to its end, and with more than what it had when the hold began.
  const bool other_done = await_committed(brokers, other);
  INFO(daemon.log());
  REQUIRE(other_done);
  CHECK(other_ledger.check(brokers, letters_of(other)).text() == "");
  EventLedger more(13, 5'000);
  more.produce(brokers, other.name);
  REQUIRE(await_committed(brokers, other));
  CHECK(TopicSize(brokers, other.dead_letter_topic()).records() == other_ledger.broken() + more.broken());

  CHECK(nothing_skipped(brokers, denied, denied_ledger));
  const auto asked = Stopwatch::now();
  CHECK(stop(daemon) == 0);
  CHECK(since(asked) < milliseconds(6'000));
  CHECK(nothing_skipped(brokers, denied, denied_ledger));  // not by the drain either

  start_into_the_hold();
  remove_permission(brokers, denial);
  const bool released = daemon.await_line({"topic goes on", denied.name}, seconds(40));
  const bool denied_done = await_committed(brokers, denied);
  INFO(daemon.log());
  REQUIRE(released);
  REQUIRE(denied_done);
  CHECK(stop(daemon) == 0);
  CHECK(denied_ledger.check(brokers, letters_of(denied)).text() == "");
}

}  // namespace
}  // namespace sluiced::testing
