// The counters of a loop's topics, by name, and what it remembers of them: those that match come while it runs. Both outlive the loop that
// writes them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gate/counters.h"
#include "gate/topic_memory.h"

namespace sluiced::gate {

/// Any thread; nobody asks per record.
class CounterBook {
 public:
  /// Makes them where there are none. They stay where they are until keep() leaves them out.
  TopicCounters& of(const std::string& topic) { return entry(topic).counters; }
  /// Likewise, but only for the loop.
  TopicMemory& memory_of(const std::string& topic) { return entry(topic).memory; }
  /// nullptr: nobody has worked on that topic.
  const TopicCounters* find(const std::string& topic) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(topic);
    return found == entries_.end() ? nullptr : &found->second->counters;
  }
  std::vector<std::string> topics() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries_) names.push_back(name);
    return names;
  }
  /// Only between two runs of the loop: a running one holds on to its counters.
  template <class Wanted>
  void keep(const Wanted& wanted) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const auto& item) { return !wanted(item.first); });
  }

 private:
  struct Entry {
    TopicCounters counters;
    TopicMemory memory;
  };
  Entry& entry(const std::string& topic) {
    const std::lock_guard lock(mutex_);
    auto& own = entries_[topic];
    if (!own) own = std::make_unique<Entry>();
    return *own;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Entry>> entries_;
};

}  // namespace sluiced::gate
