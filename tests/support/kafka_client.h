// A client of a real broker for tests: makes topics, writes records, reads them back, asks for offsets. It speaks
// librdkafka's C API by itself and shares nothing with daemon/kafka/, so that a fault there cannot hide itself.
//
// Every call waits for its answer, with a deadline, and throws std::runtime_error where there is none.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace sluiced::testing {

using Properties = std::map<std::string, std::string>;

/// partitions: of a topic that must not be there yet, replicated as the cluster does by default. config: of the topic.
void create_topic(const std::string& brokers, const std::string& topic, int partitions, const Properties& config = {});
/// Waits until brokers tell of the new ones. partitions: in all.
void grow_topic(const std::string& brokers, const std::string& topic, int partitions);
/// Waits until brokers do not know it any more.
void delete_topic(const std::string& brokers, const std::string& topic);
/// Replaces all that was set for the topic by this, and waits until the broker tells of it.
void set_topic_config(const std::string& brokers, const std::string& topic, const Properties& config);
/// As retention does it: the partition's log begins at `before` from then on.
void delete_records(const std::string& brokers, const std::string& topic, PartitionId partition, std::int64_t before);
/// 0: there is none of that name.
int partition_count(const std::string& brokers, const std::string& topic);
/// As the broker tells it; "" for a name it does not know.
std::string topic_config(const std::string& brokers, const std::string& topic, const std::string& name);

/// How many records a topic holds by now, asked as often as one likes: it keeps its connection. 0 while there is no such topic.
class TopicSize {
 public:
  TopicSize(const std::string& brokers, std::string topic);
  ~TopicSize();
  TopicSize(const TopicSize&) = delete;
  TopicSize& operator=(const TopicSize&) = delete;
  std::uint64_t records();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Log ends, per partition.
std::vector<std::int64_t> log_ends(const std::string& brokers, const std::string& topic);
/// What the group has committed, per partition of the topic; -1: nothing. Offsets of a transaction that is open are not waited for.
std::vector<std::int64_t> committed(const std::string& brokers, const std::string& group, const std::string& topic);

/// The same, asked as often as one likes: it keeps its connection.
class GroupOffsets {
 public:
  GroupOffsets(const std::string& brokers, const std::string& group, const std::string& topic, int partitions);
  ~GroupOffsets();
  GroupOffsets(const GroupOffsets&) = delete;
  GroupOffsets& operator=(const GroupOffsets&) = delete;
  /// Empty: no answer within a few seconds.
  std::vector<std::int64_t> committed();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether so many brokers are there, and every replica of every partition is in sync. False where nobody answers, too.
bool all_in_sync(const std::string& brokers, int nodes);

/// The bytes live as long as the call that hands it over.
struct StoredRecord {
  Record record;
  std::vector<HeaderView> headers;
};
/// Everything in the topic from its start up to its end as of now, as a read-committed consumer sees it; per partition in order.
void read_topic(const std::string& brokers, const std::string& topic, const std::function<void(const StoredRecord&)>& take);
/// The same with what is not committed, and what never will be.
void read_topic_uncommitted(const std::string& brokers, const std::string& topic,
                            const std::function<void(const StoredRecord&)>& take);

struct NewRecord {
  int partition = -1;             ///< -1: by key
  std::int64_t timestamp_ms = 0;  ///< 0: now
  std::optional<std::string_view> key = std::nullopt;
  std::optional<std::string_view> value = std::nullopt;
  std::vector<Header> headers = {};
};

/// Where a record stands.
struct Place {
  PartitionId partition = 0;
  std::int64_t offset = 0;
  auto operator<=>(const Place&) const = default;
};

/// lz4; idempotent, unless the properties say otherwise. One thread.
class TestProducer {
 public:
  /// on_stored: called from send() and flush(), once for every record.
  TestProducer(const std::string& brokers, const std::string& topic,
               std::function<void(std::uint64_t id, const Place& place)> on_stored = {}, Properties properties = {});
  ~TestProducer();
  TestProducer(const TestProducer&) = delete;
  TestProducer& operator=(const TestProducer&) = delete;

  /// Waits where the queue is full.
  void send(const NewRecord& record, std::uint64_t id = 0);
  /// Until all is stored.
  void flush();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What an ACL speaks of: `user` may (or may not) do `operation` to the resource.
struct Permission {
  enum class Resource : std::uint8_t { topic, group, cluster };
  enum class Operation : std::uint8_t { all, write, create, alter, describe_configs };
  std::string user;  ///< "User:gate"
  Resource resource = Resource::topic;
  std::string name = "*";
  Operation operation = Operation::all;
  bool allow = true;
};
void add_permission(const std::string& brokers, const Permission& permission);
void remove_permission(const std::string& brokers, const Permission& permission);
/// However many there are of it, none among them: how many there were.
std::size_t remove_permissions(const std::string& brokers, const Permission& permission);

}  // namespace sluiced::testing
