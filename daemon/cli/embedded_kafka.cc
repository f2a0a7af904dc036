#include "cli/embedded_kafka.h"

#include <fmt/format.h>

#include "base/wakeup.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"

namespace sluiced::cli {
namespace {

constexpr const char* onlooker_group = "sluiced.demo";
constexpr Duration wait_max{100};

std::optional<std::string> owned(std::optional<std::string_view> bytes) {
  return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
}

ReadRecord owned(const gate::FetchedRecord& fetched) {
  const Record& record = fetched.record();
  ReadRecord read{.partition = {std::string(record.topic), record.partition},
                  .offset = record.offset,
                  .key = owned(record.key),
                  .value = owned(record.value),
                  .headers = {}};
  std::vector<HeaderView> headers;
  fetched.headers(headers);
  for (const HeaderView& header : headers) read.headers.push_back({std::string(header.name), owned(header.value)});
  return read;
}

}  // namespace

std::string ReadRecord::header(std::string_view name) const {
  for (auto found = headers.rbegin(); found != headers.rend(); ++found)
    if (found->name == name) return found->value.value_or("");
  return "";
}

EmbeddedKafka::EmbeddedKafka(const std::vector<std::string>& topics, const Clock& clock) : clock_(clock), cluster_(1) {
  for (const std::string& topic : topics) cluster_.create_topic(topic, 1);
}

kafka::ClientSettings EmbeddedKafka::client(const std::string& name) const {
  kafka::ClientSettings settings;
  settings.brokers = brokers();
  settings.client_id = name;
  return settings;
}

Result<Done> EmbeddedKafka::write(const std::vector<gate::OutgoingRecord>& records, MonotonicTime deadline) {
  Wakeup wakeup;
  kafka::Producer producer(client("sluiced-demo-producer"), wakeup);
  for (std::size_t i = 0; i < records.size(); ++i)
    if (const auto error = producer.send(i, records[i])) return failure(error->text);
  std::size_t acknowledged = 0;
  std::vector<gate::DeliveryReport> reports;
  while (acknowledged < records.size()) {
    if (clock_.now() >= deadline)
      return failure(fmt::format("{} of {} events were acknowledged in time", acknowledged, records.size()));
    wakeup.wait(wait_max);
    producer.take_reports(reports);
    for (const gate::DeliveryReport& report : reports)
      if (report.error) return failure(report.error->text);
    acknowledged += reports.size();
  }
  return done;
}

Result<std::vector<ReadRecord>> EmbeddedKafka::read(const std::string& topic, MonotonicTime deadline) {
  Wakeup wakeup;
  kafka::Consumer consumer(client("sluiced-demo-reader"), onlooker_group, wakeup);
  const gate::PartitionStart start{.partition = {topic, 0}, .at = {0}};
  if (const auto error = consumer.assign({&start, 1})) return failure(error->text);
  std::vector<ReadRecord> records;
  gate::Batch batch;
  for (;;) {
    consumer.fetch(batch);
    for (const gate::FetchedRecord& fetched : batch.records) records.push_back(owned(fetched));
    const bool at_end = !batch.ends.empty();
    batch.records.clear();
    if (batch.failure) return failure(batch.failure->text);
    if (at_end) return records;
    if (clock_.now() >= deadline) return failure(fmt::format("{} was not read to its end in time", topic));
    if (!batch.more) wakeup.wait(wait_max);
  }
}

Result<std::optional<NextOffset>> EmbeddedKafka::committed(const std::string& group, const std::string& topic) {
  Wakeup wakeup;
  kafka::Consumer consumer(client("sluiced-demo-reader"), group, wakeup);
  const TopicPartition partition{topic, 0};
  const auto offsets = consumer.committed({&partition, 1});
  if (!offsets) return failure(offsets.error().text);
  return offsets->front();
}

}  // namespace sluiced::cli
