// A supervisor over loops whose world is fake: clients that are refused or fall silent as a test wants, plans made from names.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "supervisor/supervisor.h"
#include "support/loop_fixture.h"

namespace sluiced::testing {

/// What all clients of a test share, on any thread.
struct FakeWorld {
  std::atomic<int> made = 0;
  std::map<std::string, std::atomic<int>> made_for;  ///< by client.id; filled by a test before the loops start
  std::mutex mutex;
  std::set<std::string> refused;              ///< groups whose clients cannot be made
  std::map<std::string, PartitionId> topics;  ///< that there are in the cluster; filled before the loops start
  std::set<std::string> fenced;               ///< groups whose clients another member has taken the place of

  void refuse(const std::string& group, bool yes) {
    const std::lock_guard lock(mutex);
    if (yes)
      refused.insert(group);
    else
      refused.erase(group);
  }
  bool refuses(const std::string& group) {
    const std::lock_guard lock(mutex);
    return refused.contains(group);
  }
  bool fences(const std::string& group) {
    const std::lock_guard lock(mutex);
    return fenced.contains(group);
  }
};

/// Joins at once, with partition 0 of every topic.
class FakeClients final : public supervisor::Clients {
 public:
  FakeClients(const gate::LoopSettings& loop, const std::map<std::string, PartitionId>& topics, bool fenced) {
    broker_.partition_counts = topics;
    std::vector<TopicPartition> all;
    for (const auto& topic : loop.topics) all.push_back({topic.name, 0});
    broker_.rebalance(gate::Rebalance::Kind::assigned, all);
    if (fenced)
      broker_.next_failure = gate::IoError{.kind = gate::IoError::Kind::fenced, .text = "another member took our place"};
  }
  gate::Source& source() override { return broker_; }
  gate::Committer& committer() override { return broker_; }
  gate::OffsetLookup& lookup() override { return broker_; }
  gate::RecordSink& sink() override { return sink_; }
  gate::TopicAdmin& admin() override { return admin_; }

 private:
  FakeBroker broker_;
  FakeSink sink_;
  FakeAdmin admin_;
};

class FakeFactory final : public supervisor::ClientFactory {
 public:
  explicit FakeFactory(FakeWorld& world, std::string kind = "") : world_(world), kind_(std::move(kind)) {}
  std::unique_ptr<supervisor::Clients> make(const gate::LoopSettings& loop, Wakeup& wakeup) const override {
    ++world_.made;
    if (const auto found = world_.made_for.find(loop.client); found != world_.made_for.end()) ++found->second;
    if (world_.refuses(loop.group)) throw std::runtime_error("refused");
    wakeup.signal();  // there is a rebalance to take
    return std::make_unique<FakeClients>(loop, world_.topics, world_.fences(loop.group));
  }
  bool same_as(const supervisor::ClientFactory& other) const override {
    return kind_ == dynamic_cast<const FakeFactory&>(other).kind_;
  }

 private:
  FakeWorld& world_;
  std::string kind_;
};

inline supervisor::LoopPlan loop_plan(FakeWorld& world, const std::string& group, std::uint32_t instance = 0) {
  supervisor::LoopPlan plan{.settings = {}, .clients = std::make_shared<FakeFactory>(world)};
  plan.settings.group = group;
  plan.settings.instance = instance;
  plan.settings.client = "sluiced/" + group + "/" + std::to_string(instance);
  plan.settings.topics = {topic_settings(group + "-topic")};
  return plan;
}

inline supervisor::Plan plan_of(std::vector<supervisor::LoopPlan> loops) {
  supervisor::Plan plan;
  plan.loops = std::move(loops);
  return plan;
}

/// Ticks as the main thread does, until `done` or 30 s of real time.
inline bool tick_until(supervisor::Supervisor& supervisor, const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    supervisor.wakeup().wait(Duration{10});
    supervisor.tick();
  }
  return true;
}

inline supervisor::Status status_of(const supervisor::Supervisor& supervisor) {
  supervisor::Status status;
  supervisor.describe(status);
  return status;
}

inline supervisor::LoopState state_of(const supervisor::Supervisor& supervisor, const std::string& group,
                                      std::uint32_t instance = 0) {
  for (const supervisor::LoopStatus& loop : status_of(supervisor).loops)
    if (loop.group == group && loop.instance == instance) return loop.state;
  throw std::runtime_error("no loop of " + group);
}

}  // namespace sluiced::testing
