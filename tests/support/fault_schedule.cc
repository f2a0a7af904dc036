#include "support/fault_schedule.h"

#include <fmt/format.h>

#include <random>

namespace sluiced::testing {
namespace {

using std::chrono::milliseconds;

/// std's distributions differ between libraries; what a seed does must not.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t lane) : random_(seed * 1'000'003 + lane) {}
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  milliseconds time(std::int64_t least_ms, std::int64_t most_ms) { return milliseconds(between(least_ms, most_ms)); }

 private:
  std::mt19937_64 random_;
};

/// The time between a fault's end and the next one of its lane.
struct Gap {
  std::int64_t least_ms;
  std::int64_t most_ms;
};

struct Pace {
  Gap member;
  Gap broker;
  Gap network;
  Gap denial;
};

Pace pace_of(const ScheduleSettings& settings) {
  if (settings.lasts > std::chrono::minutes(1))
    return {.member = {8'000, 20'000}, .broker = {8'000, 25'000}, .network = {6'000, 20'000}, .denial = {15'000, 45'000}};
  return {.member = {25'000, 45'000}, .broker = {25'000, 50'000}, .network = {25'000, 45'000}, .denial = {30'000, 60'000}};
}

/// make: the next fault, without its time.
template <class Make>
FaultLane lane_of(std::string name, const ScheduleSettings& settings, Dice& dice, Gap gap, const Make& make) {
  FaultLane lane{.name = std::move(name), .faults = {}};
  milliseconds at = dice.time(gap.least_ms / 2, gap.most_ms / 2);
  for (;;) {
    Fault fault = make();
    fault.at = at;
    // The last one has to be over in time.
    if (fault.at + fault.lasts > settings.lasts) return lane;
    at += fault.lasts + dice.time(gap.least_ms, gap.most_ms);
    lane.faults.push_back(fault);
  }
}

Fault member_fault(int member, Dice& dice) {
  const std::int64_t one_in_ten = dice.between(0, 9);
  if (one_in_ten < 7) return {.kind = FaultKind::member_kill, .target = member, .lasts = dice.time(0, 2'000)};
  if (one_in_ten < 8) return {.kind = FaultKind::member_freeze, .target = member, .lasts = dice.time(500, 8'000)};
  return {.kind = FaultKind::member_leave, .target = member, .lasts = dice.time(0, 4'000)};
}

/// A start takes 5 to 10 s on top of that, and none of the others is touched before all are in sync again.
Fault broker_fault(int brokers, Dice& dice) {
  const int broker = static_cast<int>(dice.between(0, brokers - 1));
  const std::int64_t one_in_ten = dice.between(0, 9);
  if (one_in_ten < 5) return {.kind = FaultKind::broker_kill, .target = broker, .lasts = dice.time(0, 6'000)};
  if (one_in_ten < 9) return {.kind = FaultKind::broker_freeze, .target = broker, .lasts = dice.time(1'000, 9'000)};
  return {.kind = FaultKind::rolling_restart, .target = all_targets};
}

Fault network_fault(int brokers, Dice& dice) {
  const int target = dice.between(0, 2) == 0 ? all_targets : static_cast<int>(dice.between(0, brokers - 1));
  switch (dice.between(0, 3)) {
    case 0: return {.kind = FaultKind::cut, .target = target, .lasts = dice.time(500, 8'000)};
    case 1: return {.kind = FaultKind::half_open, .target = target, .lasts = dice.time(1'000, 12'000)};
    case 2:
      return {
          .kind = FaultKind::slow, .target = target, .lasts = dice.time(2'000, 12'000), .amount = dice.between(5'000, 200'000)};
    default:
      return {.kind = FaultKind::latency, .target = target, .lasts = dice.time(2'000, 15'000), .amount = dice.between(5, 300)};
  }
}

}  // namespace

std::string_view to_string(FaultKind kind) {
  switch (kind) {
    case FaultKind::member_kill: return "member kill -9";
    case FaultKind::member_freeze: return "member frozen";
    case FaultKind::member_leave: return "member leaves";
    case FaultKind::broker_kill: return "broker kill -9";
    case FaultKind::broker_freeze: return "broker frozen";
    case FaultKind::rolling_restart: return "rolling restart";
    case FaultKind::cut: return "cut";
    case FaultKind::half_open: return "half open";
    case FaultKind::slow: return "slow";
    case FaultKind::latency: return "latency";
    case FaultKind::denial: return "denial";
  }
  return "";
}

std::string to_string(const Fault& fault) {
  std::string text(to_string(fault.kind));
  if (fault.target != all_targets) text += fmt::format(" of {}", fault.target);
  if (fault.kind == FaultKind::slow) text += fmt::format(", {} bytes/s", fault.amount);
  if (fault.kind == FaultKind::latency) text += fmt::format(", {} ms", fault.amount);
  return text + fmt::format(", for {} ms", fault.lasts.count());
}

/// Each lane has dice of its own: one lane more or less moves none of the others.
std::vector<FaultLane> make_schedule(const ScheduleSettings& settings) {
  const Pace pace = pace_of(settings);
  std::vector<FaultLane> lanes;
  for (int member = 0; member < settings.members; ++member) {
    Dice dice(settings.seed, 100 + static_cast<std::uint64_t>(member));
    lanes.push_back(
        lane_of(fmt::format("member {}", member), settings, dice, pace.member, [&] { return member_fault(member, dice); }));
  }
  Dice brokers(settings.seed, 1);
  lanes.push_back(lane_of("brokers", settings, brokers, pace.broker, [&] { return broker_fault(settings.brokers, brokers); }));
  Dice network(settings.seed, 2);
  lanes.push_back(lane_of("network", settings, network, pace.network, [&] { return network_fault(settings.brokers, network); }));
  Dice denials(settings.seed, 3);
  lanes.push_back(lane_of("denials", settings, denials, pace.denial, [&] {
    return Fault{.kind = FaultKind::denial, .target = all_targets, .lasts = denials.time(1'000, 9'000)};
  }));
  return lanes;
}

}  // namespace sluiced::testing
