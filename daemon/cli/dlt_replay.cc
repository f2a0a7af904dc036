// sluiced dlt replay, sluiced dlt resolve: dead letters back to where they came from, or marked as dealt with.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/dlt.h"
#include "cli/output.h"
#include "cli/replay_job.h"
#include "cli/replay_report.h"
#include "cli/stop_signals.h"
#include "kafka/topic_readers.h"

namespace sluiced::cli {
namespace {

using letters::Fate;

constexpr const char* replay_footer =
    R"(Every letter that is chosen is judged anew, by the schema as it is now; what passes goes back to the topic that it came from, with
its key, headers, partition and timestamp. Only topics of the configuration are sent to, whatever a header says. What is sent, and
that it was sent (topic sluiced.replayed), stand in one transaction: killed anywhere, the same line goes on, and nothing is
sent twice, by this job or another. What fails again stays open. All other readers of the topic receive the records too:
--dry-run names them.

--through CMD gives the letters to a program first, a JSON line each as `dlt export` prints them, and takes back the lines that
are to be sent, told apart by their "id"; a line that does not come back stays open. It is started anew for each 1,000 letters.

Examples:
  sluiced dlt replay orders --since 02:30 --where 'rule=*/amount/type' --dry-run
  sluiced dlt replay orders --through 'jq -c ".value.amount |= tonumber"' --limit 10
  sluiced dlt replay orders --to forward

Exit codes: 0 done, 1 refused or ended on the way, 64 usage, 69 no broker answers, 78 configuration.)";

constexpr const char* resolve_footer =
    R"(They count as dealt with from then on: `dlt summary` does not count them as open, and `dlt replay` leaves them out. Nothing is deleted.

Example:
  sluiced dlt resolve orders --where code=not_json --until 2026-11-23T06:00:00Z

Exit codes: 0 done, 1 refused or ended on the way, 64 usage, 69 no broker answers, 78 configuration.)";

/// A dry run tells who else would get the records: our own group is to.
Result<std::map<std::string, std::vector<std::string>>, gate::IoError> other_readers(const LetterContext& context,
                                                                                     const ReplayTargets& targets) {
  std::map<std::string, std::vector<std::string>> readers;
  for (const auto& [topic, target] : targets.found()) {
    if (target.records == 0) continue;
    auto groups = kafka::groups_reading(context.settings, topic, context.timeout);
    if (!groups) return failure(groups.error());
    std::erase_if(*groups, [&](const std::string& group) {
      return std::any_of(context.config.groups.begin(), context.config.groups.end(),
                         [&](const config::GroupConfig& ours) { return ours.name == group; });
    });
    readers.emplace(topic, std::move(*groups));
  }
  return readers;
}

/// On a terminal, and over itself.
void show_progress(const ReplayResult& result) {
  if (isatty(STDERR_FILENO) == 0) return;
  const std::string line = fmt::format("\r{} letters, {} to be sent ", result.letters, result.tally.of(Fate::send));
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

/// A forward topic that nobody has named is a wish that cannot be met, whatever the letters say.
std::optional<std::string> impossible(const LetterContext& context, const ReplayOptions& options) {
  const LetterTopic topic = letter_topic(context.config, options.topic);
  if (options.to == "forward" && topic.entry != nullptr && topic.entry->mode != config::Mode::forward)
    return topic.source + " has no forward topic: its mode is " + std::string(to_string(topic.entry->mode));
  return std::nullopt;
}

ExitCode replay(ReplayOptions options) {
  auto context = letter_context(options.letters);
  if (!context) return context.error();
  if (const auto why = impossible(*context, options)) {
    complain("sluiced: " + *why);
    return ExitCode::configuration;
  }
  auto compiled = config::compile_schemas(context->config);
  if (!compiled) return refuse(compiled.error());
  Output output;
  StopSignals signals;
  options.stop = signals.fd();
  const WallTime now = SystemClock().wall();
  ReplayJob job(*context, options, std::move(*compiled), now);
  const auto result = job.run([&](const ReplayResult& so_far) {
    show_progress(so_far);
    return signals.first() == 0;
  });
  if (!result) {
    complain("sluiced: " + result.error().why);
    return result.error().code;
  }
  ReplayView view{
      .options = options, .letters = job.topic(), .result = *result, .targets = job.targets().found(), .readers = {}, .now = now};
  if (options.dry_run && !options.resolve) {
    auto readers = other_readers(*context, job.targets());
    if (!readers) return refuse_io(*context, readers.error());
    view.readers = std::move(*readers);
  }
  output.write(options.letters.output == "json" ? replay_json(view) : replay_text(view));
  if (signals.first() == 0) return output.finish(ExitCode::ok);
  output.flush();
  complain("sluiced: interrupted; the same line goes on with job " + result->job);
  return ExitCode::not_well;
}

const CLI::Range counting(std::int64_t{1}, std::int64_t{1'000'000'000});

void add_job_options(CLI::App& command, ReplayOptions& options) {
  command.add_option("TOPIC", options.topic, "A topic of the configuration, or its dead-letter topic")->required();
  add_common_options(command, options.letters);
  add_selection_options(command, options.letters);
  command.add_option("--limit", options.limit, "At most so many records")->check(counting);
  command.add_flag("--dry-run", options.dry_run, "Say what would be done; write nothing");
}

}  // namespace

void add_dlt_replay(CLI::App& dlt, Command& chosen) {
  auto* command = dlt.add_subcommand("replay", "Judge anew, and send back what passes");
  const auto options = std::make_shared<ReplayOptions>();
  add_job_options(*command, *options);
  command->add_option("--to", options->to, "origin, or forward: the topic that what passes is forwarded to")
      ->capture_default_str()
      ->check(CLI::IsMember({"origin", "forward"}));
  command->add_option("--through", options->through, "A program that the letters go through first, run by sh -c")
      ->check(CLI::Validator([](const std::string& text) { return text.empty() ? "expected a program, found ''" : ""; }, "CMD"));
  command->add_option("--rate", options->rate, "At most so many records a second")->check(counting);
  command->add_option("--hops-max", options->hops_max, "Leave letters that have come back so often")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  command->add_flag("--skip-superseded", options->skip_superseded, "Leave letters whose topic has a newer record with their key");
  command->add_flag("--onto-compacted", options->onto_compacted, "Send to a compacted topic too");
  command->footer(replay_footer);
  command->callback([&chosen, options] { chosen = [options] { return replay(*options); }; });
}

void add_dlt_resolve(CLI::App& dlt, Command& chosen) {
  auto* command = dlt.add_subcommand("resolve", "Mark letters as dealt with");
  const auto options = std::make_shared<ReplayOptions>();
  options->resolve = true;
  add_job_options(*command, *options);
  command->footer(resolve_footer);
  command->callback([&chosen, options] { chosen = [options] { return replay(*options); }; });
}

}  // namespace sluiced::cli
