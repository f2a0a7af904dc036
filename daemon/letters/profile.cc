#include "letters/profile.h"

#include "letters/header_text.h"

namespace sluiced::letters {
namespace {

enum class Numbers : std::uint8_t { text, big_endian };

/// A system's names; "" = it has none for that.
struct Names {
  Profile profile;
  Numbers numbers;
  std::string_view topic;
  std::string_view partition;
  std::string_view offset;
  std::string_view timestamp = {};
  std::string_view timestamp_type = {};
  std::string_view group = {};
  std::string_view exception = {};
  std::string_view cause = {};  ///< goes before the exception: what Spring throws around it is always the same
  std::string_view message = {};
};

constexpr Names systems[] = {
    {.profile = Profile::spring,
     .numbers = Numbers::big_endian,
     .topic = "kafka_dlt-original-topic",
     .partition = "kafka_dlt-original-partition",
     .offset = "kafka_dlt-original-offset",
     .timestamp = "kafka_dlt-original-timestamp",
     .timestamp_type = "kafka_dlt-original-timestamp-type",
     .group = "kafka_dlt-original-consumer-group",
     .exception = "kafka_dlt-exception-fqcn",
     .cause = "kafka_dlt-exception-cause-fqcn",
     .message = "kafka_dlt-exception-message"},
    // @RetryableTopic has names of its own, but for the group's.
    {.profile = Profile::spring,
     .numbers = Numbers::big_endian,
     .topic = "kafka_original-topic",
     .partition = "kafka_original-partition",
     .offset = "kafka_original-offset",
     .timestamp = "kafka_original-timestamp",
     .timestamp_type = "kafka_original-timestamp-type",
     .group = "kafka_dlt-original-consumer-group",
     .exception = "kafka_exception-fqcn",
     .cause = "kafka_exception-cause-fqcn",
     .message = "kafka_exception-message"},
    {.profile = Profile::connect,
     .numbers = Numbers::text,
     .topic = "__connect.errors.topic",
     .partition = "__connect.errors.partition",
     .offset = "__connect.errors.offset",
     .group = "__connect.errors.connector.name",
     .exception = "__connect.errors.exception.class.name",
     .message = "__connect.errors.exception.message"},
    {.profile = Profile::streams,
     .numbers = Numbers::text,
     .topic = "__streams.errors.topic",
     .partition = "__streams.errors.partition",
     .offset = "__streams.errors.offset",
     .exception = "__streams.errors.exception",
     .message = "__streams.errors.message"},
    {.profile = Profile::share_group,
     .numbers = Numbers::text,
     .topic = "__dlq.errors.topic",
     .partition = "__dlq.errors.partition",
     .offset = "__dlq.errors.offset",
     .group = "__dlq.errors.group",
     .message = "__dlq.errors.message"},
    {.profile = Profile::smallrye,
     .numbers = Numbers::text,
     .topic = "dead-letter-topic",
     .partition = "dead-letter-partition",
     .offset = "dead-letter-offset",
     .exception = "dead-letter-exception-class-name",
     .message = "dead-letter-reason"},
    {.profile = Profile::karafka,
     .numbers = Numbers::text,
     .topic = "source_topic",
     .partition = "source_partition",
     .offset = "source_offset",
     .group = "source_consumer_group"},
};

/// The last of that name, with a value.
std::optional<std::string_view> last_of(std::span<const HeaderView> headers, std::string_view name) {
  std::optional<std::string_view> found;
  for (const HeaderView& header : headers)
    if (!name.empty() && header.name == name && header.value) found = header.value;
  return found;
}

Letter read_as(const Names& names, std::span<const HeaderView> headers) {
  const auto text = [&](std::string_view name) { return last_of(headers, name).value_or(std::string_view()); };
  const auto number = [&](std::string_view name) -> std::optional<std::int64_t> {
    const auto value = last_of(headers, name);
    if (!value) return std::nullopt;
    return names.numbers == Numbers::text ? number_of(*value) : big_endian(*value);
  };
  Letter letter;
  letter.profile = names.profile;
  const auto partition = partition_of(number(names.partition));
  const auto offset = number(names.offset);
  if (partition && offset && *offset >= 0)
    letter.origin = Origin{.topic = text(names.topic), .partition = *partition, .offset = {*offset}};
  letter.timestamp_ms = number(names.timestamp);
  letter.timestamp_type = text(names.timestamp_type);
  letter.group = text(names.group);
  letter.code = last_of(headers, names.cause).value_or(text(names.exception));
  letter.message = text(names.message);
  return letter;
}

}  // namespace

Letter read_foreign(std::span<const HeaderView> headers) {
  for (const Names& names : systems)
    if (last_of(headers, names.topic)) return read_as(names, headers);
  return {};
}

}  // namespace sluiced::letters
