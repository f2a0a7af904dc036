// What the commands over dead letters share: their options, and which topics are meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/exit_code.h"
#include "base/result.h"
#include "config/config.h"
#include "kafka/client.h"
#include "kafka/topic_reader.h"
#include "letters/selection.h"

namespace CLI {
class App;
}

namespace sluiced::cli {

/// Said alike to all of them.
struct LetterOptions {
  std::string config = "/etc/sluiced/sluiced.yaml";
  std::string output = "text";
  std::string timeout = "10s";
  std::string since;  ///< "" = from the first one kept
  std::string until;
  std::vector<std::string> where;
};

/// --config, --timeout.
void add_broker_options(CLI::App& command, LetterOptions& options);
/// These, and --output.
void add_common_options(CLI::App& command, LetterOptions& options);
/// --where, --since, --until.
void add_selection_options(CLI::App& command, LetterOptions& options);

struct LetterSelection {
  kafka::TimeBounds bounds;
  std::vector<letters::Condition> where;
};

/// Options have been checked while they were parsed.
LetterSelection selection_of(const LetterOptions& options, WallTime now);

/// "2h" or "2h ago", "02:30" (the last time it was that, UTC), or an RFC 3339 time. The error is one clause.
Result<WallTime, std::string> parse_when(std::string_view text, WallTime now);

/// For options: "" where parse_when() takes it.
std::string when_complaint(const std::string& text);

/// A dead-letter topic, and whose letters stand in it.
struct LetterTopic {
  std::string name;
  std::string source;                          ///< "" where the configuration knows none
  const config::TopicConfig* entry = nullptr;  ///< of the source; nullptr as well
};

/// named: a topic of the configuration, or a dead-letter topic, of the configuration or not.
LetterTopic letter_topic(const config::Config& config, const std::string& named);
/// Of every topic that is named there and has one, and those in `listed` (all that the cluster has) that are of topics that a `match`
/// takes.
std::vector<LetterTopic> letter_topics(const config::Config& config, const std::vector<gate::ListedTopic>& listed);
/// The entry by which a topic is judged: its own, or the `match` that takes it; nullptr: none.
const config::TopicConfig* entry_of(const config::Config& config, std::string_view topic);

/// Everything a command needs before it can ask a broker; complains and says how to exit where something is wrong.
struct LetterContext {
  config::Config config;
  kafka::ClientSettings settings;
  Duration timeout{};
};
Result<LetterContext, ExitCode> letter_context(const LetterOptions& options);

/// Complains that there is no topic of that name, and says which could be meant.
ExitCode refuse_unknown(const LetterContext& context, const std::string& named);

/// Complains of what a broker said, or that none did.
ExitCode refuse_io(const LetterContext& context, const gate::IoError& error);

}  // namespace sluiced::cli
