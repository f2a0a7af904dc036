// What `sluiced demo` prints, and whether it adds up: what was sent against what the gate counted and what stands in the
// dead-letter topics.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/embedded_kafka.h"
#include "cli/output.h"
#include "cli/sample_events.h"
#include "gate/counters.h"
#include "record/record.h"

namespace sluiced::cli {

using CountByCode = std::array<std::uint64_t, all_verdict_codes.size()>;

/// One topic of the demo: what went in, and afterwards what came of it.
struct DemoTopic {
  std::string topic;
  std::string group;
  std::string schema_file;
  std::string dead_letter_topic;
  std::vector<SampleEvent> events;  ///< event i stands at offset i

  CountByCode judged{};
  std::uint64_t acknowledged = 0;  ///< dead letters
  std::vector<ReadRecord> letters{};
  std::optional<NextOffset> committed{};

  CountByCode expected() const;
  /// As many were judged as went in, and every dead letter is acknowledged. Too many will do: differences() tells of them.
  bool settled() const;
};

/// Whether the gate writes a dead letter for it unless configured otherwise.
bool makes_letter(VerdictCode code);

/// What does not agree, one sentence each; empty: every event that went in is accounted for.
std::vector<std::string> differences(const DemoTopic& topic);

void print_opening(Output& output, const std::string& config_file, const std::vector<DemoTopic>& topics);
void print_topic(Output& output, const DemoTopic& topic);
void print_closing(Output& output, const std::string& config_file, const std::vector<DemoTopic>& topics, Duration taken);

}  // namespace sluiced::cli
