// What `sluiced publish` prints.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/publish_ledger.h"
#include "cli/verdict_text.h"

namespace sluiced::cli {

/// How it came out, in numbers of lines.
struct PublishResult {
  std::string topic;
  std::uint64_t lines = 0;  ///< that were no blank ones, and were looked at
  std::uint64_t sent = 0;   ///< acknowledged by all in-sync replicas; in a transaction: when it was committed
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;   ///< sent, and reported as not written
  std::uint64_t unknown = 0;  ///< sent, and nothing was heard of them
  enum class Transaction : std::uint8_t { none, committed, aborted, unknown };
  Transaction transaction = Transaction::none;
  std::optional<std::uint64_t> go_on_with = {};  ///< the first line that was not refused and is not known to be written
  std::uint64_t written_behind = 0;              ///< lines from there on that are written all the same
  bool dry_run = false;
};

/// "orders: 3 lines: 2 sent, 1 refused, 0 failed", with its newline; the longer the less well it went.
std::string summary_text(const PublishResult& result);
std::string summary_json(const PublishResult& result);

/// "orders/2@1041 line 7".
std::string confirmation_text(const std::string& topic, const PublishLedger::Line& line);
std::string confirmation_json(const std::string& topic, const PublishLedger::Line& line);

/// A refused line, for machines; a person is told by verdict_text.h.
std::string refusal_json(const InputDocument& line, const Refusal& refusal);

}  // namespace sluiced::cli
