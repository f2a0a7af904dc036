// Lines in, records out: reads as fast as they are acknowledged, and knows at each moment which lines are written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/line_judges.h"
#include "cli/output.h"
#include "cli/publish_ledger.h"
#include "cli/publish_report.h"
#include "cli/stop_signals.h"
#include "kafka/writer.h"

namespace sluiced::cli {

struct PublisherSettings {
  std::string topic;
  std::string brokers;  ///< for complaints
  Duration timeout{};   ///< so long may pass without an acknowledgement
  std::size_t line_bytes_max = 0;
  bool transaction = false;
  bool confirm = false;
  bool json = false;
};

/// Of one run, on one thread; the lines are judged on others, ahead of it.
class Publisher {
 public:
  /// writer: nullptr for a dry run.
  Publisher(PublisherSettings settings, RecordRules rules, kafka::Writer* writer, Output& output, StopSignals& signals);

  /// Looks whether the topic is there, and begins transactions. nullopt: it may go on; else what to exit with, the reason told.
  std::optional<ExitCode> prepare(PartitionId partition);
  /// Standard input to its end, or as far as it goes.
  ExitCode run();

 private:
  /// These say whether to go on.
  bool take(const JudgedLines::Line& line);
  bool send(const JudgedLines::Line& line);
  bool await_input();

  /// Deals with what is judged, in the order of the input.
  void take_judged();
  /// Waits until all that was read is judged and dealt with, or it stops.
  void take_rest();
  /// For anything to do. Says whether there is input, where it is wanted.
  bool wait(bool wants_input);

  ExitCode nothing_sent(const gate::IoError& error);
  void tell(const InputDocument& line, const Refusal& refusal);
  void collect();
  void note_failure(std::uint64_t line, const gate::IoError& error);
  void await_a_slice();
  /// Waits for what is under way, as long as any of it comes.
  void await_reports();
  void end_transaction();
  void stop(std::string why);
  bool overdue();
  bool stopped();
  PublishResult result();
  ExitCode exit_code(const PublishResult& result);

  PublisherSettings settings_;
  gate::OutgoingRecord record_;  ///< what all have in common, and the value and key of the one at hand
  LineJudges judges_;
  kafka::Writer* writer_;
  Output& output_;
  StopSignals& signals_;
  SystemClock clock_;
  bool marked_;  ///< people look at standard error
  PublishLedger ledger_;
  std::vector<gate::DeliveryReport> reports_;
  MonotonicTime last_progress_{};
  std::string why_stopped_;  ///< "" while it goes on
  PublishResult::Transaction transaction_ = PublishResult::Transaction::none;
  bool unreadable_ = false;
  std::uint64_t passed_ = 0;  ///< and were handed on, where there is somebody to hand them to
  std::uint64_t refused_ = 0;
  std::uint64_t last_line_ = 0;
  std::optional<std::uint64_t> unsent_;  ///< the line at which it stopped
};

}  // namespace sluiced::cli
