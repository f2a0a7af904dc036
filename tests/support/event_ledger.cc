#include "support/event_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <set>
#include <stdexcept>

namespace sluiced::testing {
namespace {

constexpr std::size_t complaints_max = 8;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string Findings::text() const {
  std::string text;
  if (missing + doubled + unexpected + wrong != 0)
    text =
        fmt::format("{} letters: {} missing, {} doubled, {} unexpected, {} wrong", letters, missing, doubled, unexpected, wrong);
  for (const std::string& complaint : complaints) text += "\n  " + complaint;
  return text;
}

Event EventLedger::event(std::uint64_t index) const {
  if (is_poison(index)) return make_broken_event(seed_, index, static_cast<std::size_t>(index));
  return make_event(seed_, index, shares_);
}

void EventLedger::produce(const std::string& brokers, const std::string& topic) {
  poisons_ = shares_.broken_every == 0 ? 0 : static_cast<std::uint64_t>(partition_count(brokers, topic));
  produced_at_ms_ = now_ms();
  const auto is_broken = [](VerdictCode code) { return code != VerdictCode::valid && code != VerdictCode::tombstone; };
  std::uint64_t stored = 0;
  TestProducer producer(brokers, topic, [&](std::uint64_t id, const Place& place) {
    ++stored;
    if (id != 0) places_.emplace(place, id - 1);
  });
  for (std::uint64_t index = 0; index < count_; ++index) {
    // Only once all others are stored does a poison record surely stand last.
    if (is_poison(index) && !is_poison(index - 1)) producer.flush();
    const Event event = this->event(index);
    producer.send({.partition = is_poison(index) ? static_cast<int>(index + poisons_ - count_) : -1,
                   .timestamp_ms = timestamp_of(index),
                   .key = event.key,
                   .value = event.value,
                   .headers = event.headers},
                  is_broken(event.code) ? index + 1 : 0);
  }
  producer.flush();
  if (stored != count_) throw std::runtime_error(fmt::format("{} of {} records are stored", stored, count_));
}

Findings EventLedger::check(const std::string& brokers, const LetterExpectation& expectation) const {
  Findings found;
  const LetterCheck letters(expectation, partition_count(brokers, expectation.dead_letter_topic), produced_at_ms_);
  std::set<Place> seen;
  const auto complain = [&](const Place& standing, const std::string& text) {
    if (found.complaints.size() < complaints_max)
      found.complaints.push_back(fmt::format("{}/{}/{}: {}", expectation.source, standing.partition, standing.offset, text));
  };
  read_topic(brokers, expectation.dead_letter_topic, [&](const StoredRecord& letter) {
    ++found.letters;
    const auto [topic, standing] = origin_of(letter);
    const auto place = places_.find(standing);
    if (place == places_.end() || topic != expectation.source) {
      ++found.unexpected;
      complain(standing, "a letter on a record that is valid or was never there");
      return;
    }
    if (!seen.insert(standing).second) ++found.doubled;
    const std::string text = letters.complaint(letter, event(place->second), standing, timestamp_of(place->second));
    if (text.empty()) return;
    ++found.wrong;
    complain(standing, text);
  });
  for (const auto& [standing, index] : places_) {
    if (seen.contains(standing)) continue;
    ++found.missing;
    complain(standing, "no letter, though " + std::string(to_string(event(index).code)));
  }
  return found;
}

std::int64_t EventLedger::first_broken(PartitionId partition) const {
  const auto found = places_.lower_bound({partition, 0});
  return found == places_.end() || found->first.partition != partition ? -1 : found->first.offset;
}

bool everything_committed(const std::string& brokers, const std::string& group, const std::string& topic) {
  return committed(brokers, group, topic) == log_ends(brokers, topic);
}

}  // namespace sluiced::testing
