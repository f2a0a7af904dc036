// A job over dead letters: chooses, judges anew, sends back, and writes into the ledger what it did, in transactions. Killed anywhere, the
// same line goes on, and no record is sent twice by one job or by two.
//
// All jobs over one dead-letter topic share a transactional.id: one that begins fences the one before it, whose open transaction is
// aborted. Then the ledger is read up to a mark of our own, so that everything any job has committed has been seen.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "cli/replay_newer.h"
#include "cli/replay_targets.h"
#include "kafka/writer.h"
#include "letters/envelope.h"
#include "letters/ledger.h"
#include "letters/replay.h"

namespace sluiced::cli {

struct ReplayOptions {
  LetterOptions letters;
  std::string topic;
  std::string to = "origin";  ///< or "forward"
  std::string through;        ///< a filter; "" = none
  int stop = -1;              ///< a descriptor: once it can be read, the filter is ended
  std::uint64_t rate = 0;     ///< records a second; 0: as fast as it goes
  std::uint64_t limit = 0;    ///< records to send; 0: all
  std::int64_t hops_max = 3;
  bool skip_superseded = false;
  bool onto_compacted = false;
  bool dry_run = false;
  bool resolve = false;  ///< send nothing: only note that they are dealt with
};

struct ReplayResult {
  std::string job;
  bool resumed = false;
  letters::Tally tally;
  std::uint64_t letters = 0;              ///< looked at
  std::optional<std::int64_t> oldest_ms;  ///< of the records sent, by their own timestamps
  std::string too_large;                  ///< the first that was, and its size as sent
  std::vector<std::string> overtaken;     ///< what retention took before it was read
};

/// Why a job stopped. What earlier transactions brought stands.
struct Stopped {
  ExitCode code = ExitCode::not_well;
  std::string why;
};

/// One thread, used once.
class ReplayJob {
 public:
  /// After each transaction, for who watches; says whether to go on.
  using Progress = std::function<bool(const ReplayResult&)>;

  ReplayJob(const LetterContext& context, const ReplayOptions& options, config::CompiledConfig compiled, WallTime now);

  Result<ReplayResult, Stopped> run(const Progress& progress);
  const ReplayTargets& targets() const { return targets_; }
  const LetterTopic& topic() const { return topic_; }

 private:
  struct Candidate {
    gate::FetchedRecord fetched;
    std::vector<HeaderView> headers;  ///< the record's, or the filter's
    letters::Letter letter;
    std::string identity;
    Record record;  ///< as it would be sent
    letters::Fate fate = letters::Fate::send;
    gate::OutgoingId id = 0;         ///< of what was sent of it in the transaction that is open
    ReplayTarget* target = nullptr;  ///< where to
    std::uint64_t bytes = 0;
    bool redated = false;
  };
  using Trouble = std::optional<Stopped>;

  Trouble prepare();
  Trouble make_ledger_topic();
  Trouble read_ledger();
  Trouble choose_ranges();
  Trouble take_batch();
  letters::Fate first_fate(const Candidate& candidate);
  Trouble filter();
  Trouble send_batch();
  Trouble try_batch();
  /// Where the transaction came to nothing because of a record's size: that one stays, and the others can be tried again.
  bool leave_out_too_large();
  Trouble send(Candidate& candidate, gate::OutgoingId id);
  Trouble commit(WallTime now);
  void move_past(const Record& record);
  bool at_limit() const;
  bool over() const;
  std::string job_id() const;
  Stopped stopped(const gate::IoError& error) const;

  const LetterContext& context_;
  const ReplayOptions options_;
  const LetterTopic topic_;
  const LetterSelection selection_;
  SystemClock clock_;
  ReplayTargets targets_;
  NewerRecords newer_;
  std::optional<kafka::Writer> writer_;
  letters::Ledger ledger_;
  letters::JobState state_;
  kafka::TopicReader reader_;
  gate::Batch fetched_;  ///< what is left of it goes before anything new
  std::size_t next_ = 0;
  std::vector<Candidate> batch_;
  std::unordered_set<std::string> in_batch_;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<letters::Edited> edited_;  ///< what the filter gave for this batch
  std::uint64_t sent_before_ = 0;        ///< by this job, before it was ended on the way
  std::uint64_t committed_ = 0;          ///< sent, by this run
  std::vector<gate::DeliveryReport> reports_;
  bool after_refusal_ = false;  ///< the transaction before came to nothing because of a record's size
  ReplayResult result_;
};

}  // namespace sluiced::cli
