// sluiced dlt show: one dead letter in full.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/units.h"
#include "cli/dlt.h"
#include "cli/dlt_show_report.h"
#include "cli/letter_mask.h"
#include "cli/letter_reading.h"
#include "cli/letter_topics.h"
#include "cli/output.h"
#include "gate/dead_letter.h"
#include "letters/envelope.h"
#include "supervisor/settings.h"

namespace sluiced::cli {
namespace {

using gate::IoError;

constexpr const char* footer =
    R"(LETTER is where the dead letter stands, as `sluiced dlt summary` tells it; with --origin, where the record stood
(its letter is then looked for in its topic's dead-letter topic, which takes as long as reading that).
`now` judges the record by the schema as its file is now, which may be newer than what the daemon has loaded.

Examples:
  sluiced dlt show orders.dlt/3/88121
  sluiced dlt show --origin orders/3/51200433
  sluiced dlt show orders.dlt/3/88121 --output json | jq .violations

Exit codes: 0 shown, 1 there is no such letter, 64 usage, 69 no broker answers, 78 configuration.)";

struct ShowOptions : LetterOptions {
  std::string letter;
  std::string origin;
};

class ShowCommand {
 public:
  ShowCommand(const ShowOptions& options, LetterContext context)
      : options_(options), context_(std::move(context)), reader_(context_.settings) {}

  ExitCode run() {
    const auto code = options_.origin.empty() ? find_letter() : find_by_origin();
    if (code) return *code;
    auto ledger = read_ledger(reader_, context_.timeout);
    if (!ledger) return refuse_io(context_, ledger.error());
    const std::vector<HeaderView> views = found_->views();
    const letters::Letter letter = letters::read_letter(views);
    const auto done = ledger->find(identity(letter, found_->record()));
    ShownLetter shown{.letter = *found_, .done = done, .now = verdict_now(letter), .others = others_};
    shown.masked = LetterMask(context_.config).masked(letter, found_->value, found_->views());
    Output output;
    output.write(options_.output == "json" ? show_json(shown) : show_text(shown, output.colour()));
    return output.finish(ExitCode::ok);
  }

 private:
  std::optional<ExitCode> find_letter() {
    const LetterPlace place = *parse_letter_place(options_.letter);
    topic_ = letter_topic(context_.config, place.topic);
    if (topic_.name != place.topic) {
      complain(fmt::format("sluiced: {} is not a dead-letter topic; by where a record stood: sluiced dlt show --origin {}",
                           one_line(place.topic), one_line(options_.letter)));
      return ExitCode::not_well;
    }
    auto ranges = reader_.ranges(topic_.name, {}, context_.timeout);
    if (!ranges) return refuse_topic(ranges.error());
    if (static_cast<std::size_t>(place.partition) >= ranges->size()) {
      complain(fmt::format("sluiced: {} has no partition {}, only {}", topic_.name, place.partition,
                           counted(ranges->size(), "partition", "partitions")));
      return ExitCode::not_well;
    }
    kafka::PartitionRange range = (*ranges)[static_cast<std::size_t>(place.partition)];
    const kafka::PartitionRange kept = range;
    range.from = std::max(range.from, NextOffset{place.offset.value});
    if (place.offset.value >= range.from.value)
      if (auto error = read(std::span(&range, 1), [&](const Record& stands, auto headers, const auto&) {
            if (stands.offset == place.offset) found_.emplace(stands, headers);
            return false;
          }))
        return refuse_io(context_, *error);
    if (found_) return std::nullopt;
    complain(
        fmt::format("sluiced: there is no {}: {}/{} keeps {}", one_line(options_.letter), topic_.name, place.partition,
                    kept.from == kept.to ? "none" : fmt::format("what is from {} to {}", kept.from.value, kept.to.value - 1)));
    return ExitCode::not_well;
  }

  /// Its partition first: ours have their record's number while the topic has it.
  std::optional<ExitCode> find_by_origin() {
    const LetterPlace place = *parse_letter_place(options_.origin);
    topic_ = letter_topic(context_.config, place.topic);
    auto ranges = reader_.ranges(topic_.name, {}, context_.timeout);
    if (!ranges) return refuse_topic(ranges.error());
    const PartitionId likely = gate::letter_partition(place.partition, static_cast<PartitionId>(ranges->size()));
    std::swap(ranges->front(), (*ranges)[static_cast<std::size_t>(likely)]);
    Progress progress;
    const auto look = [&](std::span<const kafka::PartitionRange> among) {
      return read(among, [&](const Record& stands, auto headers, const letters::Letter& letter) {
        progress.count();
        if (!letter.origin || letter.origin->offset != place.offset || letter.origin->partition != place.partition ||
            letter.origin->topic != place.topic)
          return true;
        if (found_) others_.push_back(letters::coordinates(found_->record()));
        found_.emplace(stands, headers);
        return true;
      });
    };
    auto error = look(std::span(*ranges).first(1));
    if (!error && !found_) error = look(std::span(*ranges).subspan(1));
    if (error) return refuse_io(context_, *error);
    if (found_) return std::nullopt;
    complain(fmt::format("sluiced: {} holds no letter of {}", topic_.name, one_line(options_.origin)));
    return ExitCode::not_well;
  }

  ExitCode refuse_topic(const IoError& error) {
    if (error.kind != IoError::Kind::missing) return refuse_io(context_, error);
    if (topic_.source.empty()) return refuse_unknown(context_, topic_.name);
    complain(fmt::format("sluiced: {} is not there yet: nothing of {} has become a dead letter", topic_.name, topic_.source));
    return ExitCode::not_well;
  }

  std::optional<IoError> read(std::span<const kafka::PartitionRange> ranges, const TakeLetter& take) {
    if (auto error = reader_.start(ranges)) return error;
    return read_letters(reader_, context_.timeout, take);
  }

  std::variant<VerdictNow, std::string> verdict_now(const letters::Letter& letter) const {
    const config::TopicConfig* entry = topic_.entry;
    if (entry == nullptr && letter.origin) entry = entry_of(context_.config, letter.origin->topic);
    if (entry == nullptr) return "no topic of the configuration has letters here";
    if (letter.truncated == "value") return "the letter has no value";
    if (letter.truncated == "redacted") return "places in the value are blanked";
    const auto compiled = config::compile_schemas(*entry);
    if (!compiled) return to_string(compiled.error());
    const gate::SchemaTable table = supervisor::schema_table(entry->name, *entry, *compiled);
    gate::Judge judge(table, context_.config.document_limits);
    const std::vector<HeaderView> headers = views_of_record();
    VerdictNow now{.verdict = {}, .schema = table.name(), .schema_sha256 = table.sha256(), .action = Action::reject};
    now.verdict.code = judge.judge(found_->value, headers);
    if (now.verdict.code != VerdictCode::valid) now.verdict = judge.explain(found_->value, headers);
    if (now.verdict.schema) {
      now.schema = now.verdict.schema->name();
      now.schema_sha256 = now.verdict.schema->sha256();
    }
    now.action = entry->verdicts.action(now.verdict.code);
    return now;
  }

  /// Without ours: it came without them.
  std::vector<HeaderView> views_of_record() const {
    std::vector<HeaderView> views = found_->views();
    std::erase_if(views, [](const HeaderView& view) { return view.name.starts_with(gate::header_prefix); });
    return views;
  }

  const ShowOptions& options_;
  LetterContext context_;
  kafka::TopicReader reader_;
  LetterTopic topic_;
  std::optional<StoredLetter> found_;
  std::vector<std::string> others_;
};

ExitCode show(const ShowOptions& options) {
  auto context = letter_context(options);
  if (!context) return context.error();
  return ShowCommand(options, std::move(*context)).run();
}

std::string place_complaint(const std::string& text) {
  return parse_letter_place(text) ? "" : fmt::format("expected TOPIC/PARTITION/OFFSET, found {}", quoted_excerpt(text));
}

}  // namespace

void add_dlt_show(CLI::App& dlt, Command& chosen) {
  auto* command = dlt.add_subcommand("show", "Show one dead letter: what is wrong, where, and whether it would pass now");
  const auto options = std::make_shared<ShowOptions>();
  const CLI::Validator place(place_complaint, "TOPIC/PARTITION/OFFSET");
  auto* const letter = command->add_option("LETTER", options->letter, "Where it stands")->check(place);
  auto* const origin = command->add_option("--origin", options->origin, "Where its record stood")->check(place);
  letter->excludes(origin);
  add_common_options(*command, *options);
  command->footer(footer);
  command->callback([&chosen, options] {
    if (options->letter.empty() && options->origin.empty()) throw CLI::RequiredError("LETTER or --origin");
    chosen = [options] { return show(*options); };
  });
}

}  // namespace sluiced::cli
