#include "gate/outbox.h"

#include <algorithm>
#include <vector>

namespace sluiced::gate {

void Outbox::enter(OutgoingId id, Entry& entry, State state) {
  --count_of(entry);
  entry.state = state;
  ++count_of(entry);
  if (state == State::kept)
    kept_.insert(id);
  else
    kept_.erase(id);
  if (state == State::acknowledged && entry.alone) --alone_;
}

void Outbox::leave(const Entry& entry) {
  bytes_ -= entry.record.bytes();
  --count_of(entry);
  if (entry.alone && entry.state != State::acknowledged) --alone_;
}

std::optional<IoError> Outbox::send(OutgoingId id, const Entry& entry) {
  if (entry.form == LetterForm::whole) return sink_.send(id, entry.record);
  return sink_.send(id, reduced(entry.record, entry.form));
}

std::optional<IoError> Outbox::add(OutgoingRecord record, const Origin& origin) {
  bytes_ += record.bytes();
  const OutgoingId id = next_id_++;
  Entry& entry = entries_.emplace(id, Entry{.record = std::move(record), .origin = origin}).first->second;
  ++count_of(entry);
  std::optional<IoError> error = sink_.send(id, entry.record);
  if (error) enter(id, entry, State::kept);
  return error;
}

std::optional<Outbox::Settled> Outbox::settle(const DeliveryReport& report) {
  const auto found = entries_.find(report.id);
  if (found == entries_.end()) return std::nullopt;
  Settled settled{found->second.origin, report.error};
  if (report.error) {
    enter(report.id, found->second, State::kept);
  } else if (transactional_) {
    enter(report.id, found->second, State::acknowledged);
  } else {
    leave(found->second);
    entries_.erase(found);
  }
  return settled;
}

bool Outbox::shrink(OutgoingId id, LetterForm smallest) {
  Entry& entry = entries_.at(id);
  if (!entry.alone) {
    entry.alone = true;
    ++alone_;
    return true;
  }
  if (entry.form >= smallest) return false;
  entry.form = static_cast<LetterForm>(static_cast<int>(entry.form) + 1);
  return true;
}

Outbox::Sent Outbox::send_kept(std::size_t count, const May& may) {
  Sent sent;
  std::set<PartitionId> blocked;
  for (auto next = kept_.begin(); next != kept_.end() && sent.count < count;) {
    if (alone_ > 0 && in_flight() > 0) return sent;
    const OutgoingId id = *next++;
    Entry& entry = entries_.at(id);
    if (blocked.contains(entry.origin.partition)) continue;
    if (!may(entry.origin)) {
      blocked.insert(entry.origin.partition);
      continue;
    }
    if (auto error = send(id, entry)) {
      sent.refused = Sent::Refused{.outlet = entry.origin.outlet, .error = std::move(*error)};
      return sent;
    }
    enter(id, entry, State::in_flight);
    ++sent.count;
  }
  return sent;
}

std::optional<MonotonicTime> Outbox::oldest() const {
  std::optional<MonotonicTime> oldest;
  for (const auto& [id, entry] : entries_)
    if (!oldest || entry.origin.at < *oldest) oldest = entry.origin.at;
  return oldest;
}

void Outbox::retarget(OutletId outlet, const std::function<PartitionId(PartitionId source)>& partition_for) {
  for (const OutgoingId id : kept_)
    if (Entry& entry = entries_.at(id); entry.origin.outlet == outlet)
      entry.record.partition = partition_for(entry.origin.partition);
}

bool Outbox::forget(PartitionId partition) {
  bool was_sent = false;
  std::erase_if(entries_, [&](const auto& item) {
    const bool gone = item.second.origin.partition == partition;
    if (gone) leave(item.second);
    was_sent = was_sent || (gone && item.second.state != State::kept);
    return gone;
  });
  std::erase_if(kept_, [&](OutgoingId id) { return !entries_.contains(id); });
  return was_sent;
}

void Outbox::committed(const std::function<void(const Origin&)>& done) {
  std::erase_if(entries_, [&](const auto& item) {
    if (item.second.state != State::acknowledged) return false;
    done(item.second.origin);
    leave(item.second);
    return true;
  });
}

/// Under new ids, so that no late report of the old attempt is taken for one of the new.
void Outbox::aborted() {
  std::vector<OutgoingId> in_order;
  for (const auto& [id, entry] : entries_) in_order.push_back(id);
  std::sort(in_order.begin(), in_order.end());
  kept_.clear();
  for (const OutgoingId old : in_order) {
    auto node = entries_.extract(old);
    node.key() = next_id_++;
    if (node.mapped().alone && node.mapped().state == State::acknowledged) ++alone_;
    enter(node.key(), node.mapped(), State::kept);
    entries_.insert(std::move(node));
  }
}

}  // namespace sluiced::gate
