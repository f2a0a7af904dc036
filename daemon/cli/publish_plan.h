// From the command line and the configuration to what `sluiced publish` works by. Reads the schema's files and asks nobody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/letter_topics.h"
#include "cli/publish_record.h"
#include "kafka/client.h"

namespace sluiced::cli {

struct PublishOptions {
  PublishOptions() { common.timeout = "30s"; }

  LetterOptions common;
  std::string topic;
  std::string schema;  ///< "" = the topic's own
  std::optional<std::string> key;
  std::optional<std::string> key_field;
  std::vector<std::string> headers;  ///< NAME=VALUE
  std::optional<PartitionId> partition;
  std::string partitioner;  ///< "" = the configuration's
  std::string compression;  ///< "" = the configuration's
  bool transaction = false;
  bool confirm = false;
  bool dry_run = false;
};

/// "" or what is wrong with an option, in one clause.
std::string header_complaint(const std::string& text);
std::string pointer_complaint(const std::string& text);

/// A fault where the configuration has no such topic, and no schema is given, or where a schema does not compile.
Result<RecordRules, Fault> record_rules(const PublishOptions& options, const config::Config& config);

/// The configuration's client, as the options have it otherwise.
kafka::ClientSettings publish_settings(const PublishOptions& options, kafka::ClientSettings settings);

}  // namespace sluiced::cli
