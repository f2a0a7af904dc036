#include "chaos.h"

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <set>
#include <thread>

#include "fault_lanes.h"
#include "support/cluster.h"
#include "support/places.h"

namespace sluiced::testing {
namespace {

constexpr int first_port = 19500;
constexpr int partitions = 6;
/// On average 250 a second; in bursts, so that a member's batch holds more broken records than may be in flight and stops in its middle.
constexpr std::uint64_t burst_records = 1'000;
constexpr milliseconds burst_pause{4'000};
constexpr Shares shares{.broken_every = 10, .tombstone_every = 100};
constexpr seconds catch_up_deadline{180};

std::string_view delivery(const ChaosPlan& plan) { return plan.exactly_once ? "exactly_once" : "at_least_once"; }
std::string_view mode(const ChaosPlan& plan) { return plan.forward ? "forward" : "quarantine"; }

/// The committed offsets of a group, looked at all the time: they never go back.
class OffsetWatch {
 public:
  OffsetWatch(const std::string& brokers, const WatchedTopic& topic, FaultJournal& journal)
      : journal_(journal), offsets_(brokers, topic.group, topic.name, partitions), highest_(partitions, -1) {}

  void look() {
    const std::vector<std::int64_t> now = offsets_.committed();
    if (now.empty()) return;
    ++samples_;
    for (std::size_t partition = 0; partition < now.size(); ++partition) {
      if (now[partition] >= highest_[partition]) {
        doubted_.erase(partition);
      } else {
        // A coordinator just thawed may answer once before it learns that it is none any more: so it is asked twice.
        if (doubted_.insert(partition).second) continue;
        regressions_.push_back(fmt::format("partition {}: {} after {}", partition, now[partition], highest_[partition]));
        journal_.note("committed offset of " + regressions_.back());
      }
      highest_[partition] = now[partition];
    }
  }

  std::uint64_t samples() const { return samples_; }
  const std::vector<std::string>& regressions() const { return regressions_; }

 private:
  FaultJournal& journal_;
  GroupOffsets offsets_;
  std::vector<std::int64_t> highest_;
  std::set<std::size_t> doubted_;
  std::uint64_t samples_ = 0;
  std::vector<std::string> regressions_;
};

/// Threads that end when they are told to, of which the first one to fail ends the others.
class Crew {
 public:
  Crew(Stop& stop, FaultJournal& journal) : stop_(stop), journal_(journal) {}
  ~Crew() {
    stop_.say();
    join();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void begin(const std::function<void()>& work) {
    threads_.emplace_back([this, work] {
      try {
        work();
      } catch (const std::exception& fault) {
        journal_.complain(fault.what());
        const std::lock_guard lock(mutex_);
        if (!fault_) fault_ = std::current_exception();
        stop_.say();
      }
    });
  }
  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  void join_or_throw() {
    join();
    if (fault_) std::rethrow_exception(fault_);
  }

 private:
  Stop& stop_;
  FaultJournal& journal_;
  std::mutex mutex_;
  std::exception_ptr fault_;
  std::vector<std::thread> threads_;
};

class ChaosRun {
 public:
  explicit ChaosRun(const ChaosPlan& plan)
      : plan_(plan),
        folder_(fmt::format("{}/broker-tier/chaos-{}-{}-{}", build_folder(), plan.seed, delivery(plan), mode(plan))),
        journal_(fresh_folder() + "/faults.log"),
        cluster_("chaos", first_port, plan.brokers),
        topic_(fresh_topic("chaos")) {
    if (plan_.forward) topic_.more = fmt::format("mode: forward\n    forward: {{ to: {} }}", forward_topic());
  }

  ChaosResult run() {
    cluster_.up();
    create_topic(cluster_.brokers(), topic_.name, partitions);
    if (plan_.forward) create_topic(cluster_.brokers(), forward_topic(), partitions);
    const auto start = Stopwatch::now();
    ledger_ = std::make_unique<StreamLedger>(plan_.seed, cluster_.brokers(), topic_.name, shares);
    begin_members();
    OffsetWatch watch(cluster_.brokers(), topic_, journal_);
    ChaosResult result;
    {
      Stop end;
      Crew observers(end, journal_);
      observers.begin([&] {
        do ledger_->send(burst_records);
        while (!end.wait_for(burst_pause));
        ledger_->finish();
      });
      observers.begin([&] {
        while (!end.wait_for(milliseconds(200))) watch.look();
      });
      do_faults();
      journal_.note("no more faults");
      end.say();
      observers.join_or_throw();
    }
    result.caught_up = catch_up();
    watch.look();
    for (const auto& member : members_) member->end();
    result.took = since(start);
    collect(result, watch);
    return result;
  }

 private:
  const std::string& fresh_folder() const {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    return folder_;
  }
  std::string forward_topic() const { return topic_.name + ".passed"; }

  DaemonSettings settings_of(int member) const {
    // Letters wait for company while progress is committed quickly: whoever commits too early shows it at almost any kill.
    std::string kafka = cluster_.gate_settings() + fmt::format("  node: member-{}\n", member);
    kafka += "  producer_properties: { linger.ms: 100, batch.num.messages: 1000000 }\n";
    kafka += fmt::format("  consumer_properties: {{ heartbeat.interval.ms: 1000{} }}\n",
                         plan_.exactly_once ? "" : ", auto.commit.interval.ms: 20");
    kafka += "limits: { in_flight_max: 16 }\n";
    const std::string group = fmt::format("assignor: {}, static_membership: {}{}", plan_.assignor, plan_.static_membership,
                                          plan_.exactly_once ? ", delivery: exactly_once, commit_interval: 200ms" : "");
    return {.brokers = cluster_.guarded(),
            .topics = {topic_},
            .kafka = kafka,
            .groups = {{topic_.group, group}},
            .session_timeout_ms = "4000",
            .folder = fmt::format("{}/member-{}", folder_, member),
            .binary = plan_.binary};
  }

  void begin_members() {
    for (int member = 0; member < plan_.members; ++member) {
      members_.push_back(std::make_unique<MemberDoer>(settings_of(member), journal_, stop_));
      members_.back()->start();
    }
  }

  void do_faults() {
    BrokerDoer brokers(cluster_, journal_, stop_);
    NetworkDoer network(cluster_,
                        {.delayed_api_key = plan_.delay_end_txn_ms > 0 ? end_txn : no_key, .delay_ms = plan_.delay_end_txn_ms},
                        journal_, stop_);
    DenialDoer denials(cluster_, topic_.dead_letter_topic(), journal_, stop_);
    std::map<std::string, FaultDoer*> doers{{"brokers", &brokers}, {"network", &network}, {"denials", &denials}};
    for (std::size_t member = 0; member < members_.size(); ++member)
      doers.emplace(fmt::format("member {}", member), members_[member].get());
    const auto lanes =
        make_schedule({.seed = plan_.seed, .lasts = plan_.lasts, .members = plan_.members, .brokers = plan_.brokers});
    const auto start = Stopwatch::now();
    Crew crew(stop_, journal_);
    for (const FaultLane& lane : lanes)
      crew.begin([&lane, doer = doers.at(lane.name), this] {
        // The time between two faults is kept where mending the first takes longer than planned.
        milliseconds planned{0};
        for (const Fault& fault : lane.faults) {
          if (stop_.wait_for(fault.at - planned)) return;
          doer->perform(fault);
          planned = fault.at + fault.lasts;
        }
      });
    stop_.wait_until(start + plan_.lasts);
    stop_.say();
    crew.join_or_throw();
  }

  bool catch_up() {
    return within(catch_up_deadline, [this] {
      try {
        return everything_committed(cluster_.brokers(), topic_.group, topic_.name);
      } catch (const std::runtime_error& fault) {
        journal_.note(fault.what());
        return false;
      }
    });
  }

  void collect(ChaosResult& result, const OffsetWatch& watch) {
    LetterExpectation letters = letters_of(topic_);
    letters.client.clear();
    result.found = ledger_->check({.letters = letters, .forwarded_to = plan_.forward ? forward_topic() : ""});
    result.faults = journal_.done();
    for (int number = 0; number < cluster_.size(); ++number) result.end_txns_delayed += cluster_.proxy(number).delayed();
    result.offset_samples = watch.samples();
    result.regressions = watch.regressions();
    result.complaints = journal_.complaints();
    result.folder = folder_;
  }

  static constexpr std::int16_t end_txn = 26;
  static constexpr std::int16_t no_key = -1;

  ChaosPlan plan_;
  std::string folder_;
  FaultJournal journal_;
  Stop stop_;
  Cluster cluster_;
  WatchedTopic topic_;
  std::unique_ptr<StreamLedger> ledger_;
  std::vector<std::unique_ptr<MemberDoer>> members_;
};

std::uint64_t kills(const ChaosResult& result) {
  const auto found = result.faults.find(FaultKind::member_kill);
  return found == result.faults.end() ? 0 : found->second;
}

}  // namespace

bool ChaosResult::as_promised(const ChaosPlan& plan) const {
  if (!caught_up || !complaints.empty()) return false;
  return plan.exactly_once ? found.exact() && regressions.empty() : found.lossless();
}

ChaosResult run_chaos(const ChaosPlan& plan) { return ChaosRun(plan).run(); }

std::string table(const ChaosPlan& plan, const ChaosResult& result) {
  std::string text;
  const auto row = [&](std::string_view name, const auto& value) { text += fmt::format("{:<18} {}\n", name, value); };
  const StreamVerdict& found = result.found;
  row("seed", plan.seed);
  row("delivery", fmt::format("{}, mode {}", delivery(plan), mode(plan)));
  row("group", fmt::format("{} members, {}{}", plan.members, plan.assignor, plan.static_membership ? ", static" : ""));
  row("brokers", plan.brokers);
  row("seconds", fmt::format("{:.0f}", seconds_of(result.took)));
  for (const auto& [kind, count] : result.faults) row(to_string(kind), count);
  if (plan.delay_end_txn_ms > 0)
    row("EndTxn delayed", fmt::format("{}, by {} ms each", result.end_txns_delayed, plan.delay_end_txn_ms));
  row("records", fmt::format("{}, {} broken", found.sent, found.broken));
  row("letters", found.letters);
  if (plan.forward) row("forwarded", found.forwarded);
  if (plan.exactly_once) row("aborted writes", fmt::format("{}, hidden from who reads committed data", found.uncommitted));
  row("lost", found.lost);
  row("doubled", kills(result) == 0 ? fmt::format("{}", found.doubled)
                                    : fmt::format("{}, {:.1f} a kill", found.doubled,
                                                  static_cast<double>(found.doubled) / static_cast<double>(kills(result))));
  row("unexpected", found.unexpected);
  row("wrong", found.wrong);
  if (plan.exactly_once) row("aborted read", found.doubled);
  row("offset regression", fmt::format("{}, in {} samples", result.regressions.size(), result.offset_samples));
  row("not in the source", found.unstored);
  row("lag 0 in the end", result.caught_up ? "yes" : "NO");
  row("verdict", result.as_promised(plan) ? "as promised" : "NOT AS PROMISED");
  if (result.as_promised(plan)) return text;
  for (const auto* list : {&found.complaints, &result.regressions, &result.complaints})
    for (const std::string& complaint : *list) text += "  " + complaint + "\n";
  return text;
}

}  // namespace sluiced::testing
