// Every key of the configuration, in one place: the reader refuses what is not here, and a test holds the file's schema to it.
#pragma once

#include <span>
#include <string_view>

namespace sluiced::config {

struct KeySet {
  std::string_view where;  ///< the mapping the keys stand in, as complaints and docs/configuration.md name it; "" = the file
  std::string_view schema_pointer;  ///< where config/sluiced.schema.json describes that mapping
  std::span<const std::string_view> known;
  std::span<const std::string_view> not_built;  ///< designed, refused until it is built
};

extern const KeySet file_keys;
extern const KeySet kafka_keys;
extern const KeySet tls_keys;
extern const KeySet sasl_keys;
extern const KeySet http_keys;
extern const KeySet control_keys;
extern const KeySet log_keys;
extern const KeySet supervision_keys;
extern const KeySet backoff_keys;
extern const KeySet limits_keys;
extern const KeySet group_keys;
extern const KeySet defaults_keys;  ///< those of a topic, without what says which topics
extern const KeySet topic_keys;
extern const KeySet schema_keys;  ///< of a schema that is chosen
extern const KeySet schema_by_keys;
extern const KeySet verdicts_keys;
extern const KeySet breaker_keys;
extern const KeySet forward_keys;
extern const KeySet dead_letter_keys;
extern const KeySet create_keys;

/// All of the above.
std::span<const KeySet* const> all_key_sets();

}  // namespace sluiced::config
