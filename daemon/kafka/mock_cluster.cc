#include "kafka/mock_cluster.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <stdexcept>

#include "kafka/handles.h"

namespace sluiced::kafka {

struct MockCluster::Impl {
  ClientHandle client;
  std::unique_ptr<rd_kafka_mock_cluster_t, Destroyer<rd_kafka_mock_cluster_destroy>> cluster;
};

MockCluster::MockCluster(int brokers) : impl_(std::make_unique<Impl>()) {
  char complaint[512];
  ConfHandle conf(rd_kafka_conf_new());
  rd_kafka_conf_set(conf.get(), "log_level", "0", complaint, sizeof complaint);
  impl_->client.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), complaint, sizeof complaint));
  if (!impl_->client) throw std::runtime_error(complaint);
  conf.release();
  impl_->cluster.reset(rd_kafka_mock_cluster_new(impl_->client.get(), brokers));
  if (!impl_->cluster) throw std::runtime_error("the mock cluster cannot be started");
}

MockCluster::~MockCluster() = default;

std::string MockCluster::bootstrap_servers() const { return rd_kafka_mock_cluster_bootstraps(impl_->cluster.get()); }

bool MockCluster::create_topic(const std::string& topic, PartitionId partitions) {
  return rd_kafka_mock_topic_create(impl_->cluster.get(), topic.c_str(), partitions, 1) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void MockCluster::set_broker_down(int broker) { rd_kafka_mock_broker_set_down(impl_->cluster.get(), broker); }
void MockCluster::set_broker_up(int broker) { rd_kafka_mock_broker_set_up(impl_->cluster.get(), broker); }

void MockCluster::set_round_trip(int broker, Duration time) {
  rd_kafka_mock_broker_set_rtt(impl_->cluster.get(), broker, static_cast<int>(time.count()));
}

void MockCluster::push_errors(std::int16_t api_key, const std::vector<int>& codes) {
  std::vector<rd_kafka_resp_err_t> errors;
  for (const int code : codes) errors.push_back(static_cast<rd_kafka_resp_err_t>(code));
  rd_kafka_mock_push_request_errors_array(impl_->cluster.get(), api_key, errors.size(), errors.data());
}

void MockCluster::set_topic_error(const std::string& topic, int code) {
  rd_kafka_mock_topic_set_error(impl_->cluster.get(), topic.c_str(), static_cast<rd_kafka_resp_err_t>(code));
}

Result<gate::WritableTopic, gate::IoError> MockAdmin::ensure(const gate::DeadLetterTopic& topic) {
  if (topic.create) cluster_.create_topic(topic.name, partitions_);  // false: it is there
  return gate::WritableTopic{.partitions = partitions_};
}

Result<gate::WritableTopic, gate::IoError> MockAdmin::find(const std::string&, const std::string&) {
  return gate::WritableTopic{.partitions = partitions_};
}

std::optional<gate::IoError> MockAdmin::ensure_source(const gate::SourceTopic& topic) {
  cluster_.create_topic(topic.name, topic.partitions);  // false: it is there
  return std::nullopt;
}

}  // namespace sluiced::kafka
