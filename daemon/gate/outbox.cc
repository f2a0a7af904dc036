#include "gate/outbox.h"

#include <algorithm>

#include "gate/dead_letter.h"

namespace sluiced::gate {

std::optional<IoError> Outbox::add(DeadLetter letter, const LetterOrigin& origin) {
  bytes_ += letter.bytes();
  const LetterId id = next_id_++;
  const Entry& entry = letters_.emplace(id, Entry{std::move(letter), origin}).first->second;
  std::optional<IoError> error = sink_.send(id, entry.letter);
  if (error) kept_.push_back(id);
  return error;
}

std::optional<Outbox::Settled> Outbox::settle(const DeliveryReport& report) {
  const auto found = letters_.find(report.id);
  if (found == letters_.end()) return std::nullopt;
  Settled settled{found->second.origin, report.error};
  if (report.error) {
    kept_.push_back(report.id);
  } else {
    bytes_ -= found->second.letter.bytes();
    letters_.erase(found);
  }
  return settled;
}

std::optional<IoError> Outbox::send_kept(std::size_t count) {
  for (; count > 0 && !kept_.empty(); --count) {
    const LetterId id = kept_.front();
    if (std::optional<IoError> error = sink_.send(id, letters_.at(id).letter)) return error;
    kept_.pop_front();
  }
  return std::nullopt;
}

std::optional<MonotonicTime> Outbox::oldest() const {
  std::optional<MonotonicTime> oldest;
  for (const auto& [id, entry] : letters_)
    if (!oldest || entry.origin.at < *oldest) oldest = entry.origin.at;
  return oldest;
}

void Outbox::retarget(PartitionId partition_count) {
  for (const LetterId id : kept_) {
    Entry& entry = letters_.at(id);
    entry.letter.partition = letter_partition(entry.origin.partition, partition_count);
  }
}

void Outbox::forget(PartitionId partition) {
  std::erase_if(letters_, [&](const auto& item) {
    const bool gone = item.second.origin.partition == partition;
    if (gone) bytes_ -= item.second.letter.bytes();
    return gone;
  });
  std::erase_if(kept_, [&](LetterId id) { return !letters_.contains(id); });
}

}  // namespace sluiced::gate
