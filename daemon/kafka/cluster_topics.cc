#include "kafka/cluster_topics.h"

#include <algorithm>
#include <thread>

#include "kafka/conf.h"
#include "kafka/metadata.h"
#include "kafka/topic_requests.h"
#include "metrics/event.h"

namespace sluiced::kafka {
namespace {

using Clock = std::chrono::steady_clock;

/// Between two questions about a topic that is just being made.
constexpr Duration pause_between{50};

Duration left_until(Clock::time_point deadline) {
  return std::max(std::chrono::duration_cast<Duration>(deadline - Clock::now()), Duration{1});
}

/// A command says once, at its end, that nobody answers.
void on_error(rd_kafka_t*, int code, const char* reason, void*) {
  emit(Event::librdkafka_noise, {{"code", rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code))}, {"why", reason}});
}

}  // namespace

struct ClusterTopics::Impl {
  ClientHandle client;
};

ClusterTopics::ClusterTopics(const ClientSettings& settings) : impl_(std::make_unique<Impl>()) {
  auto conf = admin_conf(settings);
  if (conf) rd_kafka_conf_set_error_cb(conf->get(), on_error);
  impl_->client = make_client(RD_KAFKA_PRODUCER, std::move(conf));
}

ClusterTopics::~ClusterTopics() = default;

Result<FoundTopics, gate::IoError> ClusterTopics::look(const std::vector<std::string>& names, Duration at_most) {
  const auto deadline = Clock::now() + at_most;
  FoundTopics found;
  std::vector<std::string> present;
  for (const std::string& name : names) {
    auto shape = describe_topic(impl_->client.get(), name, left_until(deadline));
    while (!shape && shape.error().kind == gate::IoError::Kind::unreachable && Clock::now() < deadline) {
      std::this_thread::sleep_for(pause_between);
      shape = describe_topic(impl_->client.get(), name, left_until(deadline));
    }
    if (!shape && shape.error().kind == gate::IoError::Kind::unreachable) return failure(shape.error());
    if (!shape) {
      found.emplace(name, failure(shape.error()));
      continue;
    }
    found.emplace(name, FoundTopic{.partitions = shape->partitions, .replication = shape->replicas, .properties = std::nullopt});
    present.push_back(name);
  }
  if (present.empty()) return found;
  const auto properties = describe_properties(impl_->client.get(), present, left_until(deadline));
  if (!properties && properties.error().kind == gate::IoError::Kind::unreachable) return failure(properties.error());
  for (std::size_t i = 0; properties && i < present.size(); ++i)
    if (const auto& answer = (*properties)[i]) found.at(present[i])->properties = *answer;
  return found;
}

std::optional<gate::IoError> ClusterTopics::create(const std::string& name, const TopicWants& wants, Duration at_most) {
  return create_topic(impl_->client.get(), name, wants, at_most);
}

std::optional<gate::IoError> ClusterTopics::grow(const std::string& name, PartitionId partitions, Duration at_most) {
  return grow_topic(impl_->client.get(), name, partitions, at_most);
}

bool ClusterTopics::can_set() { return can_set_properties(); }

std::optional<gate::IoError> ClusterTopics::set(const std::string& name,
                                                const std::vector<std::pair<std::string, std::string>>& properties,
                                                Duration at_most) {
  return set_properties(impl_->client.get(), name, properties, at_most);
}

std::optional<gate::IoError> ClusterTopics::delete_records(const std::vector<gate::PartitionStart>& before, Duration at_most) {
  return kafka::delete_records(impl_->client.get(), before, at_most);
}

}  // namespace sluiced::kafka
