// The counters of a loop's topics, by name: those that match come while it runs. They outlive the loop that writes them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gate/counters.h"

namespace sluiced::gate {

/// Any thread; nobody asks per record.
class CounterBook {
 public:
  /// Makes them where there are none. They stay where they are until keep() leaves them out.
  TopicCounters& of(const std::string& topic) {
    const std::lock_guard lock(mutex_);
    auto& own = counters_[topic];
    if (!own) own = std::make_unique<TopicCounters>();
    return *own;
  }
  /// nullptr: nobody has worked on that topic.
  const TopicCounters* find(const std::string& topic) const {
    const std::lock_guard lock(mutex_);
    const auto found = counters_.find(topic);
    return found == counters_.end() ? nullptr : found->second.get();
  }
  std::vector<std::string> topics() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, counters] : counters_) names.push_back(name);
    return names;
  }
  /// Only between two runs of the loop: a running one holds on to its counters.
  template <class Wanted>
  void keep(const Wanted& wanted) {
    const std::lock_guard lock(mutex_);
    std::erase_if(counters_, [&](const auto& item) { return !wanted(item.first); });
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<TopicCounters>> counters_;
};

}  // namespace sluiced::gate
