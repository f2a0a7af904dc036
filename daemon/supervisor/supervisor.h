// Keeps the loops alive: a loop that ends on its own comes back after a backoff; one group's failure leaves the others alone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "base/clock.h"
#include "base/wakeup.h"
#include "supervisor/child.h"
#include "supervisor/plan.h"
#include "supervisor/rates.h"
#include "supervisor/status.h"

namespace sluiced::supervisor {

/// What a new plan did to the loops.
struct Changes {
  std::size_t started = 0;
  std::size_t restarted = 0;
  std::size_t stopped = 0;
  std::size_t swapped = 0;  ///< went on, with the schemas of the new plan from their next batch on
};

/// One thread: the main one. It waits on wakeup() (and on what else it likes), then calls tick().
class Supervisor {
 public:
  Supervisor(Plan plan, const Clock& clock);

  void start();
  /// Asks all loops to finish what is under way and leave their groups. Nothing starts again afterwards.
  void drain();
  /// Takes what has ended, starts what is due.
  void tick();
  /// The newer configuration, from now on; its generation is one higher.
  Changes apply(Plan plan);

  /// How long until tick() has something to do unasked; nullopt: until signalled.
  std::optional<Duration> until_next_tick() const;
  bool all_stopped() const;
  /// Every loop has joined its group, failed once, or found no broker or no topic. Latched by nobody here.
  bool all_tried() const;
  /// Every loop that runs works by the present configuration.
  bool generation_everywhere() const;
  std::uint64_t generation() const { return generation_; }
  bool draining() const { return draining_; }
  /// Of all drains so far: everything was acknowledged, committed and left in time.
  bool drained_in_time() const;

  /// An operator's wish for a topic. Answers come by and by from take_answers() with that ticket, `asked` of them.
  struct Asked {
    std::size_t asked = 0;  ///< loops that will answer
    std::size_t known = 0;  ///< loops that have the topic, running or not
  };
  Asked hold(std::uint64_t ticket, const std::string& topic);
  Asked release(std::uint64_t ticket, const std::string& topic);
  Asked skip(std::uint64_t ticket, const TopicPartition& partition, Offset offset, const std::string& reason);
  std::vector<gate::LoopAnswer> take_answers();

  /// Looks at the counters for the rates in the status. About once a second.
  void sample();
  /// Fills in what the loops and topics look like; the rest is the daemon's to say.
  void describe(Status& status) const;

  Wakeup& wakeup() { return wakeup_; }
  const Plan& plan() const { return plan_; }

 private:
  struct SchemaSeen {
    std::string identity;
    MonotonicTime since;
    bool by_reload = false;
  };
  using TopicKey = std::pair<std::string, std::string>;  ///< group, topic (of schemas of topics that match: the pattern)

  Asked post(const std::string& topic, const gate::LoopMail& mail);
  void start_where_clear();
  /// Of the plan's topics, and tells them since when they are judged by theirs.
  void note_schemas(bool by_reload);
  /// Of a group: the topics named, and those that its loops have found to match.
  std::vector<gate::TopicSettings> topics_of(const gate::LoopSettings& loop) const;
  void describe_topic(const gate::LoopSettings& loop, const gate::TopicSettings& topic, TopicStatus& status) const;
  void describe_schema(const gate::LoopSettings& loop, const gate::TopicSettings& topic, TopicStatus& status) const;
  void add_counters(const gate::TopicCounters& counters, TopicStatus& status) const;

  Wakeup wakeup_;
  const Clock& clock_;
  Plan plan_;
  std::uint64_t generation_ = 1;
  std::vector<std::unique_ptr<Child>> children_;  ///< in the plan's order; those on their way out stand last
  std::set<std::string> held_by_hand_;            ///< topics; over restarts and reloads, whatever becomes of their groups
  std::map<TopicKey, Rates> rates_;
  std::map<TopicKey, SchemaSeen> schemas_;
  bool draining_ = false;
  bool drained_in_time_ = true;  ///< of those that are gone
};

}  // namespace sluiced::supervisor
