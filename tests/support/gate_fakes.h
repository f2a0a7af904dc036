// The gate's world without a broker: a source that hands out what a test put in, a sink that delivers when it is told to.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "gate/io.h"

namespace sluiced::testing {

/// A record that a test made; the source owns it until the loop gives it back.
struct StoredRecord {
  std::string topic;
  PartitionId partition = 0;
  std::int64_t offset = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  std::int64_t timestamp_ms = 1'699'999'999'000;
};

class FakeBroker final : public gate::Source,
                         public gate::Committer,
                         public gate::OffsetLookup,
                         public gate::FetchedRecord::Owner {
 public:
  // What a test does.
  void put(StoredRecord record) { next_batch.push_back(std::move(record)); }
  void put(const std::string& topic, PartitionId partition, std::int64_t offset, const std::string& value) {
    put({.topic = topic, .partition = partition, .offset = offset, .key = std::nullopt, .value = value, .headers = {}});
  }
  void end_of(const std::string& topic, PartitionId partition, std::int64_t offset) {
    next_ends.push_back({{topic, partition}, {offset}});
  }
  void rebalance(gate::Rebalance::Kind kind, std::vector<TopicPartition> partitions) {
    rebalances.push_back({kind, std::move(partitions)});
  }

  // What a test looks at.
  std::vector<std::string> subscribed;
  std::map<TopicPartition, std::int64_t> assigned;
  std::set<TopicPartition> paused;
  std::map<TopicPartition, std::int64_t> stored;
  std::map<TopicPartition, std::int64_t> committed_offsets;
  int handed_out = 0;  ///< records that the loop still holds
  int commits = 0;
  bool answers_commits = true;
  bool closed = false;
  bool can_close = true;
  bool answers = true;  ///< a broker is there
  std::string complains;
  std::map<TopicPartition, std::int64_t> known_ends;
  std::map<TopicPartition, std::pair<std::int64_t, std::int64_t>> log;  ///< start and end
  std::map<std::string, PartitionId> partition_counts;
  int listings = 0;
  std::vector<std::string> calls;  ///< "commit", "assign", "unassign", in order
  std::optional<gate::IoError> next_failure;
  std::vector<gate::LeftBehind> next_left_behind;
  mutable std::map<std::int64_t, int> headers_throw;  ///< by offset: so many times

  std::optional<gate::IoError> subscribe(std::span<const std::string> topics) override {
    subscribed.assign(topics.begin(), topics.end());
    return std::nullopt;
  }
  void fetch(gate::Batch& batch) override {
    batch.records.clear();
    batch.ends.clear();
    for (StoredRecord& record : next_batch) {
      auto* kept = new StoredRecord(std::move(record));
      Record view{.topic = kept->topic,
                  .partition = kept->partition,
                  .offset = {kept->offset},
                  .timestamp_ms = kept->timestamp_ms,
                  .timestamp_type = TimestampType::create_time,
                  .key = kept->key,
                  .value = kept->value};
      batch.records.emplace_back(view, *this, kept);
      ++handed_out;
    }
    next_batch.clear();
    std::swap(batch.ends, next_ends);
    batch.left_behind = std::exchange(next_left_behind, {});
    batch.failure = std::exchange(next_failure, std::nullopt);
    batch.more = false;
  }
  std::optional<gate::Rebalance> take_rebalance() override {
    if (rebalances.empty()) return std::nullopt;
    auto first = rebalances.front();
    rebalances.pop_front();
    return first;
  }
  std::optional<gate::IoError> assign(std::span<const gate::PartitionStart> partitions) override {
    calls.push_back("assign");
    for (const auto& [id, at] : partitions) assigned[id] = at.value;
    return std::nullopt;
  }
  std::optional<gate::IoError> unassign(std::span<const TopicPartition> partitions) override {
    calls.push_back("unassign");
    for (const auto& id : partitions) assigned.erase(id);
    return std::nullopt;
  }
  void pause(std::span<const TopicPartition> partitions) override { paused.insert(partitions.begin(), partitions.end()); }
  void resume(std::span<const TopicPartition> partitions) override {
    for (const auto& id : partitions) paused.erase(id);
  }
  std::optional<NextOffset> last_known_end(const TopicPartition& partition) const override {
    const auto found = known_ends.find(partition);
    return found == known_ends.end() ? std::nullopt : std::optional(NextOffset{found->second});
  }
  bool reachable() const override { return answers; }
  std::string complaint() const override { return complains; }
  std::uint64_t fetched_ahead() const override { return next_batch.size(); }
  bool close_step() override {
    closed = can_close;
    return closed;
  }

  void store(std::span<const gate::PartitionStart> offsets) override {
    for (const auto& [id, at] : offsets) stored[id] = at.value;
  }
  void start_commit(std::span<const gate::PartitionStart> offsets) override {
    calls.push_back("commit");
    ++commits;
    for (const auto& [id, at] : offsets) committed_offsets[id] = at.value;
    commit_pending = true;
  }
  std::optional<CommitResult> commit_done() override {
    if (!commit_pending || !answers_commits) return std::nullopt;
    commit_pending = false;
    return CommitResult{};
  }

  Answer<std::optional<NextOffset>> committed(std::span<const TopicPartition> partitions) override {
    if (!answers) return failure(no_answer());
    std::vector<std::optional<NextOffset>> offsets;
    for (const auto& id : partitions) {
      const auto found = committed_offsets.find(id);
      offsets.push_back(found == committed_offsets.end() ? std::nullopt : std::optional(NextOffset{found->second}));
    }
    return offsets;
  }
  Answer<NextOffset> log_start(std::span<const TopicPartition> partitions) override {
    return each(partitions, [](const auto& range) { return range.first; });
  }
  Answer<NextOffset> log_end(std::span<const TopicPartition> partitions) override {
    for (const auto& id : partitions)
      if (!log.contains(id)) log[id] = {0, 1'000'000};
    return each(partitions, [](const auto& range) { return range.second; });
  }
  Answer<NextOffset> at_time(std::span<const TopicPartition> partitions, WallTime) override {
    return each(partitions, [](const auto& range) { return (range.first + range.second) / 2; });
  }
  Result<PartitionId, gate::IoError> partition_count(const std::string& topic) override { return partition_counts[topic]; }
  Result<std::vector<gate::ListedTopic>, gate::IoError> topics() override {
    ++listings;
    if (!answers) return failure(no_answer());
    std::vector<gate::ListedTopic> listed;
    for (const auto& [name, partitions] : partition_counts) listed.push_back({name, partitions});
    return listed;
  }

  void release(void* handle) noexcept override {
    --handed_out;
    delete static_cast<StoredRecord*>(handle);
  }
  void headers(void* handle, std::vector<HeaderView>& out) const override {
    const auto& record = *static_cast<StoredRecord*>(handle);
    if (const auto found = headers_throw.find(record.offset); found != headers_throw.end() && found->second > 0) {
      --found->second;
      throw std::runtime_error("no headers of it");
    }
    for (const Header& header : record.headers) out.push_back({header.name, header.value});
  }

 private:
  static gate::IoError no_answer() { return {.kind = gate::IoError::Kind::unreachable, .text = "no answer"}; }
  template <class Pick>
  Answer<NextOffset> each(std::span<const TopicPartition> partitions, Pick pick) {
    if (!answers) return failure(no_answer());
    std::vector<NextOffset> offsets;
    for (const auto& id : partitions) offsets.push_back({pick(log[id])});
    return offsets;
  }

  std::vector<StoredRecord> next_batch;
  std::vector<gate::PartitionEnd> next_ends;
  std::deque<gate::Rebalance> rebalances;
  bool commit_pending = false;
};

class FakeSink final : public gate::RecordSink {
 public:
  struct Sent {
    gate::OutgoingId id;
    gate::OutgoingRecord letter;
  };
  std::vector<Sent> sent;                         ///< everything ever taken, resent ones again
  std::deque<Sent> under_way;                     ///< taken and not reported
  std::map<std::string, gate::IoError> refusing;  ///< by topic: send() says this

  void deliver_all() {
    while (!under_way.empty()) report(std::nullopt);
  }
  void report(std::optional<gate::IoError> error) {
    reports.push_back({under_way.front().id, std::move(error)});
    under_way.pop_front();
  }
  void fail_all(gate::IoError::Kind kind) {
    while (!under_way.empty()) report(gate::IoError{.kind = kind, .text = "refused"});
  }

  std::optional<gate::IoError> send(gate::OutgoingId id, const gate::OutgoingRecord& letter) override {
    if (const auto found = refusing.find(letter.topic); found != refusing.end()) return found->second;
    sent.push_back({id, letter});
    under_way.push_back({id, letter});
    return std::nullopt;
  }
  void take_reports(std::vector<gate::DeliveryReport>& out) override {
    out.clear();
    std::swap(out, reports);
  }

 private:
  std::vector<gate::DeliveryReport> reports;
};

/// One is open from the first record that the sink takes until it is ended.
class FakeTransactions final : public gate::Transactions {
 public:
  explicit FakeTransactions(FakeSink& sink) : sink_(sink) {}

  using State = gate::TransactionStep::State;
  State prepares = State::done;
  State commits = State::done;
  State aborts = State::done;
  std::string spoilt_by;
  struct Committed {
    std::vector<FakeSink::Sent> sent;
    std::map<TopicPartition, std::int64_t> offsets;
  };
  std::vector<Committed> committed;
  std::size_t aborted = 0;

  gate::TransactionStep prepare() override { return {.state = prepares, .why = "prepare"}; }
  bool open() const override { return sink_.sent.size() > begun_; }
  std::string spoilt() const override { return spoilt_by; }
  gate::TransactionStep commit(std::span<const gate::PartitionStart> offsets) override {
    if (commits != State::done) return {.state = commits, .why = "commit"};
    Committed one{.sent = {sink_.sent.begin() + static_cast<std::ptrdiff_t>(begun_), sink_.sent.end()}, .offsets = {}};
    for (const auto& [id, at] : offsets) one.offsets[id] = at.value;
    committed.push_back(std::move(one));
    begun_ = sink_.sent.size();
    return {.state = State::done};
  }
  gate::TransactionStep abort() override {
    if (aborts != State::done) return {.state = aborts, .why = "abort"};
    ++aborted;
    begun_ = sink_.sent.size();
    spoilt_by.clear();
    return {.state = State::done};
  }

 private:
  FakeSink& sink_;
  std::size_t begun_ = 0;
};

class FakeAdmin final : public gate::TopicAdmin {
 public:
  std::optional<gate::IoError> error;
  PartitionId partitions = 2;
  int asked = 0;
  bool source_keeps_as_long = false;
  Result<gate::WritableTopic, gate::IoError> ensure(const gate::DeadLetterTopic&) override {
    ++asked;
    if (error) return failure(*error);
    return found();
  }
  std::optional<gate::IoError> forward_error;
  bool forward_like_source = true;
  Result<gate::WritableTopic, gate::IoError> find(const std::string&, const std::string&) override {
    if (forward_error) return failure(*forward_error);
    return found();
  }
  gate::WritableTopic found() const {
    return {.partitions = partitions, .like_source = forward_like_source, .source_keeps_as_long = source_keeps_as_long};
  }
  std::map<std::string, gate::IoError> source_errors;
  std::vector<std::string> sources_asked;
  std::optional<gate::IoError> ensure_source(const gate::SourceTopic& topic) override {
    sources_asked.push_back(topic.name);
    const auto found = source_errors.find(topic.name);
    return found == source_errors.end() ? std::nullopt : std::optional(found->second);
  }
};

}  // namespace sluiced::testing
