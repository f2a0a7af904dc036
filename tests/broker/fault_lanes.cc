#include "fault_lanes.h"

#include <fmt/format.h>

#include <stdexcept>

namespace sluiced::testing {
namespace {

constexpr seconds mending_deadline{180};

/// Asked of a broker that may be away just now.
void insist(const std::function<void()>& ask) {
  std::string complaint;
  const bool done = within(mending_deadline, [&] {
    try {
      ask();
      return true;
    } catch (const std::runtime_error& fault) {
      complaint = fault.what();
      return false;
    }
  });
  if (!done) throw std::runtime_error(complaint);
}

}  // namespace

void FaultJournal::note(const std::string& text) {
  const std::lock_guard lock(mutex_);
  file_ << fmt::format("{:8.3f} {}\n", seconds_of(since(start_)), text) << std::flush;
}

void FaultJournal::begun(const Fault& fault) {
  note(to_string(fault));
  const std::lock_guard lock(mutex_);
  ++done_[fault.kind];
}

void FaultJournal::complain(const std::string& text) {
  note("COMPLAINT: " + text);
  const std::lock_guard lock(mutex_);
  complaints_.push_back(text);
}

void MemberDoer::perform(const Fault& fault) {
  look_after();
  journal_.begun(fault);
  switch (fault.kind) {
    case FaultKind::member_kill:
      daemon_.kill9();
      stop_.wait_for(fault.lasts);
      daemon_.start();
      break;
    case FaultKind::member_freeze:
      daemon_.signal(SIGSTOP);
      stop_.wait_for(fault.lasts);
      daemon_.signal(SIGCONT);
      break;
    case FaultKind::member_leave:
      end();
      stop_.wait_for(fault.lasts);
      daemon_.start();
      break;
    default: throw std::logic_error("no fault of a member");
  }
  journal_.note(fmt::format("{} is over", to_string(fault)));
}

void MemberDoer::look_after() {
  if (daemon_.running()) return;
  journal_.complain(
      fmt::format("{}: the daemon has ended by itself, with {}", daemon_.folder(), daemon_.await_exit(seconds(0)).value_or(-1)));
  daemon_.start();
}

void MemberDoer::end() {
  look_after();
  const std::optional<int> code = stop(daemon_, seconds(60));
  if (code == 0) return;
  journal_.complain(fmt::format("{}: after SIGTERM the daemon {}", daemon_.folder(),
                                code ? fmt::format("ended with {}", *code) : "did not end within 60 s"));
  if (!code) daemon_.kill9();
}

void BrokerDoer::await_sync() {
  if (!within(mending_deadline, [this] { return cluster_.in_sync(); }))
    throw std::runtime_error("the brokers do not come into sync again");
  journal_.note("all brokers are in sync");
}

void BrokerDoer::perform(const Fault& fault) {
  journal_.begun(fault);
  switch (fault.kind) {
    case FaultKind::broker_kill:
      cluster_.node(fault.target).kill9();
      stop_.wait_for(fault.lasts);
      cluster_.node(fault.target).up();
      break;
    case FaultKind::broker_freeze:
      cluster_.node(fault.target).freeze();
      stop_.wait_for(fault.lasts);
      cluster_.node(fault.target).thaw();
      break;
    case FaultKind::rolling_restart: restart_all(); break;
    default: throw std::logic_error("no fault of a broker");
  }
  await_sync();
}

void BrokerDoer::restart_all() {
  for (int number = 0; number < cluster_.size(); ++number) {
    cluster_.node(number).restart();
    await_sync();
    if (stop_.wait_for(milliseconds(0))) return;
  }
}

NetworkDoer::NetworkDoer(Cluster& cluster, const ProxyBehaviour& otherwise, FaultJournal& journal, Stop& stop)
    : FaultDoer(journal, stop), cluster_(cluster), otherwise_(otherwise) {
  behave(all_targets, otherwise_);
}

void NetworkDoer::behave(int target, const ProxyBehaviour& behaviour) {
  for (int number = 0; number < cluster_.size(); ++number)
    if (target == all_targets || target == number) cluster_.proxy(number).behave(behaviour);
}

void NetworkDoer::perform(const Fault& fault) {
  ProxyBehaviour behaviour = otherwise_;
  switch (fault.kind) {
    case FaultKind::cut: behaviour.cut = true; break;
    case FaultKind::half_open: behaviour.half_open = true; break;
    case FaultKind::slow: behaviour.bytes_per_second = fault.amount; break;
    case FaultKind::latency: behaviour.latency_ms = fault.amount; break;
    default: throw std::logic_error("no fault of the network");
  }
  journal_.begun(fault);
  behave(fault.target, behaviour);
  stop_.wait_for(fault.lasts);
  behave(fault.target, otherwise_);
  journal_.note(fmt::format("{} is over", to_string(fault)));
}

DenialDoer::DenialDoer(Cluster& cluster, const std::string& topic, FaultJournal& journal, Stop& stop)
    : FaultDoer(journal, stop),
      cluster_(cluster),
      denial_{.user = "User:gate", .name = topic, .operation = Permission::Operation::write, .allow = false} {
  // Once there is a denial, nobody may but who is allowed to.
  add_permission(cluster_.brokers(), {.user = denial_.user, .name = topic});
}

void DenialDoer::perform(const Fault& fault) {
  journal_.begun(fault);
  insist([this] { add_permission(cluster_.brokers(), denial_); });
  stop_.wait_for(fault.lasts);
  insist([this] { remove_permissions(cluster_.brokers(), denial_); });
  journal_.note(fmt::format("{} is over", to_string(fault)));
}

}  // namespace sluiced::testing
