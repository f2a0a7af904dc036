#include "config/keys.h"

#include <array>

namespace sluiced::config {
namespace {

using Name = std::string_view;

constexpr std::array file_known{Name("kafka"),  Name("http"),       Name("control"),  Name("log"),    Name("supervision"),
                                Name("limits"), Name("references"), Name("defaults"), Name("groups"), Name("topics")};
constexpr std::array file_not_built{Name("include"), Name("shared"), Name("backtest")};

constexpr std::array kafka_known{Name("enabled"),
                                 Name("brokers"),
                                 Name("client_id"),
                                 Name("node"),
                                 Name("tls"),
                                 Name("sasl"),
                                 Name("properties"),
                                 Name("consumer_properties"),
                                 Name("producer_properties")};
constexpr std::array tls_known{Name("ca_file"), Name("certificate_file"), Name("key_file")};
constexpr std::array sasl_known{Name("mechanism"), Name("username"), Name("password_file")};

constexpr std::array log_known{Name("level"), Name("format")};
constexpr std::array http_known{Name("listen")};
constexpr std::array control_known{Name("socket")};
constexpr std::array supervision_known{Name("backoff"), Name("drain_timeout"), Name("stall_timeout")};
constexpr std::array backoff_known{Name("initial"), Name("max"), Name("multiplier"), Name("jitter"), Name("reset_after")};
constexpr std::array limits_known{Name("payload_bytes_max"), Name("depth_max"),     Name("members_max"),
                                  Name("number_chars_max"),  Name("in_flight_max"), Name("in_flight_bytes_max")};

constexpr std::array group_known{Name("instances"),           Name("assignor"), Name("static_membership"),
                                 Name("consumer_properties"), Name("delivery"), Name("commit_interval"),
                                 Name("commit_records")};

constexpr std::array topic_known{Name("name"),    Name("match"),    Name("exclude"),  Name("group"),
                                 Name("schema"),  Name("dialect"),  Name("formats"),  Name("regex"),
                                 Name("mode"),    Name("verdicts"), Name("start_at"), Name("on_lost_offsets"),
                                 Name("breaker"), Name("forward"),  Name("create"),   Name("dead_letter")};
constexpr std::size_t of_one_topic = 3;  ///< those at the beginning that can have no default
constexpr std::array topic_not_built{Name("shadow")};

constexpr std::array schema_known{Name("by"), Name("from")};
constexpr std::array schema_by_known{Name("header"), Name("field")};

constexpr std::array verdicts_known{Name("tombstone"),     Name("empty"), Name("not_utf8"),         Name("not_json"),
                                    Name("duplicate_key"), Name("limit"), Name("schema_violation"), Name("schema_unknown")};
constexpr std::array verdicts_not_built{Name("undecodable")};

constexpr std::array breaker_known{Name("armed"), Name("ratio"), Name("min_records")};
constexpr std::array forward_known{Name("to")};
constexpr std::array dead_letter_known{Name("topic"),    Name("create"),         Name("retention"),
                                       Name("oversize"), Name("header_profile"), Name("redact")};
constexpr std::array dead_letter_not_built{Name("violations_max"), Name("shared")};
constexpr std::array create_known{Name("partitions"), Name("replication")};

}  // namespace

const KeySet file_keys{"", "", file_known, file_not_built};
const KeySet kafka_keys{"kafka", "/$defs/kafka", kafka_known, {}};
const KeySet tls_keys{"kafka.tls", "/$defs/tls", tls_known, {}};
const KeySet sasl_keys{"kafka.sasl", "/$defs/sasl", sasl_known, {}};
const KeySet http_keys{"http", "/$defs/http", http_known, {}};
const KeySet control_keys{"control", "/$defs/control", control_known, {}};
const KeySet log_keys{"log", "/$defs/log", log_known, {}};
const KeySet supervision_keys{"supervision", "/$defs/supervision", supervision_known, {}};
const KeySet backoff_keys{"supervision.backoff", "/$defs/backoff", backoff_known, {}};
const KeySet limits_keys{"limits", "/$defs/limits", limits_known, {}};
const KeySet group_keys{"groups.<name>", "/$defs/group", group_known, {}};
const KeySet defaults_keys{"defaults", "/$defs/defaults", std::span<const Name>(topic_known).subspan(of_one_topic),
                           topic_not_built};
const KeySet topic_keys{"topics[]", "/$defs/topic", topic_known, topic_not_built};
const KeySet schema_keys{"topics[].schema", "/$defs/schema_table", schema_known, {}};
const KeySet schema_by_keys{"topics[].schema.by", "/$defs/schema_by", schema_by_known, {}};
const KeySet verdicts_keys{"topics[].verdicts", "/$defs/verdicts", verdicts_known, verdicts_not_built};
const KeySet breaker_keys{"topics[].breaker", "/$defs/breaker", breaker_known, {}};
const KeySet forward_keys{"topics[].forward", "/$defs/forward", forward_known, {}};
const KeySet dead_letter_keys{"topics[].dead_letter", "/$defs/dead_letter", dead_letter_known, dead_letter_not_built};
const KeySet create_keys{"topics[].create", "/$defs/create", create_known, {}};

std::span<const KeySet* const> all_key_sets() {
  static constexpr std::array sets{&file_keys,     &kafka_keys,    &tls_keys,         &sasl_keys,        &http_keys,
                                   &control_keys,  &log_keys,      &supervision_keys, &backoff_keys,     &limits_keys,
                                   &group_keys,    &defaults_keys, &topic_keys,       &schema_keys,      &schema_by_keys,
                                   &verdicts_keys, &breaker_keys,  &forward_keys,     &dead_letter_keys, &create_keys};
  return sets;
}

}  // namespace sluiced::config
