#include "letters/replay.h"

#include <algorithm>

#include "gate/dead_letter.h"

namespace sluiced::letters {
namespace {

constexpr std::string_view inbound_prefix = "dlt.inbound.";

constexpr std::pair<Fate, std::string_view> fate_names[] = {{Fate::not_selected, "not_selected"},
                                                            {Fate::no_origin, "no_origin"},
                                                            {Fate::done_before, "done_before"},
                                                            {Fate::repeat, "repeat"},
                                                            {Fate::hop_limit, "hop_limit"},
                                                            {Fate::cut, "cut"},
                                                            {Fate::superseded, "superseded"},
                                                            {Fate::no_line, "no_line"},
                                                            {Fate::fails, "fails"},
                                                            {Fate::too_large, "too_large"},
                                                            {Fate::send, "send"}};

/// Of its recoverer, of @RetryableTopic, and of a listener that asked for the count of deliveries.
bool is_springs(std::string_view name) {
  constexpr std::string_view prefixes[] = {"kafka_dlt-", "kafka_original-", "kafka_exception-", "kafka_key-exception-",
                                           "retry_topic-"};
  return name == "kafka_deliveryAttempt" ||
         std::any_of(std::begin(prefixes), std::end(prefixes), [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// What the writer of the letter has added to the record's own headers.
bool is_added(Profile profile, std::string_view name) {
  switch (profile) {
    case Profile::sluiced: return false;
    case Profile::spring: return is_springs(name);
    case Profile::connect: return name.starts_with("__connect.errors.");
    case Profile::streams: return name.starts_with("__streams.errors.");
    case Profile::share_group: return name.starts_with("__dlq.errors.");
    case Profile::smallrye: return name.starts_with("dead-letter-");
    case Profile::karafka: return name.starts_with("source_");
    case Profile::none: return false;
  }
  return false;
}

std::optional<std::string> owned(std::optional<std::string_view> bytes) {
  return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
}

}  // namespace

std::string_view to_string(Fate fate) {
  for (const auto& [known, text] : fate_names)
    if (known == fate) return text;
  return "";
}

gate::OutgoingRecord make_replayed(const Letter& letter, const Record& stands, std::span<const HeaderView> headers,
                                   const Destination& to) {
  const auto produced = produced_ms(letter, stands);
  const bool dated =
      produced && *produced > to.kept_from_ms && *produced <= to.taken_until_ms && letter.timestamp_type != "LogAppendTime";
  gate::OutgoingRecord record{.topic = to.topic,
                              .partition = gate::letter_partition(letter.origin->partition, to.partitions),
                              .key = owned(stands.key),
                              .value = owned(stands.value),
                              .headers = {},
                              .timestamp_ms = dated ? *produced : 0};
  for (const HeaderView& header : headers) {
    const bool ours = header.name.starts_with(gate::header_prefix) && !header.name.starts_with(inbound_prefix);
    if (!ours && !is_added(letter.profile, header.name))
      record.headers.push_back({std::string(header.name), owned(header.value)});
  }
  const auto add = [&](std::string_view name, std::string_view value) {
    record.headers.push_back({std::string(name), std::string(value)});
  };
  add("dlt.topic", letter.origin->topic);
  add("dlt.partition", std::to_string(letter.origin->partition));
  add("dlt.offset", std::to_string(letter.origin->offset.value));
  add("dlt.timestamp", std::to_string(produced.value_or(-1)));
  const auto known = {TimestampType::create_time, TimestampType::log_append_time};
  const bool has_type =
      std::any_of(known.begin(), known.end(), [&](TimestampType type) { return to_string(type) == letter.timestamp_type; });
  add("dlt.timestamp-type", has_type ? letter.timestamp_type : to_string(TimestampType::not_available));
  add("dlt.hops", std::to_string(std::max<std::int64_t>(letter.hops, 1)));
  return record;
}

}  // namespace sluiced::letters
