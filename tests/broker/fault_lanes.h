// Who does the faults of a schedule, and undoes them: each is begun, lasts its time or until the run is stopped, and is mended when
// perform() returns.
#pragma once

#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "scene.h"
#include "support/cluster.h"
#include "support/fault_schedule.h"

namespace sluiced::testing {

/// Said once, heard by all threads of a run.
class Stop {
 public:
  void say() {
    const std::lock_guard lock(mutex_);
    said_ = true;
    heard_.notify_all();
  }
  /// True: it was said before that time.
  bool wait_until(Stopwatch::time_point time) {
    std::unique_lock lock(mutex_);
    return heard_.wait_until(lock, time, [this] { return said_; });
  }
  bool wait_for(milliseconds time) { return wait_until(Stopwatch::now() + time); }

 private:
  std::mutex mutex_;
  std::condition_variable heard_;
  bool said_ = false;
};

/// What was done when, in a file that grows as it happens, and what nobody had asked for. Any thread.
class FaultJournal {
 public:
  explicit FaultJournal(const std::string& file) : file_(file) {}

  void note(const std::string& text);
  void begun(const Fault& fault);
  /// Of daemon or broker: something that must not be.
  void complain(const std::string& text);

  const std::map<FaultKind, std::uint64_t>& done() const { return done_; }
  const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  std::mutex mutex_;
  std::ofstream file_;
  Stopwatch::time_point start_ = Stopwatch::now();
  std::map<FaultKind, std::uint64_t> done_;
  std::vector<std::string> complaints_;
};

class FaultDoer {
 public:
  FaultDoer(FaultJournal& journal, Stop& stop) : journal_(journal), stop_(stop) {}
  virtual ~FaultDoer() = default;
  FaultDoer(const FaultDoer&) = delete;
  FaultDoer& operator=(const FaultDoer&) = delete;
  virtual void perform(const Fault& fault) = 0;

 protected:
  FaultJournal& journal_;
  Stop& stop_;
};

/// A daemon that is one member of the group.
class MemberDoer final : public FaultDoer {
 public:
  MemberDoer(const DaemonSettings& settings, FaultJournal& journal, Stop& stop) : FaultDoer(journal, stop), daemon_(settings) {}
  void start() { daemon_.start(); }
  void perform(const Fault& fault) override;
  /// SIGTERM, and a complaint where it does not end as it should.
  void end();

 private:
  void look_after();

  DaemonProcess daemon_;
};

/// Never more than one broker away: the next fault waits until all are in sync.
class BrokerDoer final : public FaultDoer {
 public:
  BrokerDoer(Cluster& cluster, FaultJournal& journal, Stop& stop) : FaultDoer(journal, stop), cluster_(cluster) {}
  void perform(const Fault& fault) override;

 private:
  void await_sync();
  void restart_all();

  Cluster& cluster_;
};

class NetworkDoer final : public FaultDoer {
 public:
  /// otherwise: how the proxies behave while nothing is done to them.
  NetworkDoer(Cluster& cluster, const ProxyBehaviour& otherwise, FaultJournal& journal, Stop& stop);
  void perform(const Fault& fault) override;

 private:
  void behave(int target, const ProxyBehaviour& behaviour);

  Cluster& cluster_;
  ProxyBehaviour otherwise_;
};

/// User:gate may write to the topic, but for a while not.
class DenialDoer final : public FaultDoer {
 public:
  DenialDoer(Cluster& cluster, const std::string& topic, FaultJournal& journal, Stop& stop);
  void perform(const Fault& fault) override;

 private:
  Cluster& cluster_;
  Permission denial_;
};

}  // namespace sluiced::testing
