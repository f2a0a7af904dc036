// kill -9 of the daemon may repeat work, never lose it.
#include <fmt/format.h>

#include <cstdlib>
#include <numeric>
#include <random>
#include <set>

#include "scene.h"

namespace sluiced::testing {
namespace {

struct Plan {
  std::uint64_t records = 0;
  std::uint64_t kills = 0;
  std::uint64_t seed = 0;
  std::string kafka = {};  ///< further lines of the daemon's configuration
  bool exactly_once = false;
};

struct KillRun {
  Findings found;
  std::uint64_t broken = 0;
  std::vector<std::uint64_t> repeated;   ///< per kill: records with a letter that were not committed yet, so must come again
  std::vector<std::size_t> rss_max_kib;  ///< per run of the daemon
  milliseconds took{0};
  bool finished = false;
  int exit_code = -1;
};

/// How many records at or behind the committed offsets have a letter by now. Nobody writes any more, but what was on its way
/// to the broker when the daemon died may still arrive: so not before the count has stood for a while.
std::uint64_t uncommitted_letters(const std::string& brokers, const WatchedTopic& topic, TopicSize& letters) {
  std::uint64_t last = letters.records();
  int unchanged = 0;
  const bool settled = within(seconds(30), [&] {
    const std::uint64_t now = letters.records();
    unchanged = now == last ? unchanged + 1 : 0;
    last = now;
    return unchanged >= 20;
  });
  REQUIRE(settled);
  const std::vector<std::int64_t> offsets = committed(brokers, topic.group, topic.name);
  std::set<std::pair<std::size_t, std::int64_t>> records;
  read_topic(brokers, topic.dead_letter_topic(), [&](const StoredRecord& letter) {
    std::size_t partition = 0;
    std::int64_t offset = 0;
    for (const HeaderView& header : letter.headers) {
      if (header.name == "dlt.partition") partition = std::stoul(std::string(*header.value));
      if (header.name == "dlt.offset") offset = std::stoll(std::string(*header.value));
    }
    if (offset >= offsets.at(partition)) records.emplace(partition, offset);
  });
  return records.size();
}

KillRun kill_run(const std::string& brokers, const Plan& plan) {
  const WatchedTopic topic = fresh_topic("kill");
  create_topic(brokers, topic.name, 2);
  EventLedger ledger(plan.seed, plan.records);
  ledger.produce(brokers, topic.name);
  KillRun run{.found = {}, .broken = ledger.broken(), .repeated = {}, .rss_max_kib = {}};

  std::mt19937_64 random(plan.seed);
  const auto start = Stopwatch::now();
  DaemonSettings settings{.brokers = brokers, .topics = {topic}, .kafka = plan.kafka};
  if (plan.exactly_once) settings.groups[topic.group] = "delivery: exactly_once, commit_interval: 200ms";
  DaemonProcess daemon(settings);
  TopicSize letters(brokers, topic.dead_letter_topic());
  for (std::uint64_t kill = 0; kill < plan.kills; ++kill) {
    // Told by the letters that this run of the daemon writes: what the last kill makes it repeat, and a share of new ones on top.
    const double share = std::uniform_real_distribution<double>(0.2, 0.9)(random) / static_cast<double>(plan.kills + 1);
    const std::uint64_t again = run.repeated.empty() ? 0 : run.repeated.back();
    const std::uint64_t target = letters.records() + again + static_cast<std::uint64_t>(share * static_cast<double>(run.broken));
    daemon.start();
    const bool reached = within(work_deadline, [&] { return letters.records() >= target; });
    INFO(daemon.log());
    REQUIRE(reached);
    run.rss_max_kib.push_back(daemon.rss_max_kib());
    daemon.kill9();
    REQUIRE_FALSE(everything_committed(brokers, topic.group, topic.name));  // else it came too late
    run.repeated.push_back(uncommitted_letters(brokers, topic, letters));
  }
  daemon.start();
  run.finished = await_committed(brokers, topic, seconds(600));
  run.took = since(start);
  run.rss_max_kib.push_back(daemon.rss_max_kib());
  run.exit_code = stop(daemon).value_or(-1);
  run.found = ledger.check(brokers, letters_of(topic));
  return run;
}

std::uint64_t given(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::uint64_t explained(const KillRun& run) {
  return std::accumulate(run.repeated.begin(), run.repeated.end(), std::uint64_t{0});
}

std::string table(const Plan& plan, const KillRun& run) {
  std::string rss;
  for (const std::size_t kib : run.rss_max_kib) rss += fmt::format(" {:.1f}", static_cast<double>(kib) / 1024);
  const Findings& found = run.found;
  return fmt::format(
      "seed           {}\nrecords        {}\nbroken         {}\nletters        {}\nmissing        {}\n"
      "doubled        {}, of at most {} that were written and not committed when a kill came: {}\nunexpected     {}\nwrong       "
      "   {}\n"
      "RSS max, MiB  {}\nseconds        {:.1f}\nverdict        {}\n",
      plan.seed, plan.records, run.broken, found.letters, found.missing, found.doubled, explained(run),
      fmt::join(run.repeated, " "), found.unexpected, found.wrong, rss, static_cast<double>(run.took.count()) / 1000,
      found.lossless() && run.finished ? "none lost" : "NOT AS PROMISED");
}

void check(const Plan& plan, const KillRun& run) {
  INFO(table(plan, run) << run.found.text());
  CHECK(run.finished);
  CHECK(run.exit_code == 0);
  CHECK(run.found.missing == 0);
  CHECK(run.found.unexpected == 0);
  CHECK(run.found.wrong == 0);
  CHECK(run.found.doubled <= explained(run));
  CHECK(run.found.letters == run.broken + run.found.doubled);
}

TEST_CASE("kill -9 in the middle of 200,000 records loses none of them") {
  const Plan plan{
      .records = 200'000, .kills = 1, .seed = given("SLUICED_KILL_SEED", std::random_device{}()), .kafka = wide_open_window};
  CAPTURE(plan.seed);
  const KillRun run = kill_run(tier_broker(), plan);
  check(plan, run);
  WARN("seed " << plan.seed << ": " << run.found.doubled << " doubled, none lost");
}

TEST_CASE("kill -9 in the middle of 200,000 records loses none and doubles none where delivery is exactly_once") {
  const Plan plan{
      .records = 200'000, .kills = 2, .seed = given("SLUICED_KILL_SEED", std::random_device{}()), .exactly_once = true};
  CAPTURE(plan.seed);
  const KillRun run = kill_run(tier_broker(), plan);
  check(plan, run);
  CHECK(run.found.doubled == 0);
}

TEST_CASE("many times kill -9 in a long run loses none of its records", "[.long]") {
  const Plan plan{.records = given("SLUICED_KILL_RECORDS", 1'000'000),
                  .kills = given("SLUICED_KILL_COUNT", 5),
                  .seed = given("SLUICED_KILL_SEED", std::random_device{}())};
  CAPTURE(plan.seed);
  const KillRun run = kill_run(tier_broker(), plan);
  fmt::print("{}", table(plan, run));
  check(plan, run);
}

}  // namespace
}  // namespace sluiced::testing
