#include "cli/publish_ledger.h"

#include <stdexcept>

namespace sluiced::cli {

const PublishLedger::Line& PublishLedger::settle(const gate::DeliveryReport& report) {
  if (report.id < taken_ || report.id >= next_id()) throw std::logic_error("a report of a line that is not under way");
  Line& line = lines_[report.id - taken_];
  if (line.state != Line::State::under_way) throw std::logic_error("a second report of a line");
  line.state = report.error ? Line::State::failed : Line::State::acknowledged;
  line.partition = report.partition;
  line.offset = report.offset;
  ++settled_;
  if (!report.error) ++acknowledged_;
  return line;
}

std::optional<PublishLedger::Line> PublishLedger::take_first() {
  if (lines_.empty() || lines_.front().state == Line::State::under_way) return std::nullopt;
  const Line first = lines_.front();
  lines_.pop_front();
  ++taken_;
  if (first.state == Line::State::failed && !first_failed_) first_failed_ = first.number;
  if (first.state == Line::State::acknowledged && !first_failed_) ++before_missing_;
  return first;
}

std::optional<std::uint64_t> PublishLedger::first_missing() const {
  if (first_failed_) return first_failed_;
  if (!lines_.empty()) return lines_.front().number;
  return std::nullopt;
}

}  // namespace sluiced::cli
