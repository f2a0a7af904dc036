// One dead-letter topic that the broker does not let us write to: its topic waits, the rest of the group does not.
#include <filesystem>
#include <fstream>

#include "scene.h"

namespace sluiced::testing {
namespace {

constexpr int own_port = 19394;

/// This test's own connections and the broker's are ANONYMOUS and may do anything; the daemon comes as User:gate, over SASL.
std::vector<std::string> with_authorizer() {
  const std::string listeners = "PLAINTEXT://127.0.0.1:19394,SASL_PLAINTEXT://127.0.0.1:19395,CONTROLLER://127.0.0.1:19396";
  return {"authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "super.users=User:ANONYMOUS",
          "listeners=" + listeners,
          "advertised.listeners=" + listeners,
          "controller.quorum.bootstrap.servers=127.0.0.1:19396",
          "listener.name.sasl_plaintext.sasl.enabled.mechanisms=PLAIN",
          "listener.name.sasl_plaintext.plain.sasl.jaas.config="
          "org.apache.kafka.common.security.plain.PlainLoginModule required user_gate=\"open sesame\";"};
}

std::string sasl_settings() {
  const std::string folder = SLUICED_BINARY_DIR "/broker-tier";
  std::filesystem::create_directories(folder);
  const std::string password_file = folder + "/gate.password";
  std::ofstream(password_file) << "open sesame\n";
  std::filesystem::permissions(password_file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return "  sasl: { mechanism: PLAIN, username: gate, password_file: " + password_file + " }\n";
}

/// Nothing behind the first record whose letter is not written is committed.
bool nothing_skipped(const std::string& brokers, const WatchedTopic& topic, const EventLedger& ledger) {
  const std::vector<std::int64_t> offsets = committed(brokers, topic.group, topic.name);
  for (std::size_t partition = 0; partition < offsets.size(); ++partition)
    if (offsets[partition] > ledger.first_broken(static_cast<PartitionId>(partition))) return false;
  return true;
}

TEST_CASE("a denied dead-letter topic holds its own topic alone, lets SIGTERM through, and goes on once allowed") {
  Broker broker("denied", own_port, with_authorizer());
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

  DaemonProcess daemon(
      {.brokers = "127.0.0.1:19395", .topics = {denied, other}, .drain_timeout = "5s", .kafka = sasl_settings()});
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
