// One line of input into the record it stands for, or the reason why it is not sent. Asks nobody.
//
//   RecordMaker maker({.topic = "orders", .schemas = table, .key_field = "/id"});
//   if (const auto refusal = maker.take(line)) … else writer.send(id, maker.record(), …)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/documents.h"
#include "cli/verdict_text.h"
#include "gate/io.h"
#include "gate/judge.h"
#include "gate/schema_table.h"

namespace sluiced::cli {

/// What the lines are judged by, and what their records have in common.
struct RecordRules {
  std::string topic;
  gate::SchemaTable schemas;
  VerdictPolicy verdicts = {};
  DocumentLimits limits = {};
  std::optional<std::string> key = {};        ///< of every record
  std::optional<std::string> key_field = {};  ///< a JSON Pointer: each line's own
  std::vector<Header> headers = {};
  PartitionId partition = gate::any_partition;
};

/// One thread. What passes allocates nothing once warm.
class RecordMaker {
 public:
  explicit RecordMaker(RecordRules rules);

  /// nullopt: it passes, and record() is what it stands for. A carriage return before the newline is no part of it.
  std::optional<Refusal> take(const InputDocument& line);
  const gate::OutgoingRecord& record() const { return record_; }

 private:
  std::optional<Refusal> take_key();

  VerdictPolicy verdicts_;
  gate::Judge judge_;
  std::optional<schema::TextAt> key_at_;
  std::string key_field_;
  std::vector<HeaderView> header_views_;  ///< by which records choose their schema
  gate::OutgoingRecord record_;
};

}  // namespace sluiced::cli
