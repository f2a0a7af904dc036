// Which of the lines that were sent are acknowledged, in the order of the input.
//
//   const OutgoingId id = ledger.next_id();
//   if (!writer.send(id, …)) ledger.begin(line);
//   …
//   for (const auto& report : reports) ledger.settle(report);
//   while (const auto first = ledger.take_first()) …                // in order, as far as there is no gap
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "gate/io.h"

namespace sluiced::cli {

class PublishLedger {
 public:
  struct Line {
    std::uint64_t number = 0;
    enum class State : std::uint8_t { under_way, acknowledged, failed };
    State state = State::under_way;
    PartitionId partition = 0;
    Offset offset = {};
  };

  /// The id under which the next line is sent.
  gate::OutgoingId next_id() const { return taken_ + lines_.size(); }
  void begin(std::uint64_t line) { lines_.push_back({.number = line}); }
  /// The line it is about. Throws std::logic_error for an id that is not under way: a fault of ours.
  const Line& settle(const gate::DeliveryReport& report);
  /// The first line, once it is settled.
  std::optional<Line> take_first();

  /// Begun, and not taken: what this takes memory for.
  std::size_t size() const { return lines_.size(); }
  /// Without a report so far.
  std::uint64_t under_way() const { return next_id() - settled_; }
  std::uint64_t acknowledged() const { return acknowledged_; }
  std::uint64_t failed() const { return settled_ - acknowledged_; }
  /// The first line that is not known to be written; nullopt: all are. Asked once all that is settled was taken.
  std::optional<std::uint64_t> first_missing() const;
  /// Acknowledged though they stand behind that line.
  std::uint64_t acknowledged_behind() const { return acknowledged_ - before_missing_; }

 private:
  std::deque<Line> lines_;
  std::uint64_t taken_ = 0;
  std::uint64_t settled_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t before_missing_ = 0;           ///< acknowledged, without a line before them that was not
  std::optional<std::uint64_t> first_failed_;  ///< of those taken
};

}  // namespace sluiced::cli
