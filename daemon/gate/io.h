// What the gate needs from the world, as interfaces: a source of records, a committer, offsets to look up, a sink for what it writes, an
// administrator of topics, transactions. kafka/ implements them over librdkafka; tests/support/ fakes them. Everything here is called on the loop's
// own thread. No call blocks for longer than `call_timeout`; what takes longer says `unreachable` and is asked again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "record/record.h"

namespace sluiced::gate {

/// The longest that one call may block: a loop's stop request and its place in the group hang on it.
inline constexpr Duration call_timeout{1'000};

/// What a broker, or the client library, says against something we asked.
struct IoError {
  enum class Kind : std::uint8_t {
    unreachable,  ///< no answer; asking again may help
    denied,       ///< not authorised
    missing,      ///< no such topic or partition
    too_large,    ///< more than the topic takes
    unsuitable,   ///< the topic is such that it refuses what we write, or would not keep it
    full,         ///< the client's own queue has no room now
    aborted,      ///< the transaction it would stand in does not take place, for another's sake
    fatal,        ///< this client is of no use any more: a new one is needed
    fenced,       ///< another member has taken our place: a new client would only take it back
    other,        ///< refused for a reason given in text
  };
  Kind kind = Kind::other;
  std::string text;
};

/// A record with its bytes. Move-only; destroying it gives the bytes back to the source, so all must be gone before the source is closed.
class FetchedRecord {
 public:
  /// Implemented by sources: what an opaque handle means.
  class Owner {
   public:
    virtual void release(void* handle) noexcept = 0;
    virtual void headers(void* handle, std::vector<HeaderView>& out) const = 0;

   protected:
    ~Owner() = default;
  };

  FetchedRecord(const Record& record, Owner& owner, void* handle) : record_(record), owner_(&owner), handle_(handle) {}
  ~FetchedRecord() {
    if (handle_ != nullptr) owner_->release(handle_);
  }
  FetchedRecord(FetchedRecord&& other) noexcept
      : record_(other.record_), owner_(other.owner_), handle_(std::exchange(other.handle_, nullptr)) {}
  FetchedRecord& operator=(FetchedRecord&& other) noexcept {
    std::swap(record_, other.record_);
    std::swap(owner_, other.owner_);
    std::swap(handle_, other.handle_);
    return *this;
  }

  const Record& record() const { return record_; }
  /// Parsed on demand: only what fails needs them. The views live as long as this record.
  void headers(std::vector<HeaderView>& out) const { owner_->headers(handle_, out); }

 private:
  Record record_;
  Owner* owner_;
  void* handle_;
};

/// The reader stands at the partition's end: everything before `at` has been handed out, though the last record may be far before it
/// (transaction markers and compaction leave gaps).
struct PartitionEnd {
  TopicPartition partition;
  NextOffset at;
};

struct Rebalance {
  enum class Kind : std::uint8_t { assigned, revoked, lost };
  Kind kind = Kind::assigned;
  std::vector<TopicPartition> partitions;
};

struct PartitionStart {
  TopicPartition partition;
  NextOffset at;
};

/// The log does not hold any more what was to be read next: retention has overtaken the reading, or the topic was cut or made anew. Nothing
/// comes of that partition until it is assigned again.
struct LeftBehind {
  TopicPartition partition;
  std::string why;
};

/// What one fetch brought.
struct Batch {
  std::vector<FetchedRecord> records;  ///< per partition in order of offsets
  std::vector<PartitionEnd> ends;
  std::vector<LeftBehind> left_behind;
  std::optional<IoError> failure;  ///< of the group or the client as a whole: the loop ends
  bool more = false;               ///< the fetch was cut at its size: there may be more right now
};

/// A member of a consumer group.
class Source {
 public:
  virtual ~Source() = default;
  /// Joins the group for these topics; again: for these instead, by way of a rebalance. None at all: leaves it. Assignments arrive
  /// through take_rebalance().
  virtual std::optional<IoError> subscribe(std::span<const std::string> topics) = 0;
  /// Takes what is there, without waiting. `batch` is cleared first.
  virtual void fetch(Batch& batch) = 0;
  /// A change of the assignment that the group wants. Until it is answered by assign() or unassign(), the partitions revoked are still
  /// owned, so what was fetched before may be finished.
  virtual std::optional<Rebalance> take_rebalance() = 0;
  virtual std::optional<IoError> assign(std::span<const PartitionStart> partitions) = 0;
  virtual std::optional<IoError> unassign(std::span<const TopicPartition> partitions) = 0;
  /// Asynchronous: records fetched before still come, none of them twice.
  virtual void pause(std::span<const TopicPartition> partitions) = 0;
  virtual void resume(std::span<const TopicPartition> partitions) = 0;
  /// Behind the newest record of a partition, as last told by the broker beside what was fetched; nullopt: not yet. Asks nobody.
  virtual std::optional<NextOffset> last_known_end(const TopicPartition& partition) const = 0;
  /// A broker has answered, and none of them has been out of reach since.
  virtual bool reachable() const = 0;
  /// What keeps the member from its partitions, in words: no broker, no such topic; "" = nothing that is known.
  virtual std::string complaint() const = 0;
  /// Records that have come from the brokers and were not handed out yet, as of a moment ago.
  virtual std::uint64_t fetched_ahead() const = 0;
  /// Leaves the group: call until true. In between a last revocation may ask for unassign().
  virtual bool close_step() = 0;
};

/// Where the group's progress is written.
class Committer {
 public:
  virtual ~Committer() = default;
  /// Notes progress that is committed by and by. Only for partitions owned.
  virtual void store(std::span<const PartitionStart> offsets) = 0;
  /// Starts a commit of exactly these offsets, and says by commit_done() how it went. One at a time.
  virtual void start_commit(std::span<const PartitionStart> offsets) = 0;
  struct CommitResult {
    std::optional<IoError> error;
  };
  virtual std::optional<CommitResult> commit_done() = 0;
};

struct ListedTopic {
  std::string name;
  PartitionId partitions = 0;
};

/// What only the broker knows: offsets, and which topics there are.
class OffsetLookup {
 public:
  virtual ~OffsetLookup() = default;
  template <class T>
  using Answer = Result<std::vector<T>, IoError>;
  /// One entry per partition asked about, in order.
  virtual Answer<std::optional<NextOffset>> committed(std::span<const TopicPartition> partitions) = 0;
  virtual Answer<NextOffset> log_start(std::span<const TopicPartition> partitions) = 0;
  virtual Answer<NextOffset> log_end(std::span<const TopicPartition> partitions) = 0;
  /// The first offset whose timestamp is at or after `time`; the log end where there is none.
  virtual Answer<NextOffset> at_time(std::span<const TopicPartition> partitions, WallTime time) = 0;
  virtual Result<PartitionId, IoError> partition_count(const std::string& topic) = 0;
  /// All that we may see, internal ones too.
  virtual Result<std::vector<ListedTopic>, IoError> topics() = 0;
};

/// The partition is chosen by the key, as Kafka's own clients do it.
inline constexpr PartitionId any_partition = -1;

/// A record to be written: a dead letter, or one that passes on. Owns its bytes.
struct OutgoingRecord {
  std::string topic;
  PartitionId partition = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  std::int64_t timestamp_ms = 0;  ///< 0: now

  std::size_t bytes() const;
};

using OutgoingId = std::uint64_t;

struct DeliveryReport {
  OutgoingId id = 0;
  std::optional<IoError> error = {};  ///< none: acknowledged by all in-sync replicas
  PartitionId partition = any_partition;
  Offset offset = {};  ///< where it stands; only without an error
};

class RecordSink {
 public:
  virtual ~RecordSink() = default;
  /// Hands a copy over. An error here means that it was not taken and that no report will come.
  virtual std::optional<IoError> send(OutgoingId id, const OutgoingRecord& record) = 0;
  /// The reports since the last call. `reports` is cleared first.
  virtual void take_reports(std::vector<DeliveryReport>& reports) = 0;
};

/// How far one of the steps of a transaction is.
struct TransactionStep {
  enum class State : std::uint8_t {
    pending,  ///< no answer yet: the same call again
    done,
    aborting,  ///< it cannot take place any more, and is to be aborted
    broken,    ///< nobody knows how it ended, or another has taken our place: only new clients can go on
  };
  State state = State::pending;
  std::string why = {};  ///< where it is not well
};

/// What is sent, and the progress of the group, become visible together or not at all (KIP-98, KIP-447). One is begun by the first
/// record that is sent. Each call takes at most `call_timeout`, and takes reports that come meanwhile.
class Transactions {
 public:
  virtual ~Transactions() = default;
  /// Once, before anything is sent and before offsets are asked for: ends what an earlier bearer of this id has left.
  virtual TransactionStep prepare() = 0;
  /// Something has been sent since the last one ended.
  virtual bool open() const = 0;
  /// Why the one that is open cannot take place; "" = it can, as far as is known.
  virtual std::string spoilt() const = 0;
  /// With everything that was sent, all of which has been reported. The same offsets until it is done.
  virtual TransactionStep commit(std::span<const PartitionStart> offsets) = 0;
  virtual TransactionStep abort() = 0;
};

struct DeadLetterTopic {
  std::string name;
  std::string source;  ///< whose partition count, replication and limits it follows
  bool create = true;  ///< where it is missing, and further partitions where the source has got some
  Duration retention = std::chrono::hours(24 * 30);  ///< at least; the source's where that is longer
};

/// A topic that was found fit to be written to.
struct WritableTopic {
  PartitionId partitions = 0;
  bool like_source = false;           ///< it has as many partitions as its source
  bool source_keeps_as_long = false;  ///< the source is known to keep its records at least as long as this one
};

/// A topic that is read, to be made where it is missing.
struct SourceTopic {
  std::string name;
  PartitionId partitions = 1;
  std::int16_t replication = 0;  ///< 0: the broker's default
};

class TopicAdmin {
 public:
  virtual ~TopicAdmin() = default;
  /// Sees to it that the topic is there and fit for dead letters.
  virtual Result<WritableTopic, IoError> ensure(const DeadLetterTopic& topic) = 0;
  /// A topic that others own. It is never made.
  virtual Result<WritableTopic, IoError> find(const std::string& topic, const std::string& source) = 0;
  /// Creates the topic where it is missing; one that is there is left as it is.
  virtual std::optional<IoError> ensure_source(const SourceTopic& topic) = 0;
};

}  // namespace sluiced::gate
