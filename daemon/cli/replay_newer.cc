#include "cli/replay_newer.h"

#include <algorithm>

#include "json/keyed_hash.h"

namespace sluiced::cli {
namespace {

std::optional<gate::IoError> read_all(kafka::TopicReader& reader, std::span<const kafka::PartitionRange> ranges, Duration timeout,
                                      const std::function<void(const gate::FetchedRecord&)>& take) {
  if (auto error = reader.start(ranges)) return error;
  gate::Batch batch;
  while (!reader.done()) {
    if (auto error = reader.read(batch, timeout)) return error;
    for (const gate::FetchedRecord& fetched : batch.records) take(fetched);
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t NewerRecords::hash_of(std::string_view topic, PartitionId partition, std::string_view key) {
  json::KeyedHash hash;
  hash.add(topic);
  hash.add(static_cast<std::uint64_t>(partition));
  hash.add(key);
  return hash.finish();
}

std::optional<gate::IoError> NewerRecords::note_keys(kafka::TopicReader& reader, std::span<const kafka::PartitionRange> letters,
                                                     const Wanted& wanted, Duration timeout) {
  std::vector<HeaderView> headers;
  return read_all(reader, letters, timeout, [&](const gate::FetchedRecord& fetched) {
    headers.clear();
    fetched.headers(headers);
    const letters::Letter letter = letters::read_letter(headers);
    if (!letter.origin || !fetched.record().key || !wanted(letter, headers)) return;
    const letters::Origin& origin = *letter.origin;
    newest_.emplace(hash_of(origin.topic, origin.partition, *fetched.record().key), -1);
    const auto [first, added] = from_.try_emplace({std::string(origin.topic), origin.partition}, NextOffset{origin.offset.value});
    if (!added) first->second = std::min(first->second, NextOffset{origin.offset.value});
  });
}

std::optional<gate::IoError> NewerRecords::look(kafka::TopicReader& reader, std::span<const kafka::PartitionRange> letters,
                                                const Wanted& wanted, Duration timeout) {
  if (auto error = note_keys(reader, letters, wanted, timeout)) return error;
  std::vector<kafka::PartitionRange> ranges;
  for (const auto& [id, from] : from_) {
    const auto present = reader.ranges(id.topic, {}, timeout);
    if (!present) return present.error();
    for (const kafka::PartitionRange& range : *present)
      if (range.partition == id) ranges.push_back({id, std::max(from, range.from), range.to});
  }
  return read_all(reader, ranges, timeout, [&](const gate::FetchedRecord& fetched) {
    const Record& record = fetched.record();
    if (!record.key) return;
    if (const auto found = newest_.find(hash_of(record.topic, record.partition, *record.key)); found != newest_.end())
      found->second = std::max(found->second, record.offset.value);
  });
}

bool NewerRecords::supersede(const letters::Letter& letter, std::optional<std::string_view> key) const {
  if (!letter.origin || !key) return false;
  const auto found = newest_.find(hash_of(letter.origin->topic, letter.origin->partition, *key));
  return found != newest_.end() && found->second > letter.origin->offset.value;
}

}  // namespace sluiced::cli
