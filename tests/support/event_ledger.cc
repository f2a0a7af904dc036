#include "support/event_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <numeric>
#include <set>
#include <sstream>
#include <stdexcept>

#include "base/sha256.h"
#include "base/time_text.h"
#include "json/reader.h"

namespace sluiced::testing {
namespace {

constexpr std::size_t complaints_max = 8;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string sha256_of_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return sha256_hex(bytes.str());
}

std::int64_t number(std::string_view text) {
  std::int64_t value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

/// The letter's own headers by name; what stands before them came with the record.
struct LetterHeaders {
  std::vector<Header> original;
  std::map<std::string, std::string> own;
  std::string complaint;

  explicit LetterHeaders(const StoredRecord& letter) {
    for (const HeaderView& header : letter.headers) {
      const std::string name(header.name);
      if (name.starts_with("dlt.") && header.value) {
        if (!own.emplace(name, *header.value).second) complaint = "header " + name + " stands twice";
      } else {
        original.push_back({name, header.value ? std::optional<std::string>(*header.value) : std::nullopt});
        if (!own.empty()) complaint = "an original header stands behind ours";
      }
    }
  }
  std::string take(const std::string& name) {
    const auto node = own.extract(name);
    return node.empty() ? "(none)" : node.mapped();
  }
};

bool is_json_array(const std::string& text) {
  json::Tree tree;
  return json::read(text, {}, tree).code == json::ReadErrorCode::none && text.front() == '[' && text.size() > 2;
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
    if (id != 0) places_.emplace(Standing{place.partition, place.offset}, id - 1);
  });
  for (std::uint64_t index = 0; index < count_; ++index) {
    // Only once all others are stored does a poison record surely stand last.
    if (is_poison(index) && !is_poison(index - 1)) producer.flush();
    const Event event = this->event(index);
    producer.send({.partition = is_poison(index) ? static_cast<int>(index + poisons_ - count_) : -1,
                   .timestamp_ms = produced_at_ms_ + static_cast<std::int64_t>(index % 1000),
                   .key = event.key,
                   .value = event.value,
                   .headers = event.headers},
                  is_broken(event.code) ? index + 1 : 0);
  }
  producer.flush();
  if (stored != count_) throw std::runtime_error(fmt::format("{} of {} records are stored", stored, count_));
}

/// What is wrong with a letter; "": nothing.
std::string EventLedger::complaint(const StoredRecord& letter, const Event& event, const Standing& standing,
                                   const LetterExpectation& expectation, int letter_partitions) const {
  const Record& record = letter.record;
  if (record.key != std::optional<std::string_view>(event.key)) return "another key";
  if (!record.value || *record.value != *event.value) return "other bytes";
  if (record.partition != standing.partition % letter_partitions) return fmt::format("in partition {}", record.partition);
  if (record.timestamp_ms < produced_at_ms_ || record.timestamp_ms > now_ms()) return "its timestamp is not when it was written";
  LetterHeaders headers(letter);
  if (!headers.complaint.empty()) return headers.complaint;
  if (headers.original != event.headers) return "the original headers are not as they were";
  for (const auto& [name, value] : headers.own)
    if (value.find(event.secret) != std::string::npos) return "header " + name + " tells of the payload";

  const auto index = places_.at(standing);
  std::map<std::string, std::string> expected{
      {"dlt.topic", expectation.source},
      {"dlt.partition", std::to_string(standing.partition)},
      {"dlt.offset", std::to_string(standing.offset)},
      {"dlt.timestamp", std::to_string(produced_at_ms_ + static_cast<std::int64_t>(index % 1000))},
      {"dlt.timestamp-type", "CreateTime"},
      {"dlt.group", expectation.group},
      {"dlt.hops", "1"},
      {"dlt.code", std::string(to_string(event.code))},
      {"dlt.schema", expectation.schema_file},
      {"dlt.schema-sha256", sha256_of_file(expectation.schema_file)}};
  if (!expectation.client.empty())
    expected["dlt.client"] = expectation.client;
  else if (const std::string client = headers.take("dlt.client"); !client.starts_with("sluiced/" + expectation.group + "/"))
    return "dlt.client is " + client;
  if (event.byte_offset) expected["dlt.byte-offset"] = std::to_string(*event.byte_offset);
  if (event.code == VerdictCode::schema_violation) {
    expected["dlt.keyword"] = event.keyword;
    expected["dlt.keyword-location"] = event.keyword_location;
    expected["dlt.instance-location"] = event.instance_location;
    const std::string violations = headers.take("dlt.violations");
    if (!is_json_array(violations) || violations.size() > 1024) return "dlt.violations is " + violations;
  }
  for (const auto& [name, value] : expected)
    if (const std::string found = headers.take(name); found != value) return name + " is " + found + ", not " + value;
  if (const std::string message = headers.take("dlt.message"); message == "(none)" || message.size() > 1024)
    return "dlt.message is " + message;
  if (const std::string print = headers.take("dlt.fingerprint"); print.size() != 16) return "dlt.fingerprint is " + print;
  const std::string at = headers.take("dlt.at");
  if (at < rfc3339(WallTime(Duration(produced_at_ms_))) || at > rfc3339(WallTime(Duration(now_ms())))) return "dlt.at is " + at;
  return headers.own.empty() ? "" : "an unknown header " + headers.own.begin()->first;
}

Findings EventLedger::check(const std::string& brokers, const LetterExpectation& expectation) const {
  Findings found;
  const int letter_partitions = partition_count(brokers, expectation.dead_letter_topic);
  std::set<Standing> seen;
  const auto complain = [&](const Standing& standing, const std::string& text) {
    if (found.complaints.size() < complaints_max)
      found.complaints.push_back(fmt::format("{}/{}/{}: {}", expectation.source, standing.partition, standing.offset, text));
  };
  read_topic(brokers, expectation.dead_letter_topic, [&](const StoredRecord& letter) {
    ++found.letters;
    LetterHeaders headers(letter);
    const Standing standing{static_cast<PartitionId>(number(headers.take("dlt.partition"))), number(headers.take("dlt.offset"))};
    const auto place = places_.find(standing);
    if (place == places_.end() || headers.take("dlt.topic") != expectation.source) {
      ++found.unexpected;
      complain(standing, "a letter on a record that is valid or was never there");
      return;
    }
    if (!seen.insert(standing).second) ++found.doubled;
    const std::string text = complaint(letter, event(place->second), standing, expectation, letter_partitions);
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
