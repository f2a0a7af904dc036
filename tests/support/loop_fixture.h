// A consumer loop over fakes, driven turn by turn.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gate/consumer_loop.h"
#include "support/gate_fakes.h"
#include "support/manual_clock.h"
#include "support/schemas.h"

namespace sluiced::testing {

inline gate::TopicSettings topic_settings(const std::string& name) {
  return {.name = name,
          .schema = schema_of(R"({"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}})"),
          .mode = gate::Mode::quarantine,
          .verdicts = {},
          .start_at = {},
          .dead_letter_topic = name + ".dlt",
          .create_dead_letter_topic = true,
          .held_by_hand = false};
}

/// Those of a loop's named topics, by their place in the settings.
struct TopicCounterList {
  gate::TopicCounters& operator[](std::size_t topic) const { return book.of(topics[topic]); }
  mutable gate::CounterBook book;
  std::vector<std::string> topics;
};

struct LoopFixture {
  static constexpr const char* good = R"({"n":1})";
  static constexpr const char* bad = R"({"n":"one"})";

  explicit LoopFixture(std::vector<gate::TopicSettings> topics = {topic_settings("orders"), topic_settings("clicks")}) {
    settings.group = "g";
    settings.client = "sluiced/g/0";
    settings.topics = std::move(topics);
    make();
  }

  /// Again after a change of the settings, with nothing counted or remembered.
  void make() {
    loop.reset();
    counters.book.keep([](const std::string&) { return false; });
    restart();
  }

  /// A loop that comes back: its clients are new, its counters and what it remembers are not.
  void restart() {
    loop.reset();
    sink.under_way.clear();
    counters.topics.clear();
    for (const gate::TopicSettings& topic : settings.topics) counters.topics.push_back(topic.name);
    loop = std::make_unique<gate::ConsumerLoop>(settings,
                                                gate::ConsumerLoop::Ports{.source = broker,
                                                                          .committer = broker,
                                                                          .lookup = broker,
                                                                          .sink = sink,
                                                                          .admin = admin,
                                                                          .clock = clock,
                                                                          .wakeup = wakeup,
                                                                          .counters = counters.book,
                                                                          .gauges = gauges,
                                                                          .transactions = &transactions},
                                                control);
  }

  /// Hands the partitions over and lets the loop take them: one turn to look up and commit, one to finish.
  void assign(const std::vector<TopicPartition>& partitions) {
    broker.rebalance(gate::Rebalance::Kind::assigned, partitions);
    for (int turn = 0; turn < 3; ++turn) loop->step();
  }

  void step(int turns = 1) {
    for (int turn = 0; turn < turns; ++turn) loop->step();
  }
  void after(Duration time) {
    clock.advance(time);
    loop->step();
  }
  std::uint64_t count(std::size_t topic, VerdictCode code) const { return counters[topic].records[index_of(code)]; }
  std::uint64_t delivered(std::size_t topic) const {
    std::uint64_t sum = 0;
    for (const auto& of_code : counters[topic].letters_delivered) sum += of_code;
    return sum;
  }
  bool held(std::size_t topic, HoldReason reason) const { return counters[topic].held_since_ms[index_of(reason)] != 0; }
  bool held(std::size_t topic) const {
    return std::any_of(all_hold_reasons.begin(), all_hold_reasons.end(), [&](HoldReason reason) { return held(topic, reason); });
  }

  gate::LoopSettings settings;
  FakeBroker broker;
  FakeSink sink;
  FakeTransactions transactions{sink};
  FakeAdmin admin;
  ManualClock clock;
  Wakeup wakeup;
  Wakeup outside;
  gate::LoopControl control{wakeup, outside};
  gate::LoopGauges gauges;
  TopicCounterList counters;
  std::unique_ptr<gate::ConsumerLoop> loop;
};

}  // namespace sluiced::testing
