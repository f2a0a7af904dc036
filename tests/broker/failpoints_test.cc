// kill -9 at each step of a record's way: whatever had been done by then, nothing is lost. The binary is the tests' own, whose
// failpoints can be switched on.
#include <fmt/format.h>

#include <random>

#include "scene.h"
#include "support/places.h"
#include "support/stream_ledger.h"

namespace sluiced::testing {
namespace {

/// Where a kill comes: a failpoint, and at the latest at which of its passings.
struct Step {
  std::string failpoint;
  std::uint64_t passings = 1;
};

const std::vector<Step> steps{{"polled", 2}, {"judged", 60},   {"enqueued", 60}, {"acknowledged", 60},
                              {"stored", 2}, {"committed", 1}, {"rebalance", 2}, {"closing", 1}};
const std::vector<Step> transaction_steps{{"polled", 2},         {"judged", 200},     {"enqueued", 200}, {"acknowledged", 200},
                                          {"committed", 2},      {"rebalance", 2},    {"closing", 1},    {"txn_offsets_sent", 2},
                                          {"txn_committing", 2}, {"txn_committed", 2}};

constexpr Shares shares{.broken_every = 4, .tombstone_every = 50};
constexpr int partitions = 2;
constexpr std::uint64_t records_a_kill = 600;
constexpr std::uint64_t records_more = 50;

class FailpointRun {
 public:
  explicit FailpointRun(bool exactly_once)
      : exactly_once_(exactly_once),
        brokers_(tier_broker()),
        topic_(fresh_topic("failpoints")),
        seed_(std::random_device{}()),
        random_(seed_) {
    create_topic(brokers_, topic_.name, partitions);
    if (exactly_once_) {
      create_topic(brokers_, passed_topic(), partitions);
      topic_.more = fmt::format("mode: forward\n    forward: {{ to: {} }}", passed_topic());
    }
    ledger_ = std::make_unique<StreamLedger>(seed_, brokers_, topic_.name, shares);
  }

  std::uint64_t seed() const { return seed_; }

  /// Records come until the daemon is dead; where the way there is the way out, it is asked to go.
  void kill_at(const Step& step) {
    const std::uint64_t passing = 1 + random_() % step.passings;
    DaemonProcess daemon(settings(fmt::format("{}=kill:{}", step.failpoint, passing)));
    INFO(step.failpoint << ", passing " << passing << ", seed " << seed_);
    daemon.start();
    send(records_a_kill);
    for (int turn = 0; turn < 10 && daemon.running(); ++turn) {
      within(work_deadline, [&] { return !daemon.running() || everything_committed(brokers_, topic_.group, topic_.name); });
      send(records_more);
    }
    if (daemon.running()) daemon.signal(SIGTERM);
    const auto code = daemon.await_exit(seconds(30));
    INFO(daemon.log());
    REQUIRE(code == 128 + SIGKILL);
  }

  StreamVerdict finish() {
    DaemonProcess daemon(settings(""));
    daemon.start();
    ledger_->finish();
    const bool all_done = await_committed(brokers_, topic_);
    INFO(daemon.log());
    REQUIRE(all_done);
    CHECK(stop(daemon) == 0);
    return ledger_->check({.letters = letters_of(topic_), .forwarded_to = exactly_once_ ? passed_topic() : ""});
  }

 private:
  /// Stored before anybody asks whether all is committed: an empty topic always is.
  void send(std::uint64_t records) {
    ledger_->send(records);
    ledger_->flush();
  }

  std::string passed_topic() const { return topic_.name + ".passed"; }

  /// A static member that comes back need not wait for the session of the one that was killed.
  DaemonSettings settings(const std::string& failpoint) const {
    DaemonSettings settings{.brokers = brokers_, .topics = {topic_}, .kafka = "  node: failing\n"};
    settings.groups[topic_.group] =
        std::string("static_membership: true") + (exactly_once_ ? ", delivery: exactly_once, commit_interval: 200ms" : "");
    settings.binary = failpoints_program();
    settings.environment = {"SLUICED_FAILPOINT=" + failpoint};
    return settings;
  }

  bool exactly_once_;
  std::string brokers_;
  WatchedTopic topic_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  std::unique_ptr<StreamLedger> ledger_;
};

/// In its long form each failpoint has 20 kills.
StreamVerdict kill_at_each(const std::vector<Step>& all, FailpointRun& run) {
  const int rounds = long_form() ? 20 : 1;
  for (int round = 0; round < rounds; ++round)
    for (const Step& step : all) run.kill_at(step);
  return run.finish();
}

std::string text(const StreamVerdict& found) {
  return fmt::format("{} lost, {} doubled, {} unexpected, {} wrong, {} uncommitted\n{}", found.lost, found.doubled,
                     found.unexpected, found.wrong, found.uncommitted, fmt::join(found.complaints, "\n"));
}

TEST_CASE("kill -9 at each step of a record's way loses nothing, and rejects nothing that is valid") {
  FailpointRun run(false);
  const StreamVerdict found = kill_at_each(steps, run);
  INFO("seed " << run.seed() << ": " << text(found));
  CHECK(found.lossless());
}

TEST_CASE("with exactly_once, kill -9 at each step leaves every record once, for who reads committed data") {
  FailpointRun run(true);
  const StreamVerdict found = kill_at_each(transaction_steps, run);
  INFO("seed " << run.seed() << ": " << text(found));
  CHECK(found.exact());
}

}  // namespace
}  // namespace sluiced::testing
