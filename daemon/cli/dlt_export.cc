// sluiced dlt export: dead letters as lines of JSON.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/dlt.h"
#include "cli/letter_mask.h"
#include "cli/letter_reading.h"
#include "cli/letter_topics.h"
#include "cli/output.h"
#include "letters/envelope.h"

namespace sluiced::cli {
namespace {

using gate::IoError;

constexpr const char* footer =
    R"(Each letter is one line: {"id", "topic", "partition", "offset", "timestamp", "key", "value", "headers", "origin", "code"}.
A value that is JSON stands in it as it is; whatever is no JSON, or no text, stands in base64 under "value_base64",
"key_base64" and so on. null is null. Per partition in order. What the schema marks "x-sensitive" is written as "***", and
of such a topic no value that is no JSON: the lines are for reading, not for sending back.

Examples:
  sluiced dlt export orders > orders.dlt.ndjson
  sluiced dlt export orders --open --where code=schema_violation | jq -c .value
  sluiced dlt export orders --since 2h --limit 100

Exit codes: 0 written, be it nothing, 1 no such topic, or it may not be read, 64 usage, 69 no broker answers,
78 configuration.)";

struct ExportOptions : LetterOptions {
  std::vector<std::string> topics;
  bool open_only = false;
  std::uint64_t limit = 0;  ///< 0: all
};

class ExportCommand {
 public:
  ExportCommand(const ExportOptions& options, LetterContext context)
      : options_(options),
        context_(std::move(context)),
        selection_(selection_of(options, SystemClock().wall())),
        reader_(context_.settings) {}

  ExitCode run() {
    std::vector<kafka::PartitionRange> ranges;
    std::vector<std::string> names;
    for (const std::string& named : options_.topics) {
      const LetterTopic topic = letter_topic(context_.config, named);
      if (std::find(names.begin(), names.end(), topic.name) != names.end()) continue;
      names.push_back(topic.name);
      const auto found = reader_.ranges(topic.name, selection_.bounds, context_.timeout);
      const bool missing = !found && found.error().kind == IoError::Kind::missing;
      if (!found && !missing) return refuse_io(context_, found.error());
      if (missing && topic.source.empty()) return refuse_unknown(context_, topic.name);
      if (found) ranges.insert(ranges.end(), found->begin(), found->end());
    }
    if (options_.open_only) {
      auto ledger = read_ledger(reader_, context_.timeout);
      if (!ledger) return refuse_io(context_, ledger.error());
      ledger_ = std::move(*ledger);
    }
    if (auto error = reader_.start(ranges)) return refuse_io(context_, *error);
    const auto error = read_letters(reader_, context_.timeout, [&](const auto& stands, auto headers, const auto& letter) {
      return take(stands, headers, letter);
    });
    const ExitCode code = output_.finish(ExitCode::ok);
    if (error) return refuse_io(context_, *error);
    if (written_ == 0) complain(fmt::format("sluiced: nothing to export from {}", fmt::join(names, ", ")));
    return code;
  }

 private:
  /// false: that was the last one that is wanted, or nobody reads any more.
  bool take(const Record& stands, std::span<const HeaderView> headers, const letters::Letter& letter) {
    if (!letters::matches(selection_.where, letter, headers)) return true;
    if (options_.open_only && ledger_.dealt_with(identity(letter, stands))) return true;
    Record shown = stands;
    const auto masked = mask_.masked(letter, stands.value, headers);
    if (masked) shown.value = *masked;
    output_.write(letters::envelope(shown, headers, letter) + "\n");
    return ++written_ != options_.limit && output_.open();
  }

  const ExportOptions& options_;
  LetterContext context_;
  LetterSelection selection_;
  kafka::TopicReader reader_;
  letters::Ledger ledger_;
  LetterMask mask_{context_.config};
  std::uint64_t written_ = 0;
  Output output_;
};

ExitCode export_letters(const ExportOptions& options) {
  auto context = letter_context(options);
  if (!context) return context.error();
  return ExportCommand(options, std::move(*context)).run();
}

}  // namespace

void add_dlt_export(CLI::App& dlt, Command& chosen) {
  auto* command = dlt.add_subcommand("export", "Write dead letters as lines of JSON");
  const auto options = std::make_shared<ExportOptions>();
  command->add_option("TOPIC", options->topics, "Topics, or dead-letter topics")->required();
  add_broker_options(*command, *options);
  add_selection_options(*command, *options);
  command->add_flag("--open", options->open_only, "Only those that were not replayed or resolved");
  command->add_option("--limit", options->limit, "At most so many")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  command->footer(footer);
  command->callback([&chosen, options] { chosen = [options] { return export_letters(*options); }; });
}

}  // namespace sluiced::cli
