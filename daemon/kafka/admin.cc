#include "kafka/admin.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <set>

#include "kafka/error.h"
#include "kafka/metadata.h"
#include "kafka/producer_impl.h"
#include "kafka/topic_requests.h"
#include "metrics/event.h"

namespace sluiced::kafka {
namespace {

using Kind = gate::IoError::Kind;
using What = Shortcoming::What;
using Clock = std::chrono::steady_clock;

/// One call of the gate's: all its requests together have `call_timeout`.
struct Call {
  rd_kafka_t* client;
  Clock::time_point deadline = Clock::now() + gate::call_timeout;
  Duration left() const { return std::max(std::chrono::duration_cast<Duration>(deadline - Clock::now()), Duration{1}); }
  bool over() const { return Clock::now() >= deadline; }
};

/// Loops look again whenever they start or a topic is on hold; the process says a thing once.
bool first_time(const std::string& thing) {
  static std::mutex mutex;
  static std::set<std::string> told;
  const std::lock_guard lock(mutex);
  return told.insert(thing).second;
}

const char* what_to_do(What what) {
  switch (what) {
    case What::replication: return "kafka-reassign-partitions; sluiced does not move replicas";
    case What::compacted: return "set cleanup.policy=delete, or name another topic";
    case What::partitions:
    case What::min_insync_replicas:
    case What::max_message_bytes:
    case What::retention: return "sluiced topics apply";
  }
  return "";
}

void tell(const gate::DeadLetterTopic& topic, const Shortcoming& one, const std::string& why = "") {
  if (!first_time(topic.name + " " + std::string(to_string(one.what)))) return;
  emit(Event::dead_letter_topic_falls_short, {{"topic", topic.source},
                                              {"dead_letter_topic", topic.name},
                                              {"what", to_string(one.what)},
                                              {"is", one.is},
                                              {"should_be", one.should_be},
                                              {"do", what_to_do(one.what)},
                                              {"why", why}});
}

void tell_unread(const std::string& topic, const gate::IoError& error, const char* assumed) {
  if (!first_time(topic + " unread")) return;
  emit(Event::topic_settings_unread, {{"topic", topic}, {"assumed", assumed}, {"why", error.text}});
}

std::optional<TopicProperties> value_of(const PropertiesAnswer& answer) { return answer ? std::optional(*answer) : std::nullopt; }

/// Source and dead-letter topic as they are; the latter only where it is there.
struct Pair {
  std::optional<FoundTopic> source;
  std::optional<FoundTopic> letters;
};

/// Reads the settings of both in one request. An error where there is no answer; what may not be read is told and left out.
std::optional<gate::IoError> read_properties(const Call& call, const gate::DeadLetterTopic& topic, Pair& pair) {
  const std::array names{topic.source, topic.name};
  const auto answers = describe_properties(call.client, names, call.left() / 2);
  if (!answers && answers.error().kind == Kind::unreachable) return answers.error();
  const auto answer = [&](std::size_t i) { return answers ? (*answers)[i] : PropertiesAnswer(failure(answers.error())); };
  const PropertiesAnswer source = answer(0);
  const PropertiesAnswer letters = answer(1);
  if (pair.source) {
    pair.source->properties = value_of(source);
    if (!source)
      tell_unread(topic.source, source.error(), "max.message.bytes 1048588, retention no longer than its dead letters' own");
  }
  if (pair.letters) {
    pair.letters->properties = value_of(letters);
    if (!letters) tell_unread(topic.name, letters.error(), "that it keeps dead letters as long and as safely as it should");
  }
  return std::nullopt;
}

/// Brokers hear of what the controller has done a little later.
Result<PartitionId, gate::IoError> await_partitions(const Call& call, const std::string& topic, PartitionId at_least) {
  while (true) {
    const auto found = describe_topic(call.client, topic, std::max(call.left(), Duration{100}));
    if (found && found->partitions >= at_least) return found->partitions;
    if (!found && found.error().kind != Kind::missing) return failure(found.error());
    if (call.over()) return failure(io_error(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, "metadata of " + topic + ", just changed"));
  }
}

Result<PartitionId, gate::IoError> create(const Call& call, const std::string& name, const TopicWants& wants) {
  if (auto error = create_topic(call.client, name, wants, call.left())) return failure(*error);
  emit(Event::topic_created, {{"topic", name}, {"partitions", wants.partitions}});
  return await_partitions(call, name, 1);
}

/// Best effort: letters of the partitions it lacks go to those it has.
Result<PartitionId, gate::IoError> grow(const Call& call, const gate::DeadLetterTopic& topic, const Shortcoming& lacking,
                                        const Pair& pair) {
  const PartitionId wanted = pair.source->partitions;
  const auto error = grow_topic(call.client, topic.name, wanted, call.left());
  if (!error) {
    emit(Event::partitions_added, {{"topic", topic.source}, {"dead_letter_topic", topic.name}, {"partitions", wanted}});
    return await_partitions(call, topic.name, wanted);
  }
  // Another member of the group may have been quicker.
  const auto now = describe_topic(call.client, topic.name, call.left());
  if (now && now->partitions >= wanted) return now->partitions;
  tell(topic, lacking, error->text);
  return pair.letters->partitions;
}

/// wants: without its source only what makes the topic unfit in any case can be told.
Result<PartitionId, gate::IoError> look_over(const Call& call, const gate::DeadLetterTopic& topic, const TopicWants& wants,
                                             const Pair& pair) {
  const std::vector<Shortcoming> found = shortcomings(wants, *pair.letters);
  if (!found.empty() && found.front().what == What::compacted)
    return failure(gate::IoError{.kind = Kind::unsuitable,
                                 .text = topic.name + ": cleanup.policy is " + found.front().is +
                                         ": dead letters without a key are refused, others overwritten; " +
                                         what_to_do(What::compacted)});
  PartitionId partitions = pair.letters->partitions;
  if (!pair.source) return partitions;
  for (const Shortcoming& one : found) {
    if (one.what != What::partitions || !topic.create) {
      tell(topic, one);
      continue;
    }
    auto grown = grow(call, topic, one, pair);
    if (!grown) return grown;
    partitions = *grown;
  }
  return partitions;
}

/// Whether what stands in the source can be had as long as its letter. A source that is compacted, or bounded in bytes, promises nothing.
bool source_keeps_as_long(const Pair& pair) {
  if (!pair.source || !pair.source->properties || !pair.letters || !pair.letters->properties) return false;
  const TopicProperties& source = *pair.source->properties;
  const TopicProperties& letters = *pair.letters->properties;
  if (source.cleanup_policy != "delete" || source.retention_bytes >= 0) return false;
  return source.retention_ms < 0 || (letters.retention_ms >= 0 && source.retention_ms >= letters.retention_ms);
}

FoundTopic found_of(const TopicShape& shape) {
  return {.partitions = shape.partitions, .replication = shape.replicas, .properties = std::nullopt};
}

}  // namespace

Result<gate::WritableTopic, gate::IoError> Admin::ensure(const gate::DeadLetterTopic& topic) {
  const Call call{.client = producer_.impl_->client.get()};
  const auto letters = describe_topic(call.client, topic.name, call.left());
  if (!letters && (letters.error().kind != Kind::missing || !topic.create)) return failure(letters.error());
  const auto source = describe_topic(call.client, topic.source, call.left());
  if (!letters && !source) return failure(source.error());

  Pair pair;
  if (letters) pair.letters = found_of(*letters);
  if (source) pair.source = found_of(*source);
  const auto unread = read_properties(call, topic, pair);
  // What is there can be written to, whether or not it can be looked over now; what is made, is made once.
  if (unread && !letters) return failure(*unread);
  if (unread) return gate::WritableTopic{.partitions = letters->partitions};
  const TopicWants wants = dead_letter_wants(pair.source ? *pair.source : *pair.letters, topic.retention);
  const auto partitions = letters ? look_over(call, topic, wants, pair) : create(call, topic.name, wants);
  if (!partitions) return failure(partitions.error());
  if (!letters) pair.letters = FoundTopic{.properties = TopicProperties{.retention_ms = wants.settings->retention_ms}};
  return gate::WritableTopic{.partitions = *partitions, .source_keeps_as_long = source_keeps_as_long(pair)};
}

Result<gate::WritableTopic, gate::IoError> Admin::find(const std::string& topic, const std::string& source) {
  const Call call{.client = producer_.impl_->client.get()};
  const auto found = describe_topic(call.client, topic, call.left());
  if (!found) return failure(found.error());
  const auto beside = describe_topic(call.client, source, call.left());
  if (!beside) return failure(beside.error());
  return gate::WritableTopic{.partitions = found->partitions, .like_source = found->partitions == beside->partitions};
}

std::optional<gate::IoError> Admin::ensure_source(const gate::SourceTopic& topic) {
  const Call call{.client = producer_.impl_->client.get()};
  const auto found = describe_topic(call.client, topic.name, call.left());
  if (found) return std::nullopt;
  if (found.error().kind != Kind::missing) return found.error();
  const auto created =
      create(call, topic.name, {.partitions = topic.partitions, .replication = topic.replication, .settings = std::nullopt});
  return created ? std::nullopt : std::optional(created.error());
}

}  // namespace sluiced::kafka
