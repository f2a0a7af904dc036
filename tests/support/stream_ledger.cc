#include "support/stream_ledger.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <set>

namespace sluiced::testing {
namespace {

constexpr std::size_t complaints_max = 12;
/// They may be allowed, and must not hide the others.
constexpr std::size_t doubles_told_max = 4;

/// Not idempotent: librdkafka 2.0.2 takes some changes of a partition's leader for a lost order and gives the producer up for good.
/// So a record may stand in the topic twice; then it is two records, of which each is dealt with once.
const Properties patient{{"enable.idempotence", "false"}, {"acks", "all"}, {"message.timeout.ms", "0"}};

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

bool is_broken(const Event& event) { return event.code != VerdictCode::valid && event.code != VerdictCode::tombstone; }

/// Keys are "e-<index>"; UINT64_MAX: not one of ours.
std::uint64_t index_of(const Record& record) {
  std::uint64_t index = UINT64_MAX;
  if (!record.key || !record.key->starts_with("e-")) return UINT64_MAX;
  const std::string_view digits = record.key->substr(2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  return error == std::errc{} && end == digits.data() + digits.size() ? index : UINT64_MAX;
}

bool same_headers(const std::vector<HeaderView>& found, const std::vector<Header>& expected) {
  return std::equal(found.begin(), found.end(), expected.begin(), expected.end(), [](const HeaderView& one, const Header& other) {
    return one.name == other.name && one.value.has_value() == other.value.has_value() &&
           (!one.value || *one.value == *other.value);
  });
}

std::string forward_complaint(const StoredRecord& forwarded, const Event& event, std::int64_t timestamp_ms,
                              PartitionId partition) {
  const Record& record = forwarded.record;
  if (record.value.has_value() != event.value.has_value() || (record.value && *record.value != *event.value))
    return "other bytes";
  if (record.timestamp_ms != timestamp_ms) return "another timestamp";
  if (record.partition != partition) return fmt::format("in partition {}", record.partition);
  return same_headers(forwarded.headers, event.headers) ? "" : "other headers";
}

}  // namespace

/// One run over the three topics.
class StreamLedger::Check {
 public:
  Check(const StreamLedger& ledger, const Expectation& expectation) : ledger_(ledger), expectation_(expectation) {}

  StreamVerdict run() {
    found_.sent = ledger_.sent_;
    read_source();
    read_letters();
    if (!expectation_.forwarded_to.empty()) read_forwarded();
    look_for_lost();
    return found_;
  }

 private:
  struct Source {
    Place place;  ///< the first, where it stands there more than once
    bool broken = false;
    std::uint64_t times = 0;
    std::uint64_t forwarded = 0;
  };

  void complain(const Place& place, const std::string& text) {
    if (found_.complaints.size() < complaints_max)
      found_.complaints.push_back(fmt::format("{}/{}/{}: {}", expectation_.letters.source, place.partition, place.offset, text));
  }

  void read_source() {
    std::vector<bool> there(found_.sent);
    read_topic(ledger_.brokers_, ledger_.topic_, [&](const StoredRecord& stored) {
      const std::uint64_t index = index_of(stored.record);
      const Place place{stored.record.partition, stored.record.offset.value};
      if (index >= found_.sent) throw std::runtime_error("a record in " + ledger_.topic_ + " that is not of this ledger");
      there[index] = true;
      const bool broken = is_broken(ledger_.event(index));
      found_.broken += broken ? 1 : 0;
      ++sources_.try_emplace(index, Source{.place = place, .broken = broken}).first->second.times;
      by_place_.emplace(place, index);
    });
    for (std::uint64_t index = 0; index < found_.sent; ++index)
      if (ledger_.stored_[index] && !there[index]) ++found_.unstored;
  }

  void read_letters() {
    const std::string& topic = expectation_.letters.dead_letter_topic;
    const LetterCheck letters(expectation_.letters, partition_count(ledger_.brokers_, topic), ledger_.begun_ms_);
    read_topic(ledger_.brokers_, topic, [&](const StoredRecord& letter) {
      ++found_.letters;
      const auto [source, place] = origin_of(letter);
      const auto found = by_place_.find(place);
      if (source != expectation_.letters.source || found == by_place_.end() || !sources_.at(found->second).broken) {
        ++found_.unexpected;
        complain(place, "a letter on a record that is valid or was never there");
        return;
      }
      if (!with_letter_.insert(place).second) {
        ++found_.doubled;
        if (found_.doubled <= doubles_told_max)
          complain(place, fmt::format("one letter more, at {}/{}", letter.record.partition, letter.record.offset.value));
      }
      const std::string text =
          letters.complaint(letter, ledger_.event(found->second), place, ledger_.timestamp_of(found->second));
      if (text.empty()) return;
      ++found_.wrong;
      complain(place, text);
    });
    count_uncommitted(topic, found_.letters);
  }

  void read_forwarded() {
    const std::string& topic = expectation_.forwarded_to;
    const int partitions = partition_count(ledger_.brokers_, topic);
    read_topic(ledger_.brokers_, topic, [&](const StoredRecord& forwarded) {
      ++found_.forwarded;
      const std::uint64_t index = index_of(forwarded.record);
      const auto found = sources_.find(index);
      if (found == sources_.end() || found->second.broken) {
        ++found_.unexpected;
        complain(found == sources_.end() ? Place{-1, -1} : found->second.place, "forwarded, though broken or never there");
        return;
      }
      Source& source = found->second;
      if (++source.forwarded > source.times) {
        ++found_.doubled;
        if (found_.doubled <= doubles_told_max)
          complain(source.place,
                   fmt::format("forwarded once more, to {}/{}", forwarded.record.partition, forwarded.record.offset.value));
      }
      const std::string text =
          forward_complaint(forwarded, ledger_.event(index), ledger_.timestamp_of(index), source.place.partition % partitions);
      if (text.empty()) return;
      ++found_.wrong;
      complain(source.place, "forwarded: " + text);
    });
    count_uncommitted(topic, found_.forwarded);
  }

  void count_uncommitted(const std::string& topic, std::uint64_t committed) {
    std::uint64_t all = 0;
    read_topic_uncommitted(ledger_.brokers_, topic, [&](const StoredRecord&) { ++all; });
    found_.uncommitted += all - committed;
  }

  void look_for_lost() {
    for (const auto& [place, index] : by_place_) {
      if (!sources_.at(index).broken || with_letter_.contains(place)) continue;
      ++found_.lost;
      complain(place, fmt::format("no letter, though {}", to_string(ledger_.event(index).code)));
    }
    if (expectation_.forwarded_to.empty()) return;
    for (const auto& [index, source] : sources_) {
      if (source.broken || source.forwarded >= source.times) continue;
      found_.lost += source.times - source.forwarded;
      complain(source.place, "not forwarded");
    }
  }

  const StreamLedger& ledger_;
  const Expectation& expectation_;
  StreamVerdict found_;
  std::map<std::uint64_t, Source> sources_;  ///< by event
  std::map<Place, std::uint64_t> by_place_;
  std::set<Place> with_letter_;
};

StreamLedger::StreamLedger(std::uint64_t seed, const std::string& brokers, const std::string& topic, const Shares& shares)
    : seed_(seed),
      brokers_(brokers),
      topic_(topic),
      shares_(shares),
      partitions_(partition_count(brokers, topic)),
      begun_ms_(now_ms()),
      producer_(
          brokers, topic, [this](std::uint64_t index, const Place&) { stored_[index] = true; }, patient) {}

Event StreamLedger::event(std::uint64_t index) const {
  if (index >= poison_from_) return make_broken_event(seed_, index, static_cast<std::size_t>(index));
  return make_event(seed_, index, shares_);
}

void StreamLedger::send_one(int partition) {
  const std::uint64_t index = sent_++;
  stored_.push_back(false);
  const Event event = this->event(index);
  producer_.send({.partition = partition,
                  .timestamp_ms = timestamp_of(index),
                  .key = event.key,
                  .value = event.value,
                  .headers = event.headers},
                 index);
}

void StreamLedger::send(std::uint64_t count) {
  for (; count > 0; --count) send_one(-1);
}

void StreamLedger::finish() {
  producer_.flush();
  poison_from_ = sent_;
  for (int partition = 0; partition < partitions_; ++partition) send_one(partition);
  producer_.flush();
}

StreamVerdict StreamLedger::check(const Expectation& expectation) const { return Check(*this, expectation).run(); }

}  // namespace sluiced::testing
